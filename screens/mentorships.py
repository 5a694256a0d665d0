"""Pairs and groups: what a mentor is asked, who is with whom, how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from community.meeting_states import MeetingState
from community.mentor_questions import may_ask
from community.mentor_requests import Card, NotNow
from community.mentoring_states import MentorshipState, OfferState
from community.mentorships import Fellow, Kind, Role, Seen
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.mentor_requests import about_request, find_button, who
from screens.mentorship_parts import buttons, lines
from screens.moments import when
from screens.navigation import Rows, back, button, menu, paged, rows_of
from screens.words import day, esc, listed, remarked, short
from storage.models import MentorshipMember

STATES = {
    MentorshipState.ACQUAINTANCE: "Знакомство",
    MentorshipState.WORKING: "Работает",
    MentorshipState.PAUSED: "На паузе",
    MentorshipState.COMPLETED: "Завершена",
}
KINDS = {Kind.PAIR: "Пара", Kind.GROUP: "Группа", Kind.PEERS: "Равный – равному", Kind.PROJECT: "Проектная команда"}
ROLES = {
    Role.MENTOR: "Наставник",
    Role.MENTEE: "Подопечные",
    Role.PEER: "Коллеги",
    Role.TUTOR: "Тьютор",
    Role.MEMBER: "Участники",
}
NOT_NOW = {
    NotNow.TIME: "Нет времени",
    NotNow.PLACES: "Нет места",
    NotNow.TOPIC: "Не моя тема",
    NotNow.OTHER: "Другое",
}
ACCEPTED = "Вы приняли запрос: теперь вы пара."
GONE = "больше не участвует"
SHOWN = 6  # names on a card
FEW = 2  # of whom more than the name is shown


def mentors_button() -> Button:
    return button("🤝 Мой наставник", presses.MyMentors(page=0))


def mentees_button(waiting: int = 0) -> Button:
    return button(f"🤝 Подопечные ({waiting})" if waiting else "🤝 Мои подопечные", presses.MyMentees(page=0))


def together_button() -> Button:
    return button("👥 Группы, команды", presses.Together())


def asked(card: Card, community: CommunityProfile, now: datetime) -> Screen:
    """The card of a request, for the mentor."""
    text = (
        f"🤝 <b>Вас просят о наставничестве</b>\n{who(card.asker, community)}\n{about_request(card.request, community)}"
    )
    form = community.mentoring.form(card.request.format or "")
    text += f"\nУдобный формат: {esc(form.name)}" if form else ""
    words = card.request.words or ""
    text += f"\n\n«{esc(short(words, 200) if card.said else words)}»" if words else ""
    text += _said(card)
    if not card.is_open:
        return Screen(f"{text}\n\n{_answered(card)}", [[mentees_button()], [menu()]], kept=True)
    return Screen(f"{text}\n\n{_until(card, community, now)}", [*answers(card), [menu()]], kept=True)


def answers(card: Card) -> Rows:
    """What a mentor who has the card may do with it."""
    number = card.offer.id
    choices = [button("✅ Принять", presses.AcceptMentee(id=number))]
    choices += [button("❓ Уточнить", presses.AskMentee(id=number))] if may_ask(card) else []
    return rows_of([*choices, button("Сейчас не могу", presses.NotNow(id=number))])


def ask_why(card: Card) -> Screen:
    text = "Что мешает? Ответ нужен только для подбора, его не покажут."
    reasons = [button(words, presses.DeclineMentee(id=card.offer.id, reason=code)) for code, words in NOT_NOW.items()]
    ends = [back(presses.MentorAsked(id=card.offer.id)), menu()]
    return Screen(text, [reasons[:2], reasons[2:], ends])


def declined(card: Card) -> Screen:
    text = "Спасибо за ответ, подбираем дальше. Если времени мало надолго, поставьте наставничество на паузу."
    return Screen(text, [[button("⏸ Моя карточка", presses.MyMentoring())], [menu()]])


def card(seen: Seen, community: CommunityProfile, now: datetime, page: int = 0, remark: str = "") -> Screen:
    made = seen.mentorship
    topic = community.topic(made.topic or "") or community.competence(made.competence or "")
    ground = community.mentoring.ground(made.ground or "")
    text = f"{remarked(remark)}🤝 <b>{esc(made.title or KINDS[Kind(made.kind)])}</b>"
    text += f" · {STATES[MentorshipState(made.state)]}\n"
    text += ": ".join(esc(each.name) for each in (ground, topic) if each)
    text += "\n" if ground or topic else ""
    facts = [*_coming(seen, community, now), *_people(seen.fellows, community), *_times(seen, community, now)]
    text += "\n".join([*facts, *lines(seen, community)])
    ends = [back(_list_of(seen.mine)), menu()]
    return Screen(text, paged(buttons(seen), page, partial(_card_page, made.id), ends))


def ask_to_end(seen: Seen) -> Screen:
    text = f"Завершить работу: {_names(seen)}? Мы сразу скажем об этом. Вернуть пару потом нельзя, можно начать новую."
    yes = button("🚪 Да, завершить", presses.EndMentorship(id=seen.mentorship.id))
    return Screen(text, [[yes], [back(presses.ShowMentorship(id=seen.mentorship.id, page=0)), menu()]])


def ended(seen: Seen) -> Screen:
    text = f"Работа завершена: {_names(seen)}. Спасибо!"
    onward = [] if seen.mine.role == Role.MENTOR else [[find_button()]]
    return Screen(text, [*onward, [menu()]])


def role_word(member: MentorshipMember) -> str:
    return ROLES.get(Role(member.role), "Участники")


def name_of(fellow: Fellow) -> str:
    """Escaped; whoever was erased or has left the community has none."""
    return esc(fellow.person.name) if fellow.person and fellow.person.name else GONE


def _people(fellows: Sequence[Fellow], community: CommunityProfile) -> list[str]:
    """Those who are in it; where they are many, or alike, only their names."""
    present = [each for each in fellows if each.member.left_at is None] or fellows
    if len({each.member.role for each in present}) == len(present) <= FEW:
        return [
            f"{role_word(each.member)}: {who(each.person, community) if each.person and each.person.name else GONE}"
            for each in present
        ]
    names: dict[str, list[str]] = {}
    for each in present:
        name = each.person.name if each.person and each.person.name else GONE
        names.setdefault(role_word(each.member), []).append(short(name))
    return [f"{role}: {esc(listed(called, SHOWN))}" for role, called in names.items()]


def _coming(seen: Seen, community: CommunityProfile, now: datetime) -> list[str]:
    """What comes first, on the card too."""
    meeting = next((each for each in seen.planned if each.starts_at > now), None)
    if meeting is None or not seen.is_present:
        return []
    is_mine, others = (
        meeting.proposed_by == seen.mine.person_id,
        [each for each in seen.fellows if not each.member.left_at],
    )
    whose = "ждёт вашего ответа" if not is_mine and len(others) == 1 else "ждёт ответа"
    sure = "" if meeting.state == MeetingState.ACCEPTED else f" ({whose})"
    return [f"📅 <b>Ближайшая встреча: {when(meeting.starts_at, community.tz, now, community.city)}</b>{sure}"]


def _times(seen: Seen, community: CommunityProfile, now: datetime) -> list[str]:
    today = now.astimezone(community.tz).date()
    since = seen.mentorship.begun_at or seen.mentorship.created_at
    told = [f"Вместе с {day(since.astimezone(community.tz).date(), today)}"]
    if over := seen.mentorship.completed_at:
        told.append(f"Завершено {day(over.astimezone(community.tz).date(), today)}")
    return told


def _names(seen: Seen) -> str:
    return ", ".join(map(name_of, seen.fellows[:SHOWN])) or GONE


def _list_of(mine: MentorshipMember) -> presses.Press:
    return presses.MyMentees(page=0) if mine.role == Role.MENTOR else presses.MyMentors(page=0)


def _answered(card: Card) -> str:
    match card.offer.state:
        case OfferState.ACCEPTED:
            return "Вы согласились. Спасибо!"
        case OfferState.DECLINED:
            return "Ваш ответ: сейчас не получится. Спасибо!"
    return "Отвечать уже не нужно. Спасибо!"


def _until(card: Card, community: CommunityProfile, now: datetime) -> str:
    others = "Если сейчас не получится, спросим других."
    if card.offer.state == OfferState.CLARIFYING:
        return f"Ждём, что ответят на ваш вопрос: срок для вас пока не идёт. {others}"
    if card.offer.answer_by is None:
        return f"Ответьте, пожалуйста. {others}"
    return f"Ответьте, пожалуйста, до {until(card.offer.answer_by, community, now)}. {others}"


def until(moment: datetime, community: CommunityProfile, now: datetime) -> str:
    """«5 марта, 18:00»."""
    here = moment.astimezone(community.tz)
    return f"{day(here.date(), now.astimezone(community.tz).date())}, {here:%H:%M}"


def _said(card: Card) -> str:
    """The last of it: it came here whole."""
    asked = [each for each in card.said if each.author_id == card.offer.mentor_id][-1:]
    answered = [each for each in card.said if asked and each.id > asked[0].id][-1:]
    text = "".join(f"\n\nВы спросили: «{esc(short(each.words, 150))}»" for each in asked)
    return text + "".join(f"\nОтвет: «{esc(short(each.words, 200))}»" for each in answered)


def _card_page(number: int, page: int) -> presses.Press:
    return presses.ShowMentorship(id=number, page=page)
