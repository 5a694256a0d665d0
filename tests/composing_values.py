"""Messages to many at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import composing_refusals
from community.acknowledgements import Counted as Acknowledged
from community.aiming import Field, who
from community.audiences import Audience, Counted, Part, Reason, Tie, Within
from community.broadcasts import BROADCAST, READER, Kind, State
from community.drafts import Caution, Does, Look, Purpose
from community.profiles import CommunityProfile
from community.quiet import MUTABLE
from community.refusals import Refusal
from community.registers import topics
from community.unsubscribing import TOLD_TO_MANY
from screens.aiming import GONE, NAME_TAKEN, NAME_WANTED, NOT_FOUND, SAVED, SEGMENT_GONE, offered
from screens.composing import (
    ADDED,
    ADVERTISER_WANTED,
    CHANGED,
    FULL,
    LINK_WANTED,
    MORE_COMES,
    NOT_AHEAD,
    RESTORED,
    TOO_LARGE,
    TRIED,
    VIDEO,
    WANTED,
    files_left_out,
)
from screens.notifications import switched
from storage.models import Broadcast, BroadcastFile, Event, Segment
from tests.announcing_values import ALL, NOBODY
from tests.event_values import NOW, event
from tests.longest import HOSTILE, LONGEST_NAME, longest_of
from tests.sending_values import MOST

REFUSALS: list[type[Refusal]] = [
    each
    for each in vars(composing_refusals).values()
    if isinstance(each, type) and issubclass(each, Refusal) and each is not Refusal
]
TEXT = "Здравствуйте, {имя}! " + "Приглашаем на <b>встречу</b> наставников и молодых педагогов края. " * 6
LABEL = "Программа и запись на все встречи весны!"
ADVERTISER = "ООО «Книга», ИНН 5900000000, erid: 2Vtzq" + "x" * 100


def broadcast(number: int = 1, state: State = State.DRAFT, full: bool = True, **more: Any) -> Broadcast:
    values: dict[str, Any] = {
        "id": number,
        "kind": Kind.MESSAGE.value,
        "author_id": 1,
        "state": state.value,
        "audience": {},
        "topic": "community",
        "words": (TEXT * 3)[:900] if full else "Ой.",
        "purpose": (Purpose.ADVERTISING if full else Purpose.INFORMATION).value,
        "advertiser": ADVERTISER if full else None,
        "is_urgent": False,
        "buttons": buttons() if full else [],
        "excluded": {},
        "found": MOST,
        "queued": 0,
        "delivered": 0,
        "cursor": 0,
        "due": NOW,
        "created_at": NOW,
    }
    return Broadcast(**values | more)


def buttons() -> list[dict[str, Any]]:
    link = {"kind": Does.LINK.value, "label": LABEL, "url": "https://site.example.ru/" + "s" * 200}
    event_ = {"kind": Does.EVENT.value, "id": 1}
    return [link, event_, {"kind": Does.EVENT.value, "id": 404}, {"kind": Does.ACKNOWLEDGE.value}]


def widest(community: CommunityProfile) -> Audience:
    """As narrow as can be."""
    town = longest_of(community.municipalities)
    chosen = {
        "municipalities": (town, "gone"),
        "organisations": (HOSTILE,),
        "positions": (longest_of(community.positions),),
        "roles": tuple(who(community)),
        "subjects": (longest_of(topics(community)),),
        "networks": ("telegram", "vk"),
        "pairs": tuple(Tie),
        "event_id": 1,
        "parts": tuple(Part),
    }
    within = Within(municipalities=(town,), organisations=(HOSTILE,), local=((town, HOSTILE),))
    return Audience(**chosen, young_since=2023, without=Audience(**chosen), within=within)


def drafts(community: CommunityProfile) -> list[Broadcast]:
    return [broadcast(audience=widest(community).kept()), broadcast(2, full=False)]


def known(community: CommunityProfile) -> dict[int, Event]:
    return {1: event(community)}


def several(community: CommunityProfile) -> list[Event]:
    some = [event(community, number=number) for number in range(1, 5)]
    for later, each in enumerate(some):
        each.starts_at += timedelta(hours=later)
    return some


def files(many: int) -> list[BroadcastFile]:
    kinds = ("photo", "document", "video", "audio", "voice")
    return [
        BroadcastFile(id=at + 1, broadcast_id=1, kind=kinds[at % 5], name="План встреч наставников.pdf" * 3, size=1)
        for at in range(many)
    ]


def looks(community: CommunityProfile) -> list[Look]:
    full, empty = drafts(community)
    long = broadcast(3, words=TEXT * 20)
    alone = broadcast(4, full=False, words="", buttons=[{"kind": Does.ACKNOWLEDGE.value}])
    return [
        Look(full, files(10), known(community), ALL, list(Caution), known(community)),
        Look(empty, [], {}, Counted({"vk": 1}, {}), []),
        Look(empty, [], {}, NOBODY, [Caution.NOBODY]),
        Look(empty, [], {}, Counted({}, {Reason.NO_CONSENT: 21}), [Caution.NO_CONSENT]),
        Look(long, files(1), known(community), Counted({"vk": 2, "telegram": 3}, {Reason.MUTED: 1}), []),
        Look(alone, files(2), {}, Counted({"telegram": 5}, {}), []),
    ]


def segments() -> list[Segment]:
    names = ("А1", HOSTILE[:60], "Молодые Кунгура", "Совет и все, кто помогает ему в делах края")
    return [Segment(id=at, person_id=1, name=name, audience={}, created_at=NOW) for at, name in enumerate(names, 1)]


def segment_rows(community: CommunityProfile) -> list[Segment]:
    narrow = Segment(id=9, person_id=1, name=HOSTILE[:60], created_at=NOW)
    narrow.audience = widest(community).model_copy(update={"within": None}).kept()
    return [narrow, segments()[0]]


def offers(community: CommunityProfile) -> list[list[tuple[str, str]]]:
    lists = [[(choice.name, choice.id) for choice in offered(field, (), community)] for field in FIELDS]
    return [*lists, [(HOSTILE, HOSTILE), ("Школа № 7", "Школа № 7")], []]


DONE = (CHANGED, RESTORED, ADDED, VIDEO, TRIED, *MORE_COMES.values())
FIELDS = (Field.WHO, Field.PAIR, Field.NETWORK, Field.TOPIC, Field.POSITION)


def add_broadcasts(session: Session, community: CommunityProfile) -> None:
    session.add_all([broadcast(21, State.SENDING), broadcast(22, State.SENDING, full=False), broadcast(23)])
    session.add(broadcast(24, State.SENDING, words=""))
    session.flush()


IDS = [{BROADCAST: number, READER: reader} for number in (21, 22, 23, 24, 404) for reader in (1, 404)]
VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "message_tried.ids": lambda _: IDS,
    "reading.no_more.topic": lambda _: [*TOLD_TO_MANY],
    "notifications.shown.remark": lambda _: ["", *(switched(each, muted=True) for each in MUTABLE)],
    "ask_words.drafts": lambda _: [0, 1, 1000],
    "ask_words.draft": lambda community: [None, *drafts(community)],
    "composing.ask_words.remark": lambda _: ["", WANTED, TOO_LARGE],
    "look": looks,
    "preview.name": lambda _: ["Ян", LONGEST_NAME],
    "preview.segments": lambda _: [[], segments()[:1], segments()[1:3]],
    "preview.remark": lambda _: ["", *DONE, *(files_left_out(many) for many in (1, 2, 9))],
    "composing.more.draft": drafts,
    "composing.more.files": lambda _: [0, 10],
    "ask_advertiser.draft": drafts,
    "ask_advertiser.remark": lambda _: ["", ADVERTISER_WANTED],
    "composing.ask_to_drop.draft": drafts,
    "composing.listed.drafts": lambda community: [
        [],
        drafts(community),
        [broadcast(number, words=TEXT if number % 2 else "") for number in range(1, 7)],
    ],
    "composing.listed.total": lambda _: [0, 1000],
    "composing.listed.page": lambda _: [0, 1, 166],
    "settled.broadcast": lambda _: [broadcast(state=state) for state in State if state is not State.DRAFT],
    "settled.seen": lambda _: [None, Acknowledged(0, 0), Acknowledged(1, 2), Acknowledged(MOST, 2 * MOST)],
    "composing.buttons.draft": lambda community: [
        *drafts(community),
        broadcast(buttons=buttons()[:2]),
        broadcast(buttons=buttons()[3:]),
    ],
    "composing.buttons.events": lambda community: [known(community), {}],
    "composing.choose_event.draft": lambda _: [broadcast()],
    "composing.choose_event.events": lambda community: [[], several(community)],
    "composing.choose_event.page": lambda _: [0, 1],
    "composing.choose_event.remark": lambda _: ["", NOT_AHEAD],
    "composing.buttons.remark": lambda _: ["", FULL],
    "ask_link.draft": drafts,
    "ask_link.remark": lambda _: ["", LINK_WANTED],
    "aiming.shown.remark": lambda _: ["", NOT_FOUND, GONE],
    "further.draft": drafts,
    "further.events": lambda community: [known(community), {}],
    "choose.draft": drafts,
    "choose.field": lambda _: [*FIELDS, Field.SCHOOL, Field.TOWN],
    "choose.offers": offers,
    "choose.page": lambda _: [0, 1, 99],
    "choose.remark": lambda _: ["", NOT_FOUND],
    "aiming.choose_event.draft": lambda _: [broadcast()],
    "aiming.choose_event.events": lambda community: [[], several(community)],
    "aiming.choose_event.page": lambda _: [0, 1],
    "choose_part.draft": drafts,
    "choose_part.event": lambda community: [event(community)],
    "choose_part.parts": lambda _: [[*Part], [Part.REGISTERED, Part.WAITLISTED]],
    "draft_id": lambda _: [1, 10**15],
    "aiming.segments.found": lambda _: [[], segments()],
    "aiming.segments.total": lambda _: [0, 1, 1000],
    "aiming.segments.page": lambda _: [0, 1],
    "aiming.segments.remark": lambda _: ["", SEGMENT_GONE],
    "aiming.segment.found": segment_rows,
    "aiming.segment.events": lambda community: [known(community), {}],
    "aiming.segment.remark": lambda _: ["", SAVED],
    "aiming.ask_name.remark": lambda _: ["", NAME_WANTED, NAME_TAKEN],
    "ask_new_name.found": segment_rows,
    "ask_new_name.remark": lambda _: ["", NAME_WANTED, NAME_TAKEN],
    "aiming.ask_to_drop.found": segment_rows,
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "composing.listed": lambda given: bool(given["drafts"]) == bool(given["total"]),
    "aiming.choose": lambda given: (
        given["field"] is Field.SCHOOL or all(name != HOSTILE for name, _ in given["offers"])
    ),
    "aiming.segments": lambda given: bool(given["found"]) == bool(given["total"]),
}
