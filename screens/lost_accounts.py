"""Somebody has lost their account: what they are asked from a new one, and what the coordinator sees."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from community.profiles import CommunityProfile, Municipality
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import back, button, choice, menu, paged
from screens.words import day, esc, network_name, remarked, short, wanted
from storage.models import Account, Person, RecoveryRequest

FOUND = 5
MOST_ACCOUNTS = 4
NAME_WANTED = wanted("имя словами, как в профиле, например: Анна Сергеевна")
TOWN_WANTED = wanted("название муниципалитета словами или кнопка из списка")
NOT_FOUND = "Никого не нахожу. Попробуйте другое написание или только фамилию."
ACCOUNTS_LOST = "Прошло время, и отметки не сохранились. Проверьте, пожалуйста, ещё раз."


def already_member() -> Screen:
    text = (
        "Вы уже участвуете, а этот аккаунт новый? Привяжем его к вашему профилю.\n\n"
        "Прежний аккаунт под рукой: возьмите в нём код («Профиль», «Другие сети», «Показать код»). "
        "Доступа к нему больше нет: поможет координатор."
    )
    lost = button("🔍 Участвую, но аккаунт потерян", presses.LoseAccount())
    return Screen(text, [[button("🔑 У меня есть код", presses.HaveCode())], [lost], [menu()]])


def ask_name(remark: str = "") -> Screen:
    text = remarked(remark)
    text += (
        "Какое имя записано в вашем профиле? Напишите его, например: Анна Сергеевна.\n\n"
        "Ваш ответ увидит координатор. Заявку закроем — ответ сотрём."
    )
    return Screen(text, [[back(presses.AlreadyMember()), _cancel(), menu()]])


def ask_town(
    community: CommunityProfile, found: Sequence[Municipality] | None = None, page: int = 0, remark: str = ""
) -> Screen:
    """`found`: what matches the letters typed; None shows all."""
    text = remarked(remark)
    text += "Какой муниципалитет указан в профиле? Выберите его или начните писать название."
    shown = community.municipalities if found is None else found[:FOUND]
    choices = [choice(item.name, item.id, presses.LostTown) for item in shown]
    unknown = [button("Не помню", presses.LostTown(id="-"))]
    return Screen(text, paged(choices, page, _town_page, unknown, [back(presses.LoseAccount()), _cancel(), menu()]))


def sent() -> Screen:
    text = (
        "Заявка отправлена координатору. Прежде чем вернуть профиль, он убедится, что пишете именно вы: по телефону "
        "или лично. Будет быстрее, если позвоните сами.\n\n"
        "Ответ придёт сюда. Если его не будет 30 дней, заявка сотрётся."
    )
    return Screen(text, [[_withdraw()], [menu()]])


def waits(request: RecoveryRequest, community: CommunityProfile, today: date) -> Screen:
    since = day(request.created_at.astimezone(community.tz).date(), today)
    text = f"Ваша заявка от {since} у координатора, ответ придёт сюда. Будет быстрее, если позвоните сами."
    return Screen(text, [[_withdraw()], [menu()]])


def cancelled() -> Screen:
    return Screen("Хорошо, ничего не отправлено, ответы стёрты.", [[back(presses.AlreadyMember()), menu()]])


def withdrawn(open_before: bool) -> Screen:
    text = "Заявка отозвана, ответы стёрты." if open_before else "Открытой заявки нет: её уже закрыли."
    return Screen(text, [[back(presses.AlreadyMember()), menu()]])


def card(
    request: RecoveryRequest,
    account: Account,
    people: Sequence[Person],
    community: CommunityProfile,
    now: datetime,
    remark: str = "",
) -> Screen:
    """What was written; `people`: whom it may be, four at most."""
    people = people[:4]
    text = f"<b>Потерян аккаунт</b>\n{_written(request, account, community, now)}\n\n"
    text += remarked(remark)
    text += "\n".join(f"{number}. {_known(person, community)}" for number, person in enumerate(people, 1))
    text += "\n\n" if people else ""
    text += (
        "Сначала убедитесь вне бота, по телефону или лично, что пишет именно этот человек. "
        f"{'Затем выберите его. ' if people else ''}Нет нужного — напишите имя иначе."
    )
    found = [
        [button(short(f"{number}. {person.name}"), presses.LostCandidate(id=request.id, person=person.id))]
        for number, person in enumerate(people, 1)
    ]
    decline = button("❗ Не получилось подтвердить", presses.DeclineLost(id=request.id))
    return Screen(text, [*found, [decline], [back(presses.Attention(page=0)), menu()]])


def confirm(
    request: RecoveryRequest,
    account: Account,
    person: Person,
    accounts: Sequence[Account],
    lost: Collection[int],
    community: CommunityProfile,
    today: date,
    remark: str = "",
) -> Screen:
    """`lost`: the accounts to be detached."""
    text = remarked(remark)
    text += f"Вернуть профиль?\n{_known(person, community)}.\nНовый аккаунт: {network_name(account.network)}."
    heard = [_heard(number, each, community, today) for number, each in enumerate(accounts[:MOST_ACCOUNTS], 1)]
    if heard:
        text += "\n\nПрежние аккаунты. Потерянный отвяжем; нажатие меняет отметку:\n" + "\n".join(heard)
    text += "\n\nВозвращайте, только если вне бота точно узнали этого человека: доступ откроется сразу."
    rows = [
        [_markable(request, each, number, each.id in lost)] for number, each in enumerate(accounts[:MOST_ACCOUNTS], 1)
    ]
    yes = button("✅ Личность проверена, вернуть", presses.Recover(id=request.id, person=person.id))
    return Screen(text, [*rows, [yes], [back(presses.LostAccount(id=request.id)), menu()]])


def recovered(person: Person) -> Screen:
    text = (
        f"Готово: профиль возвращён. Кому: {esc(person.name or 'без имени')}. Все аккаунты получат сообщение об этом."
    )
    return Screen(text, [[button("🔔 Требует внимания", presses.Attention(page=0))], [menu()]])


def declined() -> Screen:
    text = "Заявка закрыта, её ответы стёрты. Сообщение о том, что подтвердить не получилось, отправлено."
    return Screen(text, [[button("🔔 Требует внимания", presses.Attention(page=0))], [menu()]])


def _written(request: RecoveryRequest, account: Account, community: CommunityProfile, now: datetime) -> str:
    at = request.created_at.astimezone(community.tz)
    town = community.municipality(request.municipality or "")
    today = now.astimezone(community.tz).date()
    lines = [
        f"Имя: {esc(request.name or '')}.",
        f"Муниципалитет: {esc(town.name) if town else 'не назван'}.",
        f"Откуда: {network_name(account.network)}, {day(at.date(), today)} в {at:%H:%M}.",
    ]
    return "\n".join(lines)


def _known(person: Person, community: CommunityProfile) -> str:
    town = community.municipality(person.municipality or "")
    return ", ".join(esc(short(part, 30)) for part in (person.name, town and town.name, person.organisation) if part)


def _heard(number: int, account: Account, community: CommunityProfile, today: date) -> str:
    since = day(account.heard_at.astimezone(community.tz).date(), today) if account.heard_at else ""
    return f"{number}. {network_name(account.network)}{f', последнее сообщение {since}' if since else ''}."


def _markable(request: RecoveryRequest, account: Account, number: int, lost: bool) -> Button:
    label = short(f"{number}. {network_name(account.network)}: {'отвязать' if lost else 'оставить'}")
    return button(label, presses.MarkLost(id=request.id, account=account.id, lost=not lost))


def _town_page(page: int) -> presses.LostTownPage:
    return presses.LostTownPage(page=page)


def _cancel() -> Button:
    return button("✖️ Отмена", presses.CancelLost())


def _withdraw() -> Button:
    return button("Отозвать заявку", presses.WithdrawLost())
