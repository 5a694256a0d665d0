"""Values of the screens about one's own data, and about those under 18."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from community.consents import Kind
from community.profiles import CommunityProfile
from screens.consents import CHANGED, changed_button
from screens.holdings import TABLES
from screens.my_data import end_pause_button, pause_hint
from screens.start import for_guest
from storage.holdings import Tie
from storage.models import Consent, DestructionAct, Person

NOW = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)


def add_papers(session: Session) -> None:
    """An act; the form of the second person is awaited, that of the third was received."""
    session.add(DestructionAct(id=1, at=NOW, ground="asked", file_hash=""))
    session.get_one(Person, 2).parent_form_code = "ХХХХММММ"
    received = session.get_one(Person, 3)
    received.joined_at, received.parent_form_at = None, NOW


def minor(place: int) -> Person:
    return Person(id=place + 1, created_at=NOW, is_minor=True, parent_form_code=f"ХХХХММ{place:02}")


def consent(kind: Kind) -> Consent:
    return Consent(person_id=1, kind=kind.value, version="2026-09-01", text_hash="", network="vk", given_at=NOW)


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "given": lambda _: [dict.fromkeys(Kind), {kind: consent(kind) for kind in Kind}],
    "kept": lambda _: [
        Counter({("person", Tie.OWN): 1}),
        Counter({(table, tie): 10**5 for tie in Tie for table in TABLES}),
    ],
    "act": lambda _: [
        DestructionAct(id=number, at=NOW, ground="paper", paper="№ 15/2026-ОД от 28.12.2026", file_hash="")
        for number in (1, 10**6)
    ],
    "until": lambda _: [None, date(2026, 12, 31), date(2027, 1, 1)],
    "person_id": lambda _: [10**18],
    "paper": lambda _: ["№ 15/2026-ОД от 28.12.2026"],
    "code": lambda _: ["ХХХХММММ"],
    "awaited.people": lambda _: [[], [(date(2026, 9, 30), minor(place)) for place in range(9)]],
    "ask_again.given": lambda _: [None, consent(Kind.PARTICIPATION)],
    "screen": lambda community: [for_guest(community, begun=False, has_answers=True)],
    "with_notes.lines": lambda _: [[], [CHANGED, pause_hint(None, date(2026, 12, 31))]],
    "buttons": lambda _: [[], [changed_button(), end_pause_button()]],
    "my_data.ids": lambda _: [{"person": 1}],
    "consent_changed.ids": lambda _: [{"person": 1}],
    "parent_form.ids": lambda _: [{"person": 2}],
    "parent_form_received.ids": lambda _: [{"person": 3}],
    "destruction_act.ids": lambda _: [{"act": 1, "erased": {}}],
}
