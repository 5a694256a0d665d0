"""Values of the screens about lists that coordinators send."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from community.expected import Column, Counts, Draft, Listed
from community.profiles import CommunityProfile
from community.registers import topics
from screens.list_columns import Wrong
from screens.tables import Mistake, Read, Trouble
from screens.uploads import DISCARDED, FILE_WANTED
from tests.longest import HOSTILE, LONGEST_NAME, longest_of

NOW = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)


def listed(community: CommunityProfile) -> Listed:
    town, position = longest_of(community.municipalities), longest_of(community.positions)
    every = tuple(topic.id for topic in topics(community))
    return Listed(f"{LONGEST_NAME} {LONGEST_NAME}", town, HOSTILE, position, every, 1950, "mentor")


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "overview.counts": lambda _: [Counts(0, 0), Counts(0, 1), Counts(31, 48), Counts(10**5, 10**5)],
    "ask_to_forget.counts": lambda _: [Counts(0, 0), Counts(1, 1), Counts(10**5, 10**5)],
    "overview.remark": lambda _: ["", FILE_WANTED, DISCARDED],
    "found": lambda _: [
        *(Read(trouble=trouble) for trouble in Trouble if trouble is not Trouble.NO_HEAD),
        Read(trouble=Trouble.NO_HEAD, missing=[Column.FULL_NAME]),
        Read(trouble=Trouble.NO_HEAD, missing=list(Column)),
    ],
    "mistakes": lambda _: [
        [Mistake("B7", Wrong.EMPTY)],
        [Mistake("AK2001", wrong, HOSTILE * 100) for wrong in Wrong],
        [Mistake("AK2001", Wrong.MUNICIPALITY, "я" * 40)] * 14_000,
    ],
    "draft": lambda community: [
        Draft("0123456789ab", []),
        Draft("0123456789ab", [], 2000),
        Draft("0123456789ab", [Listed("Ли Анна")]),
        Draft("0123456789ab", [listed(community)] * 2000, 1),
    ],
    "ignored": lambda _: [[], ["Телефон"], [HOSTILE] * 40],
    "importing.saved.number": lambda _: [1, 2000],
    "links_coming.number": lambda _: [0, 1, 2000],
    "forgotten.number": lambda _: [0, 1, 2000],
    "listed": lambda community: [None, Listed("Ли Анна"), listed(community)],
    "list_template.ids": lambda _: [{"by": 1, "at": NOW.isoformat()}],
    "list_links.ids": lambda _: [{"by": by, "at": NOW.isoformat()} for by in (1, 2, 404)],
}
