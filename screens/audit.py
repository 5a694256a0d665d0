"""The journal in sentences. A new action gets its line in `SENTENCES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from community.audit import Action, Line
from community.profiles import CommunityProfile
from community.roles import Role
from messengers.screen import Screen
from screens import presses
from screens.access import NAMELESS, role_name
from screens.navigation import back, button, menu
from screens.words import day, esc, short
from storage.models import Person

PAGE = 6
GONE = "данные удалены"
GUEST = "гость"
UNKNOWN = "другое действие"
COMMAND = "администратор бота"

Details = Mapping[str, Any]


def noted_role(details: Details, community: CommunityProfile) -> str:
    known = details.get("role") in set(Role)
    town = community.municipality(details.get("municipality") or "")
    words = [
        role_name(Role(details["role"]), community) if known else "роль из прежней версии",
        "одна организация" if details.get("organisation") else None,
        town.name if town else None,
    ]
    return ", ".join(filter(None, words))


def case_of(details: Details) -> str:
    """Of support no number is kept."""
    if details.get("mentorship"):
        return "переписка пары"
    return f"вопрос № {details['case']}" if details.get("case") else "вопрос"


# Follows the name of who acted: «Ольга: открыт доступ — куратор, Кунгур». No gender, no name, from a small letter.
SENTENCES: dict[Action, str | Callable[[Details, CommunityProfile], str]] = {
    Action.ROLE_GRANTED: lambda details, community: f"открыт доступ — {noted_role(details, community)}",
    Action.ROLE_WITHDRAWN: lambda details, community: f"закрыт доступ — {noted_role(details, community)}",
    Action.STAND_IN_NAMED: "передано замещение",
    Action.STAND_IN_ENDED: "замещение закончено",
    Action.STAND_IN_OVER: "срок замещения вышел",
    Action.LINKED: "привязан ещё один аккаунт",
    Action.UNLINKED: "отвязан аккаунт",
    Action.LINK_FAILED: "введён неверный код для привязки",
    Action.RECOVERY_ASKED: "просьба вернуть профиль с нового аккаунта",
    Action.RECOVERED: "профиль возвращён на новый аккаунт",
    Action.RECOVERY_DECLINED: "отказ в возврате профиля: подтвердить не получилось",
    Action.DELETED: lambda details, _: f"данные удалены по заявлению, акт № {details.get('act', '')}".removesuffix(" "),
    Action.PARENT_FORM_RECEIVED: "получена форма от родителей",
    Action.LIST_IMPORTED: lambda details, _: f"загружен список, людей: {details.get('count', 0)}",
    Action.LIST_FORGOTTEN: lambda details, _: f"убраны из списка ожидания, людей: {details.get('count', 0)}",
    Action.CERTIFICATE_CORRECTED: "исправлено имя в сертификате",
    Action.ARTICLE_PUBLISHED: "опубликован готовый ответ",
    Action.ARTICLE_RETURNED: "готовый ответ возвращён на доработку",
    Action.ARTICLE_DECLINED: "готовый ответ не принят",
    Action.ARTICLE_CHANGED: "исправлен готовый ответ",
    Action.ARTICLE_ARCHIVED: "готовый ответ убран в архив",
    Action.ARTICLE_RESTORED: "готовый ответ возвращён из архива",
    Action.EXPORTED: lambda details, _: f"выгружен список, людей: {details.get('count', 0)}",
    Action.MENTOR_CONFIRMED: "подтверждена заявка в наставники",
    Action.MENTOR_DECLINED: "заявка в наставники пока не подтверждена",
    Action.MENTOR_ASKED: "задан вопрос по заявке в наставники",
    Action.CASE_ASSIGNED: lambda details, _: f"поручен {case_of(details)}",
    Action.CASE_CLOSED: lambda details, _: f"закрыт {case_of(details)}",
    Action.CASES_MERGED: lambda details, _: f"к нему добавлен ещё один: {case_of(details)}",
    Action.CASES_EXPORTED: "выгружены цифры по вопросам",
    Action.COMPLAINT_DECIDED: lambda details, _: f"рассмотрено обращение, {case_of(details)}",
    Action.PAIRS_EXPORTED: lambda details, _: f"выгружен список пар: {details.get('count', 0)}",
    Action.PAIRS_IMPORTED: lambda details, _: f"загружен список пар: {details.get('count', 0)}",
    Action.BANNED: "закрыты вопросы и ответы на время",
    Action.BAN_LIFTED: "вопросы и ответы снова открыты",
    Action.MENTOR_PROPOSED: lambda details, _: f"наставнику передан запрос № {details.get('request', 0)}",
    Action.PAIR_MADE: lambda details, _: f"записана пара по запросу № {details.get('request', 0)}",
    Action.MENTOR_CHANGED: lambda details, _: f"подбирается новый наставник, запрос № {details.get('request', 0)}",
    Action.SENT_ALONE: lambda details, _: f"отправлено объявление без проверки, людей: {details.get('count', 0)}",
    Action.MENTOR_REQUEST_CLOSED: lambda details, _: f"закрыт запрос наставника № {details.get('request', 0)}",
    Action.PAIR_ORDERED: lambda details, _: f"отмечены приказ и согласие, пара № {details.get('mentorship', 0)}",
    Action.PAIR_VOLUNTARY: lambda details, _: f"снята отметка о приказе, пара № {details.get('mentorship', 0)}",
}
BY_THE_CLOCK = {Action.STAND_IN_OVER}


def journal(lines: Sequence[Line], total: int, page: int, community: CommunityProfile, today: date) -> Screen:
    if not total:
        return Screen("В журнале пока пусто: здесь видно, кто и когда менял чужие данные и доступ.", [_ends(0, False)])
    text = "\n".join(["<b>Журнал</b>, сначала новое.", *(sentence(line, community, today) for line in lines)])
    return Screen(text, [_ends(page, (page + 1) * PAGE < total)])


def sentence(line: Line, community: CommunityProfile, today: date) -> str:
    entry = line.entry
    known = entry.action in set(Action)
    found = SENTENCES[Action(entry.action)] if known else UNKNOWN
    words = found if isinstance(found, str) else found(entry.details, community)
    actor = COMMAND if entry.actor_id is None else _who(line.actor, line)
    what = words if entry.action in BY_THE_CLOCK and entry.actor_id is None else f"{actor}: {words}"
    whom = f". Кому: {_who(line.subject, line)}" if entry.subject_id is not None else ""
    return f"<i>{_moment(entry.at.astimezone(community.tz), today)}</i> {esc(_capital(short(what, 90) + whom))}."


def _who(person: Person | None, line: Line) -> str:
    if person is None:
        return GONE
    if person.name is None and person.id not in line.nameless:
        return GUEST if person.joined_at is None else GONE
    return short(person.name or NAMELESS, 30)


def _moment(at: datetime, today: date) -> str:
    return f"{day(at.date(), today)}, {at:%H:%M}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ends(page: int, more: bool) -> list[Any]:
    ends = [button("◀️", presses.Journal(page=page - 1))] if page else [back(presses.MoreOfDesk())]
    if more:
        ends.append(button("Ещё ▶️", presses.Journal(page=page + 1)))
    return [*ends, menu()]
