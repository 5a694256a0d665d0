from __future__ import annotations

from collections import Counter
from datetime import date

from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.holdings import TABLES
from screens.navigation import back, button, menu
from screens.words import count, day, esc
from storage.holdings import Tie
from storage.models import DestructionAct

SHOWN = 15
PAUSES = {7: "На неделю", 30: "На месяц", 0: "Пока не вернусь"}


def overview(kept: Counter[tuple[str, Tie]], community: CommunityProfile, member: bool) -> Screen:
    mine = Counter({table: rows for (table, tie), rows in kept.items() if tie is not Tie.DONE})
    lines = [f"• {TABLES[table]}: {rows}" for table, rows in mine.most_common(SHOWN)]
    lines += [f"• и ещё: {count(len(mine) - SHOWN, 'вид', 'вида', 'видов')} записей"] if len(mine) > SHOWN else []
    done = sum(rows for (_, tie), rows in kept.items() if tie is Tie.DONE)
    lines += [f"• отметки о том, что сделано вами для других: {done}"] if done else []
    text = "<b>Мои данные</b>\nВот что хранится о вас и сколько записей:\n" + "\n".join(lines)
    text += "\n\nСкачать можно всё: страница для чтения и файл для программ придут сюда одним архивом."
    correct = [button("✏ Исправить", presses.MyProfile())] if member else []
    rows = [[button("📥 Скачать мои данные", presses.CopyMyData())], correct, [_delete()]]
    ends = [back(presses.MyProfile()), menu()] if member else [menu()]
    return Screen(text, [*filter(None, rows), ends])


def copy_on_its_way() -> Screen:
    return Screen("Собираем. Архив придёт сюда через несколько секунд.", [[back(presses.MyData()), menu()]])


def wishes(community: CommunityProfile, paused: bool) -> Screen:
    """Three different wishes, told apart."""
    whole = esc(community.noun.short.accusative)
    text = (
        "Что вы хотите?\n\n"
        "⏸ <b>Пауза.</b> Вы остаётесь в составе, объявления и напоминания не приходят. "
        "Бот отвечает, когда вы пишете.\n\n"
        f"🚪 <b>Покинуть {whole}.</b> Согласия отзываются, роли прекращаются, имя и анкета стираются сразу, "
        "вернуть их нельзя. "
        "Остаются учётная запись, отметки о согласиях, заявки и записи о наставничестве, журнал действий. "
        "Вступить снова можно в любой день.\n\n"
        "🗑 <b>Удалить мои данные.</b> Стирается всё, что связано с вами, документы тоже."
    )
    pause = end_pause_button() if paused else button("⏸ Взять паузу", presses.AskPause())
    leave = button(f"🚪 Покинуть {community.noun.short.accusative}", presses.Leave())
    return Screen(text, [[pause], [leave], [_delete()], [back(presses.MyProfile()), menu()]])


def ask_pause() -> Screen:
    text = (
        "На сколько взять паузу? Не будут приходить объявления и напоминания. Ответы на ваши сообщения и то, что "
        "касается только вас, приходить будут. Вернуться можно раньше, одним нажатием."
    )
    lengths = [button(label, presses.TakePause(days=days)) for days, label in PAUSES.items()]
    return Screen(text, [lengths[:2], lengths[2:], [back(presses.AskToLeave()), menu()]])


def paused(until: date | None, today: date) -> Screen:
    text = f"Пауза {_until(until, today)}. Объявления и напоминания не приходят, место в составе за вами."
    return Screen(text, [[end_pause_button()], [menu()]])


def end_pause_button() -> Button:
    return button("▶ Закончить паузу", presses.EndPause())


def pause_hint(until: date | None, today: date) -> str:
    return f"⏸ У вас пауза {_until(until, today)}."


def pause_ended() -> Screen:
    return Screen("С возвращением! Пауза закончена, всё приходит как раньше.", [[menu()]])


def ask_to_delete(community: CommunityProfile) -> Screen:
    text = (
        "<b>Удалить мои данные</b>\nСразу и навсегда сотрутся: учётная запись во всех мессенджерах, профиль, согласия, "
        "роли, заявки, записи о наставничестве, уведомления и сообщения в обработке. Роли прекратятся.\n\n"
        "Останутся: номер, время и отпечаток акта об уничтожении, записи журнала и счётчики без связи с вами. "
        "Акт получат координаторы. Переписку в самом мессенджере бот стереть не может.\n\n"
        "Вернуть данные будет нельзя. Может пригодиться копия: её можно скачать до удаления."
    )
    copy = button("📥 Скачать мои данные", presses.CopyMyData())
    return Screen(text, [[button("🗑 Удалить навсегда", presses.DeleteMe())], [copy], [menu()]])


def deleted(act: DestructionAct, community: CommunityProfile) -> Screen:
    when = act.at.astimezone(community.tz)
    text = (
        f"Ваши данные удалены. Акт об уничтожении № {act.id} от {when:%d.%m.%Y}: номер пригодится, если понадобится "
        "подтверждение. Спасибо, что были с нами!\n\nНапишете снова — начнём с чистого листа."
    )
    return Screen(text, [[menu()]])


def ask_for_paper(name: str, person_id: int, remark: str = "") -> Screen:
    text = (
        f"{remark or 'Удаление по письменному заявлению.'}\n\nЧьи данные: {esc(name)}. "
        "Напишите номер и дату заявления, например: 15 от 02.03.2026. Имя не пишите: номер останется в акте."
    )
    return Screen(text, [[back(presses.Member(id=person_id)), menu()]])


def confirm_on_paper(name: str, person_id: int, paper: str) -> Screen:
    text = (
        f"Удалить все данные: {esc(name)}?\nЗаявление {esc(paper)}. Сотрутся профиль, согласия, роли, заявки, записи о "
        "наставничестве и все учётные записи. Вернуть их нельзя. Акт придёт вам файлом, в журнале останется запись."
    )
    yes = button("🗑 Удалить навсегда", presses.DeleteOnPaper(id=person_id))
    return Screen(text, [[yes], [back(presses.Member(id=person_id)), menu()]])


def deleted_on_paper(act: DestructionAct) -> Screen:
    text = f"Данные удалены. Акт об уничтожении № {act.id} придёт файлом."
    return Screen(text, [[button("👥 Реестры", presses.Registers())], [menu()]])


def paper_lost() -> str:
    return "Номер заявления не сохранился, впишите его ещё раз."


PAPER_WANTED = "Здесь нужно другое: номер и дата, дата не позже сегодняшней."


def _until(until: date | None, today: date) -> str:
    return f"до {day(until, today)}" if until else "до вашего возвращения"


def _delete() -> Button:
    return button("🗑 Удалить мои данные", presses.AskToDelete())
