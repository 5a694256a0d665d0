"""Invitations to be a mentor: what coordinators make and forward, and what those who follow them read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from community.choices import Choice
from community.invitations import Question, last_day
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.applying import EXAMPLE
from screens.navigation import back, button, menu, paged, rows_of
from screens.words import day, esc, network_name, remarked, short, wanted
from storage.models import Invitation

PAGE = 6
CANCELLED = "Приглашение отменено, ссылка больше не действует."
LAPSED = "Приглашение, по которому вы пришли, уже не действует. Заявку можно подать и без него."
_ALL = presses.Invitations(page=0)


def expected(question: Question, community: CommunityProfile) -> str:
    what = {
        Question.GROUND: f"основание из списка, например «{esc(community.mentor.grounds[0].name)}»",
        Question.RECOMMENDATION: f"номер и дата, например: {EXAMPLE}",
    }
    return wanted(what[question])


def listed(
    invitations: Sequence[Invitation],
    total: int,
    page: int,
    community: CommunityProfile,
    today: date,
    remark: str = "",
) -> Screen:
    lines = [f"<b>Приглашения</b>, по которым ещё не пришли: {total}."]
    if not total:
        lines = ["Открытых приглашений нет. Новое — это ссылка, которую можно переслать: основание в ней уже указано."]
    choices = []
    for number, invitation in enumerate(invitations, page * PAGE + 1):
        until = day(last_day(invitation, community), today)
        lines.append(f"{number}. {esc(_ground(invitation, community))}, до {until}.")
        label = short(f"{number}. {_ground(invitation, community)}", 18)
        choices.append(button(label, presses.Invitation(id=invitation.id)))
    turns = [button("◀️", presses.Invitations(page=page - 1)) if page else back(presses.MoreOfDesk())]
    if (page + 1) * PAGE < total:
        turns.append(button("Ещё ▶️", presses.Invitations(page=page + 1)))
    new = [button("➕ Пригласить наставника", presses.InviteMentor())]
    text = remarked(remark) + "\n".join(lines)
    return Screen(text, [new, *rows_of(choices), [*turns, menu()]])


def ask_ground(community: CommunityProfile, grounds: Sequence[Choice], page: int = 0, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Кого приглашаем? Выберите основание, оно будет указано в заявке."
    choices = [button(short(ground.name), presses.InviteOn(id=ground.id)) for ground in grounds]
    return Screen(text, paged(choices, page, _turn_to, [back(_ALL), menu()]))


def ask_recommendation(community: CommunityProfile, remark: str = "") -> Screen:
    wants = community.mentor.recommendation
    whose = f" {esc(wants.short)}" if wants else ""
    text = f"{remarked(remark)}Рекомендация{whose}: напишите номер и дату, например: {EXAMPLE}. "
    text += "Если её ещё нет, пропустите."
    return Screen(text, [[button("Пропустить", presses.InviteWithoutPaper())], [back(presses.InviteMentor()), menu()]])


def made(invitation: Invitation, links: Mapping[str, str], community: CommunityProfile, today: date) -> Screen:
    """The whole message is what is forwarded. The link is never shown again."""
    ways = "\n".join(f"{network_name(network)}: {esc(url)}" for network, url in links.items())
    text = f"{_lead(community)}\nОткройте ссылку в своей сети и ответьте на несколько вопросов.\n\n{ways}\n\n"
    until = day(last_day(invitation, community), today)
    text += f"{_facts(invitation, community)}\nДля одного человека, до {until}.\n\n"
    text += "<i>Перешлите это сообщение. Ссылка видна только здесь: потеряется — сделайте новое приглашение.</i>"
    return Screen(text, [[button("✉️ Приглашения", _ALL)], [menu()]], kept=True)


def no_address() -> Screen:
    text = "Сеть ещё не назвала адрес бота, без него ссылку не сделать. Попробуйте через минуту, ответы целы."
    return Screen(text, [[button("🔁 Ещё раз", presses.InviteMentor())], [back(_ALL), menu()]])


def card(invitation: Invitation, community: CommunityProfile, today: date) -> Screen:
    until = day(last_day(invitation, community), today)
    since = day(invitation.created_at.astimezone(community.tz).date(), today)
    text = f"<b>Приглашение</b>, сделано {since}\n{_facts(invitation, community)}\n\n"
    text += f"По нему ещё не пришли, ссылка действует до {until}."
    cancel = button("✖️ Отменить", presses.CancelInvitation(id=invitation.id))
    return Screen(text, [[cancel], [back(_ALL), menu()]])


def own(invitation: Invitation, community: CommunityProfile, today: date) -> Screen:
    text = "Это ваше собственное приглашение, ссылка работает. Перешлите её тому, кого зовёте.\n\n"
    text += f"{_facts(invitation, community)}\nДействует до {day(last_day(invitation, community), today)}."
    return Screen(text, [[button("✉️ Приглашения", _ALL)], [menu()]])


def invited(invitation: Invitation, community: CommunityProfile, joined: bool) -> Screen:
    text = f"🙋 {_lead(community)}\n{_facts(invitation, community)}\n\n"
    if joined:
        text += "Остальное в заявке — несколько коротких вопросов."
        return Screen(text, [[button("🙋 Перейти к заявке", presses.BecomeMentor())], [menu()]])
    text += "Сначала нужно вступить, это меньше минуты. Потом предложим вернуться к заявке."
    return Screen(text, [[button("🤝 Вступить", presses.Join())], [menu()]])


def _lead(community: CommunityProfile) -> str:
    role, whose = esc(community.roles.mentor.instrumental), esc(community.noun.genitive)
    return f"<b>Приглашаем стать {role}</b> {whose}!"


def _facts(invitation: Invitation, community: CommunityProfile) -> str:
    wants = community.mentor.recommendation
    known = {"Основание": _ground(invitation, community)}
    if wants and invitation.recommendation:
        known[f"Рекомендация {wants.short}"] = invitation.recommendation
    return "\n".join(f"{name}: {esc(value)}." for name, value in known.items())


def _ground(invitation: Invitation, community: CommunityProfile) -> str:
    ground = community.mentor_ground(invitation.ground or "")
    return ground.name if ground else "основание из прежнего списка"


def _turn_to(page: int) -> presses.InviteGrounds:
    return presses.InviteGrounds(page=page)
