"""Groups, peers and project teams: who is asked to join, what they answer, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from community.gathering import Answer, Invited
from community.mentorships import Kind, Seen
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.mentor_requests import who
from screens.navigation import back, button, menu, paged
from screens.words import esc, remarked, short, wanted
from storage.models import Person

TITLE_WANTED = wanted("название команды, до 120 знаков, например «Цифровая лаборатория»")
AIM_WANTED = wanted("цель проекта словами, до 300 знаков, например «Провести серию открытых уроков»")
RESULT_WANTED = wanted("итог словами, до 600 знаков, например «Провели шесть открытых уроков, собрали материалы»")
KINDS = {Kind.PAIR: "в группу", Kind.GROUP: "в группу", Kind.PROJECT: "в проектную команду"}
INVITED = "Приглашение отправили. Ответ придёт сюда."
JOINED = "Вы вместе! Договоритесь о первой встрече."


def together(found: Sequence[Invited], may_gather: bool) -> Screen:
    """`found`: invitations that wait for the person's answer."""
    text = "👥 <b>Группы, команды</b>\n«Равный – равному»: двое коллег помогают друг другу. Найдите коллегу и "
    text += "предложите на карточке."
    text += " В проектную команду можно позвать тех, с кем вы уже работаете." if may_gather else ""
    text += f"\n\nЖдут вашего ответа: {len(found)}." if found else ""
    rows = [[button(_label(each), presses.ShowInvitation(id=each.invitation.id))] for each in found[:3]]
    team = [[button("➕ Собрать команду", presses.MakeTeam())]] if may_gather else []
    peers = [button("🔍 Найти коллегу", presses.FindColleague())]
    return Screen(text, [*rows, peers, *team, [back(presses.MyMentors(page=0)), menu()]])


def invitation(asked: Invited, community: CommunityProfile) -> Screen:
    """Also as a notice."""
    by = who(asked.by, community) if asked.by and asked.by.name else "Коллега"
    text = f"👥 <b>Вас зовут {_where(asked)}</b>\n{by}"
    if asked.to is None:
        text += "\n\n«Равный – равному»: помогаете друг другу, ходите на уроки, обмениваетесь опытом."
    elif asked.to.kind == Kind.PROJECT:
        text += f"\n\nКоманда: {esc(asked.to.title or '')}\nЦель: {esc(asked.to.goal or '')}"
    if not asked.is_open:
        return Screen(f"{text}\n\n{_answer(asked)}", [[_hub()], [menu()]], kept=True)
    text += "\n\nСогласны? Выйти можно в любой день."
    number = asked.invitation.id
    no = button("Не сейчас", presses.DeclineGroup(id=number))
    return Screen(text, [[button("✅ Согласиться", presses.JoinGroup(id=number)), no], [menu()]], kept=True)


def declined(asked: Invited) -> Screen:
    if asked.invitation.answer == Answer.YES:
        return Screen("Вы уже согласились. Выйти можно на карточке.", [[_hub()], [menu()]])
    return Screen("Хорошо, передадим. Позвать кого-то самим можно в любой день.", [[_hub()], [menu()]])


def ask_whom(seen: Seen, people: Sequence[Person], page: int) -> Screen:
    number = seen.mentorship.id
    text = "➕ Кого пригласить? Здесь те, с кем вы уже работаете. Сначала спросим их согласия."
    if not people:
        text = "➕ Пока звать некого: здесь появятся те, с кем вы работаете в других парах и группах. "
        text += "Остальных может пригласить координатор."
    shown = [
        button(short(each.name or "Без имени"), presses.InvitePerson(id=number, person=each.id)) for each in people
    ]
    ends = [back(presses.ShowMentorship(id=number, page=0)), menu()]
    return Screen(text, paged(shown, page, partial(_whom_page, number), ends))


def peer_asked() -> Screen:
    return Screen(INVITED, [[_hub()], [menu()]])


def ask_title(remark: str = "") -> Screen:
    text = f"{remarked(remark)}Шаг 1 из 2. Как назвать команду? Например: «Цифровая лаборатория»."
    return Screen(text, [[back(presses.Together()), menu()]])


def ask_aim(title: str, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Шаг 2 из 2. Какая цель у команды «{esc(title)}»? Например: «Провести открытые уроки»."
    return Screen(text, [[back(presses.MakeTeam()), menu()]])


def ask_result(seen: Seen, remark: str = "") -> Screen:
    text = (
        f"{remarked(remark)}Что получилось? Напишите итог, до 600 знаков: его увидит вся команда, и работа завершится."
    )
    return Screen(text, [[back(presses.ShowMentorship(id=seen.mentorship.id, page=0)), menu()]])


def _where(asked: Invited) -> str:
    return KINDS.get(Kind(asked.to.kind), "вместе") if asked.to else "работать вместе"


def _answer(asked: Invited) -> str:
    answers = {Answer.YES.value: "Вы согласились.", Answer.NO.value: "Ваш ответ: не сейчас."}
    return answers.get(asked.invitation.answer or "", "Отвечать уже не нужно.")


def _label(asked: Invited) -> str:
    name = (asked.to.title if asked.to else None) or (asked.by.name if asked.by else None) or "Приглашение"
    return short(f"📥 № {asked.invitation.id}: {name}")


def _hub() -> Button:
    return button("👥 Группы, команды", presses.Together())


def _whom_page(number: int, page: int) -> presses.Press:
    return presses.InviteTo(id=number, page=page)
