"""Plans and what is told of events, at their longest and emptiest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from community.events import Host, Part
from community.plan_months import Copied, Format, Month, Span
from community.plan_uploads import Comparison, Saved
from community.profiles import CommunityProfile
from community.releases import LONGEST, Facts
from screens import plans
from screens.plan_columns import Column, Wrong
from screens.plan_reader import HEAD, PlanRead
from screens.plan_uploads import DISCARDED
from screens.releases import EXPECTED, SAVED, composed
from screens.tables import Mistake, Trouble
from screens.uploads import FILE_WANTED
from storage.models import Event
from tests.event_values import LONGEST_TITLE, event
from tests.longest import HOSTILE, LONGEST_NAME, longest_of

NOW = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)
PICTURES = {"📰", "⬇"}  # of 2010 and 1993


def months(community: CommunityProfile) -> list[Month]:
    first = date(2027, 1, 1)
    some = [
        event(community, state, number=number) for number, state in enumerate(("draft", "cancelled", "published") * 7)
    ]
    for later, each in enumerate(some):
        each.title = HOSTILE if later % 2 else LONGEST_TITLE
        each.starts_at = datetime(2027, 1, 1, 9, tzinfo=UTC) + timedelta(days=later * 1.4)
    return [
        Month(first, [], 0, 1),
        Month(date(2026, 10, 1), [event(community, full=False)], 1, 1),
        Month(first, some, 12, 20),
    ]


def remarks(_: CommunityProfile) -> list[str]:
    return [
        "",
        *(plans.copied(found) for found in (Copied(12, 3, 0), Copied(0, 3, 9), Copied(0, 0, 7), Copied(0, 0, 0))),
    ]


def planned(community: CommunityProfile) -> dict[str, Any]:
    town = longest_of(community.municipalities)
    return {"title": HOSTILE, "kind": longest_of(community.event_kinds), "starts_at": NOW, "municipality": town}


def comparisons(community: CommunityProfile) -> list[Comparison]:
    some: list[Event] = [event(community, number=number) for number in range(1, 9)]
    everything = {"starts_at": NOW, "ends_at": NOW, "title": HOSTILE, "kind": "webinar", "place": "1", "url": None}
    everything |= {"municipality": None, "capacity": 1, "about": "О чём"}
    return [
        Comparison(same=7),
        Comparison(same=7, drafts=some),
        Comparison(added=[planned(community)]),
        Comparison(changed=[(some[0], {"title": "Иначе"})], drafts=some),
        Comparison(changed=[(some[0], {"title": "Иначе"})]),
        Comparison(
            added=[planned(community)] * 190,
            changed=[(each, everything) for each in some],
            same=2,
            drafts=some,
            told=set(range(1000)),
        ),
    ]


def facts(community: CommunityProfile) -> list[Facts]:
    hosts = tuple(Host(part, LONGEST_NAME, None) for part in [*Part, *Part])
    towns = tuple(town.id for town in community.municipalities)
    full = event(community)
    full.others = 21
    return [
        Facts(event(community, full=False), 0, 0),
        Facts(event(community, full=False), 1, 0, unnamed=1),
        Facts(full, 10_000, 9_000, hosts, 21, towns),
    ]


def texts(community: CommunityProfile) -> list[str]:
    return [*(composed(each, community) for each in facts(community)), f"Так: {HOSTILE * 24}"[:LONGEST]]


def released(community: CommunityProfile) -> list[Event]:
    told = [event(community), event(community, full=False)]
    for each, text in zip(told, (f"Так: {HOSTILE * 24}"[:LONGEST], "Было интересно."), strict=True):
        each.release = text
    return told


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "plan": months,
    "plans.month.remark": remarks,
    "ask_span.month": lambda _: [date(2026, 9, 1), date(2027, 5, 1)],
    "ask_span.kind": lambda _: [each.value for each in Format],
    "file_coming.month": lambda _: [date(2026, 12, 1)],
    "file_coming.number": lambda _: [0, 1, 200],
    "plan_uploads.overview.remark": lambda _: ["", FILE_WANTED, DISCARDED],
    "plan_uploads.trouble.found": lambda _: [
        *(PlanRead(trouble=trouble) for trouble in Trouble if trouble is not Trouble.NO_HEAD),
        PlanRead(trouble=Trouble.NO_HEAD, missing=list(HEAD)),
        PlanRead(trouble=Trouble.NO_HEAD, missing=list(Column)),
    ],
    "plan_uploads.mistakes.mistakes": lambda _: [
        [Mistake("B7", Wrong.EMPTY)],
        [Mistake("AK2001", wrong, HOSTILE * 100) for wrong in Wrong],
        [Mistake("AK2001", Wrong.NUMBER, "я" * 40)] * 2_000,
    ],
    "compared": comparisons,
    "mark": lambda _: ["0123456789ab"],
    "plan_uploads.preview.ignored": lambda _: [[], ["Телефон"], [HOSTILE] * 40],
    "done": lambda community: [
        Saved(1, 0, [], NOW),
        Saved(0, 2, [], NOW),
        Saved(190, 8, [event(community)] * 198, NOW),
        Saved(0, 0, [], NOW),
    ],
    "plan_uploads.saved.nearest": lambda community: [None, event(community)],
    "releases.draft.event": lambda community: [event(community)],
    "releases.draft.text": texts,
    "releases.draft.remark": lambda _: ["", EXPECTED],
    "releases.saved.event": released,
    "releases.saved.toast": lambda _: ["", SAVED],
    "attention.listed.titles": lambda _: [{}, {1: HOSTILE}],
    "plan_template.ids": lambda _: [{"by": 1, "at": NOW.isoformat()}],
    "plan_file.ids": lambda _: [
        {"by": 1, "at": NOW.isoformat(), "format": kind.value, "span": span.value, "month": "2026-12-01"}
        for kind in Format
        for span in Span
    ],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {}
MOST_OF = {
    "plan_uploads.mistakes": 1400,  # mended one by one
    "plan_uploads.preview": 1100,
    "releases.draft": LONGEST + 250,  # all that is told
    "releases.saved": LONGEST,
}
CARDS = {"releases.saved", "plans.month"}
