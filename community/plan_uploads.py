"""A plan of events that somebody has written as a file: compared with what there is, and taken over as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from secrets import token_hex
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community import events, planning, series_news
from community.choices import plain
from community.events import Part, State
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import PlanGone
from community.roles import Scope
from storage.models import Event, EventHost, Expected, Person
from storage.notifications import notify

KIND = "plan"  # of rows that wait in `expected`
MOMENTS = ("starts_at", "ends_at")
COMPARED = (State.DRAFT.value, State.PUBLISHED.value, State.CANCELLED.value)


class Problem(StrEnum):
    """Why a row cannot be taken over."""

    UNKNOWN = "unknown"  # no event of theirs has this number
    BEYOND = "beyond"  # a municipality they do not plan for
    PAST = "past"
    OVER = "over"  # it has taken place: nothing of it changes any more
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Planned:
    """A row of a plan. `number`: of the event that it is about; `values`: columns of `Event` that the file has."""

    number: int | None
    values: Mapping[str, Any]

    @property
    def same(self) -> tuple[str, datetime]:
        """Without a number, whose title and start agree is the same event."""
        return plain(self.values["title"]), self.values["starts_at"]


@dataclass
class Comparison:
    """`problems` by row. `drafts`: events of the file that are not published; `told`: whom its changes concern."""

    problems: list[tuple[int, Problem]] = field(default_factory=list)
    added: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[Event, dict[str, Any]]] = field(default_factory=list)
    same: int = 0
    drafts: list[Event] = field(default_factory=list)
    told: set[int] = field(default_factory=set)

    @property
    def has_news(self) -> bool:
        return bool(self.added or self.changed)


@dataclass(frozen=True)
class Saved:
    """`published`: events, by this press; `first`: when the first of the plan begins."""

    added: int
    changed: int
    published: Sequence[Event]
    first: datetime


def ask_template(session: Session, actor: Person, now: datetime) -> None:
    events.planning(session, actor, now)
    ids = {"by": actor.id, "at": now.isoformat()}
    notify(session, actor.id, Notice.PLAN_TEMPLATE, ids, now, f"{Notice.PLAN_TEMPLATE}:{now.timestamp():.0f}")


def compare(session: Session, actor: Person, rows: Mapping[int, Planned], now: datetime) -> Comparison:
    """Nothing is changed by it. Raises `NotAllowed`."""
    reach = events.planning(session, actor, now)
    known, found = _known(session, actor, reach, rows.values()), Comparison()
    for number, row in rows.items():
        event = known.get(row.number) if row.number else known.get(row.same)
        if row.number and event is None:
            found.problems.append((number, Problem.UNKNOWN))
        elif problem := _compare(session, row, event, actor, reach, now, found):
            found.problems.append((number, problem))
    return found


def _compare(
    session: Session, row: Planned, event: Event | None, actor: Person, reach: Scope, now: datetime, into: Comparison
) -> Problem | None:
    values = _settled(row, event, actor, reach)
    if event is None:
        into.added.append({"municipality": planning.home(reach, actor)} | values if not reach.everywhere else values)
        return _problem_of_new(values, actor, reach, now)
    changes = {name: value for name, value in values.items() if getattr(event, name) != value}
    if "starts_at" in changes and "ends_at" not in values and event.ends_at:
        changes["ends_at"] = changes["starts_at"] + (event.ends_at - event.starts_at)
    problem = _problem_of_changes(event, changes, reach, now) if changes else None
    if changes and problem is None:
        into.changed.append((event, changes))
        if event.state == State.PUBLISHED and not changes.keys().isdisjoint(planning.TOLD_OF):
            into.told |= {each for each in planning.concerned(session, event) if each} - {actor.id}
    into.same += not changes
    if event.state == State.DRAFT and max(event.starts_at, values["starts_at"]) > now:
        into.drafts.append(event)
    return problem


def _settled(row: Planned, event: Event | None, actor: Person, reach: Scope) -> dict[str, Any]:
    """A cell left empty says something only where the row names its event by number."""
    values = dict(row.values)
    if "municipality" in values and values["municipality"] is None and not reach.everywhere:
        values["municipality"] = planning.home(reach, actor)
    if event is not None and row.number is None:
        return {name: value for name, value in values.items() if value is not None and name != "title"}
    return values


def _problem_of_new(values: Mapping[str, Any], actor: Person, reach: Scope, now: datetime) -> Problem | None:
    if values["starts_at"] <= now:
        return Problem.PAST
    return None if _may_plan(values.get("municipality"), actor, reach) else Problem.BEYOND


def _problem_of_changes(event: Event, changes: Mapping[str, Any], reach: Scope, now: datetime) -> Problem | None:
    if event.state == State.CANCELLED:
        return Problem.CANCELLED
    if event.state == State.PUBLISHED and events.ends_at(event) <= now:
        return Problem.OVER
    if changes.get("starts_at", now) < now:
        return Problem.PAST
    beyond = "municipality" in changes and not reach.everywhere and changes["municipality"] not in reach.municipalities
    return Problem.BEYOND if beyond else None


def _may_plan(municipality: str | None, actor: Person, reach: Scope) -> bool:
    return (
        reach.everywhere or municipality in reach.municipalities or municipality in (None, planning.home(reach, actor))
    )


def _known(session: Session, actor: Person, reach: Scope, rows: Collection[Planned]) -> dict[Any, Event]:
    """The events that the rows may mean, by number, and by title and start: those the actor runs."""
    numbers = {row.number for row in rows if row.number}
    starts = {row.values["starts_at"] for row in rows if not row.number}
    meant = Event.id.in_(numbers) | Event.starts_at.in_(starts)
    wanted = select(Event).where(meant, Event.state.in_(COMPARED)).order_by(Event.id.desc())
    found: dict[Any, Event] = {}
    organised = _organised(session, actor)
    for event in session.execute(wanted).scalars():
        if reach.everywhere or event.municipality in reach.municipalities or event.id in organised:
            found |= {event.id: event, (plain(event.title), event.starts_at): event}
    return found


def _organised(session: Session, actor: Person) -> set[int]:
    mine = EventHost.person_id == actor.id, EventHost.role == Part.ORGANISER.value
    return set(session.execute(select(EventHost.event_id).where(*mine)).scalars())


def keep(session: Session, actor: Person, rows: Collection[Planned], now: datetime) -> str:
    """Kept for a day, until it is saved; returns the mark by which it is."""
    events.planning(session, actor, now)
    _drop(session, actor)
    mark = token_hex(6)
    values = {"batch": mark, "rows": [_packed(row) for row in rows]}
    session.add(Expected(kind=KIND, values=values, token_hash=token_hex(32), created_by=actor.id, created_at=now))
    session.flush()
    return mark


def discard(session: Session, actor: Person, now: datetime) -> None:
    events.planning(session, actor, now)
    _drop(session, actor)


def save(
    session: Session, actor: Person, mark: str, publish: bool, community: CommunityProfile, now: datetime
) -> Saved:
    """All of it or nothing. Who comes to what has moved is told. Raises `NotAllowed`, `PlanGone`."""
    events.planning(session, actor, now)
    rows = _take(session, actor, mark)
    compared = compare(session, actor, dict(enumerate(rows)), now)
    if compared.problems:
        raise PlanGone
    moved: list[Event] = []
    for event, changes in sorted(compared.changed, key=lambda pair: pair[0].id):
        planning.change(session, actor, event.id, changes, community, now, moved.append)
    series_news.tell_of_each(session, moved, actor, now)
    made = _make(session, actor, compared.added, now)
    unpublished = [*(event.id for event in compared.drafts), *(event.id for event in made)] if publish else []
    published = [planning.publish(session, actor, number, now) for number in sorted(unpublished)]
    first = min(row.values["starts_at"] for row in rows)
    return Saved(len(made), len(compared.changed), published, first)


def _make(session: Session, actor: Person, added: Sequence[Mapping[str, Any]], now: datetime) -> list[Event]:
    fixed = {"state": State.DRAFT.value, "created_by": actor.id, "created_at": now}
    made = [Event(**values, **fixed, in_teams=values["kind"] == events.TEAM_CONTEST) for values in added]
    session.add_all(made)
    session.flush()
    organiser = Part.ORGANISER.value
    session.add_all(EventHost(event_id=event.id, person_id=actor.id, role=organiser) for event in made)
    session.flush()
    return made


def _take(session: Session, actor: Person, mark: str) -> list[Planned]:
    """One plan at a time is saved: who waits sees what the other has added."""
    session.execute(select(Expected.id).where(Expected.kind == KIND).order_by(Expected.id).with_for_update()).all()
    mine = Expected.kind == KIND, Expected.created_by == actor.id
    kept = session.execute(select(Expected).where(*mine)).scalars().all()
    found = next((row for row in kept if row.values.get("batch") == mark), None)
    if found is None:
        raise PlanGone
    rows = [_unpacked(row) for row in found.values["rows"]]
    _drop(session, actor)
    return rows


def _drop(session: Session, actor: Person) -> None:
    session.execute(delete(Expected).where(Expected.kind == KIND, Expected.created_by == actor.id))


def _packed(row: Planned) -> dict[str, Any]:
    times = {name: value.isoformat() for name in MOMENTS if (value := row.values.get(name))}
    return {"number": row.number, "values": dict(row.values) | times}


def _unpacked(kept: Mapping[str, Any]) -> Planned:
    values = dict(kept["values"])
    times = {name: datetime.fromisoformat(value) for name in MOMENTS if (value := values.get(name))}
    return Planned(kept["number"], values | times)
