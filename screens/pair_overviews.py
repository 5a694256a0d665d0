"""«Мои подопечные», «Мой наставник»: what is next in each pair comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from community.mentor_requests import Card
from community.mentoring_states import MentorshipState
from community.mentorships import Kind, Role
from community.next_steps import Ahead, Next
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.mentor_requests import find_button
from screens.mentorships import KINDS, STATES, together_button
from screens.navigation import Rows, button, menu, rows_of
from screens.words import day, esc, short

PAGE = 5
WORDS = {
    Next.ANSWER: "предложена встреча {at}: ответьте",
    Next.LOG: "отметьте, состоялась ли встреча {at}",
    Next.CONFIRM: "подтвердите шаг программы",
    Next.AGREE: "договоритесь о цели и сроке",
    Next.SILENCE: "давно не было встреч, предложите день",
    Next.MEET: "встреча {at}",
    Next.GO_ON: "всё идёт своим чередом",
    Next.PAUSED: "можно продолжить в любой день",
}
PRESSING = {Next.ANSWER, Next.LOG, Next.CONFIRM}


@dataclass(frozen=True)
class Item:
    """A line of the list and its button."""

    line: str
    name: str
    press: presses.Press


def mentees(
    found: Sequence[Ahead], cards: Sequence[Card], page: int, community: CommunityProfile, now: datetime
) -> Screen:
    """`cards`: requests that wait for the mentor's answer."""
    counts = [f"Ждут вашего ответа: {len(cards)}."] if cards else []
    counts += [f"Работаете вместе: {len(found)}."] if found else []
    lead = " ".join(counts) or "Пока никого. Когда вас попросят о наставничестве, придёт сообщение."
    items = [_asked(each) for each in cards] + [_item(each, community, now) for each in found]
    onward = [button("🤝 Мой наставник", presses.MyMentors(page=0)), together_button()]
    return _listed(f"🤝 <b>Мои подопечные</b>\n{lead}", items, page, _mentees_page, onward)


def mentors(found: Sequence[Ahead], page: int, community: CommunityProfile, now: datetime) -> Screen:
    lead = "С кем вы работаете и что дальше." if found else "Наставника пока нет, но найти его недолго."
    items = [_item(each, community, now) for each in found]
    return _listed(f"🤝 <b>Мой наставник</b>\n{lead}", items, page, _mentors_page, [find_button(), together_button()])


def _listed(
    head: str, items: Sequence[Item], page: int, turn_to: Callable[[int], presses.Press], onward: list[Button]
) -> Screen:
    page = min(max(page, 0), max(len(items) - 1, 0) // PAGE)
    shown = list(enumerate(items, 1))[page * PAGE : (page + 1) * PAGE]
    lines = [f"{place}. {each.line}" for place, each in shown]
    choices = [button(short(f"{place}. {each.name}", 18), each.press) for place, each in shown]
    arrows = [button("◀️", turn_to(page - 1))] if page else []
    arrows += [button("Ещё ▶️", turn_to(page + 1))] if (page + 1) * PAGE < len(items) else []
    rows: Rows = [*rows_of(choices), *([arrows] if arrows else []), onward, [menu()]]
    return Screen("\n".join([head, *([""] if lines else []), *lines]), rows)


def _asked(card: Card) -> Item:
    name = card.asker.name or "Новый запрос"
    return Item(
        f"📥 <b>{esc(short(name, 40))}</b>: просьба о наставничестве", name, presses.MentorAsked(id=card.offer.id)
    )


def _item(ahead: Ahead, community: CommunityProfile, now: datetime) -> Item:
    made, name = ahead.seen.mentorship, name_of(ahead)
    words = WORDS[ahead.next].format(at=_when(ahead.at, community, now))
    mark = "❗ " if ahead.next in PRESSING else "Дальше: "
    line = f"<b>{esc(short(name, 40))}</b> · {STATES[MentorshipState(made.state)]}\n{mark}{words}"
    return Item(line, name, presses.ShowMentorship(id=made.id, page=0))


def name_of(ahead: Ahead) -> str:
    made = ahead.seen.mentorship
    present = [each for each in ahead.seen.fellows if each.member.left_at is None]
    names = [each.person.name for each in present if each.person and each.person.name]
    more = f" и ещё {len(names) - 1}" if len(names) > 1 and ahead.seen.mine.role == Role.MENTOR else ""
    return made.title or (f"{names[0]}{more}" if names else KINDS[Kind(made.kind)])


def _when(at: datetime | None, community: CommunityProfile, now: datetime) -> str:
    if at is None:
        return ""
    here = at.astimezone(community.tz)
    return f"{day(here.date(), now.astimezone(community.tz).date())}, {here:%H:%M}"


def _mentees_page(page: int) -> presses.Press:
    return presses.MyMentees(page=page)


def _mentors_page(page: int) -> presses.Press:
    return presses.MyMentors(page=page)
