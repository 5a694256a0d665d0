"""What waits for a coordinator. A dialogue adds its kind in one place: a line in `LOOKS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from community.attention import Kind
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.events import IN_MONTH
from screens.navigation import back, button, menu, rows_of
from screens.words import day, esc, short
from storage.models import Attention, Person

PAGE = 6


class Look(NamedTuple):
    """`label`: what it is, in up to 30 letters; `press` opens the item's own card, which may say `settled`."""

    label: Callable[[Attention], str]
    press: Callable[[Attention], presses.Press]


def _member(item: Attention) -> presses.Press:
    return presses.Member(id=item.person_id or 0)


def _month(item: Attention) -> int:
    return (item.subject % 100 - 1) % 12 + 1


# A kind without a look is neither listed nor counted. A dialogue puts the press of its own card here.
LOOKS: dict[Kind, Look] = {
    Kind.MENTOR_APPLICATION: Look(lambda _: "заявка в наставники", lambda item: presses.Application(id=item.subject)),
    Kind.LOST_ACCOUNT: Look(lambda _: "потерян аккаунт", lambda item: presses.LostAccount(id=item.subject)),
    Kind.PARENT_FORM: Look(lambda _: "форма от родителей", lambda item: presses.ParentForm(id=item.person_id or 0)),
    Kind.DELETION: Look(lambda _: "удаление данных", _member),
    Kind.RELEASE: Look(lambda _: "пост-релиз", lambda item: presses.Release(id=item.subject)),
    Kind.EVENT_PROPOSAL: Look(lambda _: "предлагают мероприятие", lambda item: presses.Proposal(id=item.subject)),
    Kind.CASE: Look(lambda _: "вопрос ждёт координатора", lambda item: presses.DeskCase(id=item.subject)),
    Kind.COMPLAINT: Look(lambda _: "обращение о переписке", lambda item: presses.ShowComplaint(id=item.subject)),
    Kind.TOPIC_IDEA: Look(lambda _: "предложили тему", lambda item: presses.ShowTopic(id=item.subject)),
    Kind.MENTOR_REQUEST: Look(lambda _: "подбирает координатор", lambda item: presses.RequestDesk(id=item.subject)),
    Kind.FIT_CHECK: Look(lambda _: "подходит ли пара", lambda item: presses.FitDesk(id=item.subject)),
    Kind.BROADCAST: Look(lambda _: "объявление на проверку", lambda item: presses.ShowBroadcast(id=item.subject)),
    Kind.MONTH: Look(
        lambda _: "мало мероприятий в плане",
        lambda item: presses.PlanMonth(month=f"{item.subject // 100:04}-{_month(item):02}", page=0),
    ),
    Kind.ARTICLE: Look(lambda _: "готовый ответ", lambda item: presses.ReviewArticle(id=item.subject)),
}


def looks(community: CommunityProfile) -> dict[Kind, Look]:
    """Of the kinds that there may be here."""
    return {kind: look for kind, look in LOOKS.items() if kind is not Kind.RELEASE or community.events.post_release}


def listed(
    items: Sequence[tuple[Attention, Person | None]],
    total: int,
    page: int,
    community: CommunityProfile,
    now: datetime,
    titles: Mapping[int, str],
) -> Screen:
    """`titles`: of the events that items are about."""
    if not total:
        return Screen("🔔 Всё разобрано. Когда что-то понадобится, оно появится здесь.", [[menu()]])
    lines, choices = [f"<b>Требует внимания</b> ({total}). Сначала то, что ждёт дольше."], []
    for number, (item, person) in enumerate(items, page * PAGE + 1):
        look = LOOKS[Kind(item.kind)]
        named = _name(person) or _title(item, titles)
        lines.append(f"{number}. {esc(_line(look.label(item), item, named, community, now))}.")
        choices.append(button(short(f"{number}. {named or look.label(item)}", 18), look.press(item)))
    ends = [button("◀️", presses.Attention(page=page - 1))] if page else []
    if (page + 1) * PAGE < total:
        ends.append(button("Ещё ▶️", presses.Attention(page=page + 1)))
    return Screen("\n".join(lines), [*rows_of(choices), [*ends, menu()]])


def settled(item: Attention, decider: Person | None, community: CommunityProfile, today: date) -> Screen:
    """For the cards of the kinds: somebody was faster. `item` has been closed."""
    text = "Уже решено."
    if decider and decider.name:
        text += f" Кем: {esc(short(decider.name))}."
    if item.closed_at:
        text += f" Когда: {day(item.closed_at.astimezone(community.tz).date(), today)}."
    return Screen(text, [[back(presses.Attention(page=0)), menu()]])


def _line(label: str, item: Attention, named: str, community: CommunityProfile, now: datetime) -> str:
    today = now.astimezone(community.tz).date()
    since = day(item.opened_at.astimezone(community.tz).date(), today)
    parts = [label, named, f"с {since}"]
    if item.due:
        due = day(item.due.astimezone(community.tz).date(), today)
        parts.append(f"❗ срок прошёл {due}" if item.due < now else f"срок {due}")
    return ", ".join(filter(None, parts))


def _title(item: Attention, titles: Mapping[int, str]) -> str:
    if item.kind == Kind.MONTH:
        return IN_MONTH[_month(item) - 1]
    return short(titles.get(item.subject, ""), 50) if item.kind == Kind.RELEASE else ""


def _name(person: Person | None) -> str:
    return short((person.name if person else None) or "", 30)
