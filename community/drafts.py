"""A message to many before it is sent: its words, files and buttons, whose advertising it is, who may change it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session, undefer

from community import albums, audiences, events, roles
from community.audiences import Audience, Counted, Reason, Within
from community.broadcasts import Kind, State, count, notice_of
from community.composing_refusals import ButtonsAreFull, DraftGone, DraftSettled
from community.notices import Notice, Topic
from community.profiles import CommunityProfile
from community.refusals import EventGone, EventStarted
from community.registers import first_young_year
from community.roles import Right
from community.talks import Received
from storage.models import Broadcast, BroadcastFile, Event, Person
from storage.notifications import notify

KEPT = timedelta(days=180)  # a draft that nobody has sent
MOST_BUTTONS = 3  # beside «Принято к сведению»
LONGEST_ADVERTISER = 150
LONGEST_LABEL = 40
_URL = re.compile(r"https://[^\s<>\"]+\.[^\s<>\"]+", re.IGNORECASE)
_VIDEOS = re.compile(r"(?:https://vk\.com/video-?\d+_\d+\s*)+")
_SCHEME = re.compile(r"\bhttp://", re.IGNORECASE)


class Purpose(StrEnum):
    INFORMATION = "information"
    ADVERTISING = "advertising"


class Does(StrEnum):
    """What a button of a message does: its `kind`."""

    EVENT = "event"
    LINK = "link"
    ACKNOWLEDGE = "acknowledge"


class Caution(StrEnum):
    """What whoever sends it may have overlooked."""

    NOBODY = "nobody"
    NO_CONSENT = "no_consent"
    LINK = "link"  # one that is not https
    EVENT_BEGAN = "event_began"


class Content(NamedTuple):
    """What somebody has written or forwarded; `words` with the markup of a screen."""

    words: str
    files: Sequence[Received] = ()


@dataclass(frozen=True)
class Look:
    """A draft as its author sees it. `events`: those of its buttons that there are; `meant`: those of its audience."""

    draft: Broadcast
    files: Sequence[BroadcastFile]
    events: Mapping[int, Event]
    counted: Counted
    cautions: Sequence[Caution]
    meant: Mapping[int, Event] = field(default_factory=dict)


def begin(session: Session, actor: Person, content: Content, community: CommunityProfile, now: datetime) -> Broadcast:
    """To everybody whom the actor reaches. Raises `NotAllowed`."""
    draft = Broadcast(
        kind=Kind.MESSAGE.value,
        author_id=actor.id,
        state=State.DRAFT.value,
        audience=bounded(session, actor, Audience(), community, now).kept(),
        topic=Topic.COMMUNITY.value,
        words=content.words,
        purpose=Purpose.INFORMATION.value,
        is_urgent=False,
        buttons=[],
        excluded={},
        due=now,
        created_at=now,
    )
    session.add(draft)
    session.flush()
    _add_files(session, draft, content.files)
    return draft


def bounded(
    session: Session, actor: Person, audience: Audience, community: CommunityProfile, now: datetime
) -> Audience:
    """Within what the actor reaches today, whatever was chosen. Raises `NotAllowed`."""
    within = Within.of(roles.scope(session, actor, Right.ANNOUNCE, now))
    young = first_young_year(community, now)
    without = audience.without and audience.without.model_copy(update={"young_since": young})
    return audience.model_copy(update={"within": within, "young_since": young, "without": without})


def own(session: Session, actor: Person, draft_id: int, now: datetime) -> Broadcast:
    """Also one that is no draft any more. Raises `NotAllowed`, `DraftGone`."""
    roles.scope(session, actor, Right.ANNOUNCE, now)
    found = session.get(Broadcast, draft_id, with_for_update={"of": Broadcast}, populate_existing=True)
    if found is None or found.author_id != actor.id or found.kind != Kind.MESSAGE:
        raise DraftGone
    return found


def to_change(session: Session, actor: Person, draft_id: int, now: datetime) -> Broadcast:
    """Locked. Raises `NotAllowed`, `DraftGone`, `DraftSettled`."""
    draft = own(session, actor, draft_id, now)
    if draft.state != State.DRAFT:
        raise DraftSettled
    return draft


def rewrite(session: Session, actor: Person, draft_id: int, content: Content, now: datetime) -> int:
    """Words replace those there were; files, and videos that are links, are added.

    Returns how many files there was no room for. Raises what `to_change` raises.
    """
    draft = to_change(session, actor, draft_id, now)
    if content.words:
        adds = is_video(content.words) and draft.words
        draft.words = f"{draft.words}\n\n{content.words}" if adds else content.words
    return _add_files(session, draft, content.files)


def restore(session: Session, actor: Person, draft_id: int, words: str, now: datetime) -> Broadcast:
    """The words there were before others replaced them. Raises what `to_change` raises."""
    draft = to_change(session, actor, draft_id, now)
    draft.words = words
    return draft


def is_video(words: str) -> bool:
    """VK shows a community where a video is, and nothing of it: nobody has written that."""
    return bool(_VIDEOS.fullmatch(words))


def _add_files(session: Session, draft: Broadcast, files: Sequence[Received]) -> int:
    held = select(func.count(), func.coalesce(func.sum(BroadcastFile.size), 0))
    many, together = session.execute(held.where(BroadcastFile.broadcast_id == draft.id)).one()
    taken = albums.fitting(files, many, together)
    for file in taken:
        row = BroadcastFile(broadcast_id=draft.id, kind=file.kind, name=file.name, size=len(file.content))
        row.content = file.content
        session.add(row)
    session.flush()
    return len(files) - len(taken)


def without_files(session: Session, actor: Person, draft_id: int, now: datetime) -> Broadcast:
    """Files only is nothing to send: those of a message without words stay. Raises what `to_change` raises."""
    draft = to_change(session, actor, draft_id, now)
    if draft.words:
        session.execute(delete(BroadcastFile).where(BroadcastFile.broadcast_id == draft.id))
    return draft


def advertise(session: Session, actor: Person, draft_id: int, advertiser: str | None, now: datetime) -> Broadcast:
    """None: it is information. Raises what `to_change` raises."""
    draft = to_change(session, actor, draft_id, now)
    draft.advertiser = advertiser
    draft.purpose = (Purpose.ADVERTISING if advertiser else Purpose.INFORMATION).value
    return draft


def parse_link(typed: str) -> tuple[str, str] | None:
    """The label and the address of «Регистрация https://site.ru»; None without either, or where it is too long."""
    found = _URL.search(typed)
    if found is None:
        return None
    label = " ".join(f"{typed[: found.start()]} {typed[found.end() :]}".split()).strip(" —–-:")
    return (label, found[0]) if 0 < len(label) <= LONGEST_LABEL and len(found[0]) <= 300 else None


def add_link(session: Session, actor: Person, draft_id: int, label: str, url: str, now: datetime) -> Broadcast:
    draft = to_change(session, actor, draft_id, now)
    return _with_button(draft, {"kind": Does.LINK.value, "label": label, "url": url})


def add_event(session: Session, actor: Person, draft_id: int, event_id: int, now: datetime) -> Broadcast:
    """A second press changes nothing. Raises `EventGone`, `EventStarted`, and what `to_change` raises."""
    draft, event = to_change(session, actor, draft_id, now), session.get(Event, event_id)
    if event is None or event.state != events.State.PUBLISHED:
        raise EventGone
    if event.starts_at <= now:
        raise EventStarted
    return _with_button(draft, {"kind": Does.EVENT.value, "id": event.id})


def _with_button(draft: Broadcast, added: dict[str, Any]) -> Broadcast:
    if added in draft.buttons:
        return draft
    if sum(each["kind"] != Does.ACKNOWLEDGE for each in draft.buttons) >= MOST_BUTTONS:
        raise ButtonsAreFull
    acknowledged = [each for each in draft.buttons if each["kind"] == Does.ACKNOWLEDGE]
    draft.buttons = [*(each for each in draft.buttons if each not in acknowledged), added, *acknowledged]
    return draft


def ask_to_acknowledge(session: Session, actor: Person, draft_id: int, wanted: bool, now: datetime) -> Broadcast:
    """Whether readers are asked to press that they have read it. Raises what `to_change` raises."""
    draft = to_change(session, actor, draft_id, now)
    others = [each for each in draft.buttons if each["kind"] != Does.ACKNOWLEDGE]
    draft.buttons = [*others, {"kind": Does.ACKNOWLEDGE.value}] if wanted else others
    return draft


def without_button(session: Session, actor: Person, draft_id: int, mark: str, now: datetime) -> Broadcast:
    """`mark` as in `button_mark`; a second press changes nothing. Raises what `to_change` raises."""
    draft = to_change(session, actor, draft_id, now)
    draft.buttons = [each for each in draft.buttons if button_mark(each) != mark]
    return draft


def button_mark(button: Mapping[str, Any]) -> str:
    """Names a button of a message, whatever stands before it."""
    return sha256(repr(sorted(button.items())).encode()).hexdigest()[:10]


def drop(session: Session, actor: Person, draft_id: int, now: datetime) -> None:
    """Raises what `to_change` raises."""
    session.delete(to_change(session, actor, draft_id, now))
    session.flush()


def drop_all(session: Session, person: Person) -> None:
    """Nobody else has seen them."""
    mine = Broadcast.author_id == person.id, Broadcast.state == State.DRAFT.value
    session.execute(delete(Broadcast).where(*mine))


def forgotten(now: datetime) -> ColumnElement[bool]:
    """Of the rows of `broadcast`."""
    left = Broadcast.state == State.DRAFT.value, Broadcast.kind == Kind.MESSAGE.value
    return and_(*left, Broadcast.created_at < now - KEPT)


def listed(session: Session, actor: Person, first: int, most: int, now: datetime) -> tuple[Sequence[Broadcast], int]:
    """The actor's drafts, the newest first, and how many there are. Raises `NotAllowed`."""
    roles.scope(session, actor, Right.ANNOUNCE, now)
    mine = Broadcast.author_id == actor.id, Broadcast.state == State.DRAFT.value, Broadcast.kind == Kind.MESSAGE.value
    total = session.execute(select(func.count()).select_from(Broadcast).where(*mine)).scalar_one()
    page = select(Broadcast).where(*mine).order_by(Broadcast.id.desc()).offset(first).limit(most)
    return session.execute(page).scalars().all(), total


def look(
    session: Session, draft: Broadcast, community: CommunityProfile, now: datetime, counted: Counted | None = None
) -> Look:
    """`counted`: shortly before."""
    counted = counted or count(session, draft, community, now)
    found = events_of(session, draft)
    meant = audiences.events_in(session, Audience.model_validate(draft.audience))
    return Look(draft, files_of(session, draft), found, counted, list(_cautions(draft, found, counted, now)), meant)


def _cautions(draft: Broadcast, found: Mapping[int, Event], counted: Counted, now: datetime) -> Sequence[Caution]:
    nobody = not counted.receive
    unasked = nobody and [*counted.excluded] == [Reason.NO_CONSENT]
    ids = [each["id"] for each in draft.buttons if each["kind"] == Does.EVENT]
    ahead = [number for number, event in found.items() if _is_ahead(event, now)]
    told = {
        Caution.NO_CONSENT: unasked,
        Caution.NOBODY: nobody and not unasked,
        Caution.LINK: bool(_SCHEME.search(draft.words or "")),
        Caution.EVENT_BEGAN: len(ahead) < len(ids),
    }
    return [caution for caution, is_so in told.items() if is_so]


def _is_ahead(event: Event, now: datetime) -> bool:
    return event.state == events.State.PUBLISHED and event.starts_at > now


def events_of(session: Session, draft: Broadcast) -> dict[int, Event]:
    ids = [each["id"] for each in draft.buttons if each["kind"] == Does.EVENT]
    return {number: event for number in ids if (event := session.get(Event, number))}


def files_of(session: Session, draft: Broadcast) -> Sequence[BroadcastFile]:
    """Without what is in them."""
    mine = select(BroadcastFile).where(BroadcastFile.broadcast_id == draft.id)
    return session.execute(mine.order_by(BroadcastFile.id)).scalars().all()


def whole_files(session: Session, broadcast_id: int) -> Sequence[BroadcastFile]:
    mine = select(BroadcastFile).where(BroadcastFile.broadcast_id == broadcast_id).order_by(BroadcastFile.id)
    return session.execute(mine.options(undefer(BroadcastFile.content))).scalars().all()


def try_out(session: Session, actor: Person, draft_id: int, now: datetime) -> Broadcast:
    """What readers will get comes to the actor alone, and counts nowhere. Raises what `to_change` raises."""
    draft = to_change(session, actor, draft_id, now)
    topic = f"{Notice.MESSAGE_TRIED}:{draft.id}:{now:%Y%m%d%H%M%S}"
    _kind, ids, _until = notice_of(session, draft)
    notify(session, actor.id, Notice.MESSAGE_TRIED, ids, now, topic)
    return draft


def coming(session: Session, first: int, most: int, now: datetime) -> tuple[Sequence[Event], int]:
    """Events that a button may lead to, the nearest first, and how many there are."""
    ahead = Event.state == events.State.PUBLISHED, Event.starts_at > now
    total = session.execute(select(func.count()).select_from(Event).where(*ahead)).scalar_one()
    page = select(Event).where(*ahead).order_by(Event.starts_at, Event.id).offset(first).limit(most)
    return session.execute(page).scalars().all(), total
