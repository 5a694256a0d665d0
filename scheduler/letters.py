"""One tick of the post, in one transaction: what came of the last letters is recorded, the next are written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from community import mentor_questions, send_watch, talks, undelivered, unheard
from community.broadcasts import BROADCAST, READER
from community.mentor_questions import WORD
from community.notices import Notice
from community.talks import ACCOUNT, REPLACES, TALK
from messengers.messenger import Lane, Place
from messengers.screen import Screen
from scheduler.notices import Notices
from storage import claiming, notifications
from storage.claiming import Judge, Waiting
from storage.notifications import ALIKE
from storage.people import mark_refused

log = structlog.get_logger()

TRIES = 5
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 30, 60, 300))
MOST_ROUTED = 200

Router = Callable[[Session, Collection[str], datetime, int, Judge], tuple[set[str], bool]]


@dataclass(frozen=True)
class Letter:
    """A notification in words, on its way to an account."""

    row: Waiting
    screen: Screen
    lane: Lane
    has_document: bool

    @property
    def place(self) -> Place:
        """A notice may stand where an earlier one stood: its ids say so."""
        return Place(self.row.number, self.row.ids.get(REPLACES))


@dataclass(frozen=True)
class Outcome:
    """What becomes of a row. `due` moves it: it may be overtaken, and be sent by another network.

    `flooded`: the network asks to send nothing for long. `numbers`: of the messages in the chat that it was
    delivered as.
    """

    row: Waiting
    state: str
    reason: str | None = None
    attempts: int = 0
    due: datetime | None = None
    blocked: bool = False
    flooded: bool = False
    numbers: Sequence[int] = ()


@dataclass(frozen=True)
class Writing:
    """What a tick is to do, and once written what it has done. `many`: how many of them may be announcements."""

    network: str
    networks: Collection[str]
    outcomes: Sequence[Outcome]
    lanes: Sequence[Lane]
    most: int
    many: int
    busy: Collection[int]
    now: datetime
    letters: list[Letter] = field(default_factory=list)
    worded: dict[str, Screen | None] = field(default_factory=dict)
    routed: set[str] = field(default_factory=set)
    more: bool = False

    def without_letters(self) -> Writing:
        return replace(self, lanes=[], most=0, many=0)


class Unwritable(Exception):
    """A notice broke while the tick was quick: it has to be written again, carefully."""


def write(session: Session, plan: Writing, notices: Notices, careful: bool = False) -> Writing:
    """Careful: each notice in a savepoint of its own. They cost more than all the rest, so they wait until needed."""
    _record(session, plan.outcomes, plan.now)
    waiting, routed, moved = _next(session, plan, notices)
    rows, held = _judged(session, plan, notices, waiting)
    first: dict[int, Waiting] = {}
    for row in rows:
        first.setdefault(row.account, row)
    letters = [letter for row in first.values() if (letter := _letter(session, plan, notices, row, careful))]
    notifications.leave(session, [letter.row.id for letter in letters])
    more = moved or held or len(rows) >= plan.most > 0
    return replace(plan, letters=letters, routed=routed, more=more)


def _next(session: Session, plan: Writing, notices: Notices) -> tuple[list[Waiting], set[str], bool]:
    """The first lane is read last: what was committed meanwhile must not be overtaken by the others.

    Returns the networks that got something too, and whether there was anything to do for it.
    """
    if plan.most == 0:
        return [], set(), False
    route = partial(_route, session, plan, notices)
    routed, moved = route(claiming.route)
    bulk = _waiting(session, plan, Lane.BULK, plan.many)
    if Lane.BULK in plan.lanes and len(bulk) < plan.many:
        routed_many, moved_many = route(claiming.route_many)
        routed, moved = routed | routed_many, moved or moved_many
        bulk = _waiting(session, plan, Lane.BULK, plan.many) if plan.network in routed_many else bulk
    personal = _waiting(session, plan, Lane.PERSONAL, plan.most)
    return personal + bulk[: max(plan.many - len(personal), 0)], routed, moved


def _route(session: Session, plan: Writing, notices: Notices, route: Router) -> tuple[set[str], bool]:
    done = route(session, plan.networks, plan.now, MOST_ROUTED, notices.judge)
    if unreached := session.info.pop(claiming.UNREACHED, None):
        unheard.tell(session, unreached, plan.now)
    return done


def _waiting(session: Session, plan: Writing, lane: Lane, most: int) -> list[Waiting]:
    if lane not in plan.lanes:
        return []
    return claiming.waiting(session, plan.network, lane, now=plan.now, most=most, busy=plan.busy)


def _judged(session: Session, plan: Writing, notices: Notices, rows: list[Waiting]) -> tuple[list[Waiting], bool]:
    """Those that leave now, and whether some of what goes to many does not."""
    many = [row.id for row in rows if row.lane == Lane.BULK]
    if not many:
        return rows, False
    held = claiming.hold_back(session, plan.network, many, plan.now, MOST_ROUTED, notices.judge)
    return [row for row in rows if row.id not in held], bool(held)


def _letter(session: Session, plan: Writing, notices: Notices, row: Waiting, careful: bool) -> Letter | None:
    if row.useful_until is not None and row.useful_until < plan.now:
        notifications.end(session, [row.id], "skipped", plan.now, "late")
    elif row.ids.get(ACCOUNT, row.account) != row.account or (row.blocked_at and ACCOUNT in row.ids):
        notifications.end(session, [row.id], "skipped", plan.now, "not_needed")
    elif row.blocked_at is not None:
        notifications.unroute(session, row.id)
    else:
        return _worded(session, plan, notices, row, careful)
    return None


def _worded(session: Session, plan: Writing, notices: Notices, row: Waiting, careful: bool) -> Letter | None:
    try:
        screen = _alike(session, plan, notices, row, careful)
    except Exception as error:  # noqa: BLE001 - one broken notice must not hold the others
        if not careful:
            raise Unwritable from None
        log.error("notice not written", kind=row.kind, error=type(error).__name__)
        _try_to_word_later(session, row, plan.now)
        return None
    if screen is None:
        notifications.end(session, [row.id], "skipped", plan.now, "not_needed")
        return None
    return Letter(row, screen, Lane(row.lane), notices.has_document(row.kind, row.ids))


def _alike(session: Session, plan: Writing, notices: Notices, row: Waiting, careful: bool) -> Screen | None:
    """What many are told in the same words (`ALIKE`) is worded once for all of a tick."""
    if not row.ids.get(ALIKE):
        return _rendered(session, notices, row, careful)
    same = f"{row.kind}:{sorted(row.ids.items())}"
    if same not in plan.worded:
        plan.worded[same] = _rendered(session, notices, row, careful)
    return plan.worded[same]


def _rendered(session: Session, notices: Notices, row: Waiting, careful: bool) -> Screen | None:
    ids = {**row.ids, READER: row.account}
    if not careful:
        screen = notices.words(session, row.kind, ids)
        session.flush()
        return screen
    with session.begin_nested():
        return notices.words(session, row.kind, ids)


def _record(session: Session, outcomes: Sequence[Outcome], now: datetime) -> None:
    sent = [outcome.row.id for outcome in outcomes if outcome.state == "sent"]
    if sent:
        notifications.end(session, sent, "sent", now)
    for outcome in outcomes:
        if outcome.state != "sent":
            _record_failure(session, outcome, now)
    told = [outcome for outcome in outcomes if outcome.state == "sent" and outcome.numbers and TALK in outcome.row.ids]
    for outcome in sorted(told, key=lambda outcome: outcome.row.ids[TALK]):  # the posts lock cases in one order
        talks.remember(session, outcome.row.ids, outcome.row.account, outcome.numbers, now)
    for outcome in outcomes:
        if outcome.state == "sent" and outcome.numbers and WORD in outcome.row.ids:
            mentor_questions.remember(session, outcome.row.ids, outcome.row.account, outcome.numbers)

    _tell_broadcasts(session, outcomes, now)


def _tell_broadcasts(session: Session, outcomes: Sequence[Outcome], now: datetime) -> None:
    for outcome in outcomes:
        if outcome.state == "sent" and outcome.numbers and outcome.row.kind == Notice.BROADCAST_PROGRESS:
            send_watch.remember(session, outcome.row.ids, outcome.row.account, outcome.numbers, now)
    flooded = {each.row.ids[BROADCAST] for each in outcomes if each.flooded and BROADCAST in each.row.ids}
    for broadcast in sorted(flooded):
        send_watch.flooded(session, broadcast, now)


def _record_failure(session: Session, outcome: Outcome, now: datetime) -> None:
    row, reason = outcome.row, outcome.reason or ""
    if outcome.blocked:
        if mark_refused(session, row.account, row.heard_at, now):
            notifications.unroute(session, row.id, reason=reason)
        else:
            notifications.put_back(session, row.id, outcome.attempts, reason)
    elif outcome.state == "new":
        notifications.put_back(session, row.id, outcome.attempts, reason, outcome.due)
    else:
        _set_aside(session, row, outcome.state, outcome.attempts, reason, now)


def _try_to_word_later(session: Session, row: Waiting, now: datetime) -> None:
    attempts = row.attempts + 1
    if attempts >= TRIES:
        _set_aside(session, row, "failed", attempts, "not_written", now)
    else:
        notifications.put_back(session, row.id, attempts, "not_written", now + BACK_OFF[row.attempts])


def _set_aside(session: Session, row: Waiting, state: str, attempts: int, reason: str, now: datetime) -> None:
    notifications.set_aside(session, row.id, state, attempts, now, reason)
    undelivered.report(session, row.kind, now)
    unheard.tell(session, [row.id], now)
    log.error("notification set aside", kind=row.kind, state=state, reason=reason)


def take_up(session: Session, network: str, now: datetime, exact: bool) -> None:
    """What was on its way when the program ended."""
    for kind in notifications.take_up(session, network, now, exact):
        undelivered.report(session, kind, now)
