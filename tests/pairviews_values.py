"""Overviews of pairs, lists of pairs and results of mentors at their longest and emptiest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from community.case_numbers import Period
from community.mentoring_papers import Kind as Paper
from community.mentoring_papers import Verified
from community.mentoring_periods import Span
from community.mentoring_results import Done, Led
from community.mentoring_states import MentorshipState
from community.mentorships import Kind, Role
from community.next_steps import Ahead, Next
from community.pair_exports import Figure
from community.pair_imports import ASKED, MADE, Column, Draft, Listed, Waiting
from community.pair_modes import Basis, Order
from community.pair_registers import Entry, Filter, Look, Page, Summary
from community.pair_signals import Signal
from community.profiles import CommunityProfile
from screens.pair_imports import FILE_WANTED
from screens.pair_lists import Wrong
from screens.pair_modes import ORDER_WANTED, SAVED
from screens.tables import Mistake, Read, Trouble
from screens.uploads import DISCARDED
from storage.models import Expected, Mentor, Person
from tests.event_values import NOW
from tests.longest import HOSTILE, LONGEST_NAME, longest_of
from tests.pair_values import BIG, longest, mentorship, seen

YEAR = Period(date(2026, 9, 1), date(2027, 9, 1))
MUCH = Led(*([10**5] * 5))
FULL = Done(MUCH, MUCH, 10**5, 10**5)
SOME = Done(ordered=MUCH)
ORDER = Order("<b>" * 13, date(2026, 9, 1))


def aheads(community: CommunityProfile) -> list[list[Ahead]]:
    every = [Ahead(each, next_, NOW) for each, next_ in zip(seen(community), Next, strict=False)]
    return [[], every[:1], [*every, *every]]


def filters(community: CommunityProfile) -> list[Filter]:
    town, ground = longest_of(community.municipalities), longest_of(community.mentoring.grounds)
    return [Filter(), Filter(state="completed"), Filter(town, ground, "employment", "paused", "silent", HOSTILE)]


def entries(community: CommunityProfile) -> list[Entry]:
    person = longest(community)
    team = mentorship(community, MentorshipState.COMPLETED, Kind.PROJECT)
    team.title, team.municipality, team.organisation, team.mode = HOSTILE, person.municipality, HOSTILE, "employment"
    team.order_number, team.order_on, team.goal, team.begun_at = "<b>" * 13, date(2026, 9, 1), "Цель", NOW
    team.rhythm = longest_of(community.mentoring.rhythms)
    pair = mentorship(community, MentorshipState.ACQUAINTANCE)
    return [Entry(pair), Entry(pair, [person], [person], list(Signal)), Entry(team, [person] * 2, [person] * 12)]


def pages(community: CommunityProfile) -> list[Page]:
    empty, _, team = entries(community)
    full = [entries(community)[1] for _ in range(5)]
    for number, each in enumerate(full, BIG):
        each.mentorship.id = number
    return [Page([], 0), Page([empty], 1), Page(full, 10**5, newer=True, older=True), Page([team], 2)]


def summaries(_: CommunityProfile) -> list[Summary]:
    return [Summary(0, {}), Summary(10**5, dict.fromkeys(Signal, 10**5), 10**4, 10**4)]


def bases(community: CommunityProfile) -> list[Basis]:
    person, (pair, _, team) = longest(community), (each.mentorship for each in entries(community))
    agreed = mentorship(community, MentorshipState.WORKING, Kind.GROUP)
    agreed.mode, agreed.order_number, agreed.order_on = "employment", *ORDER
    agreed.consent_noted_at = NOW
    team.kind = Kind.GROUP.value
    return [Basis(pair, [], []), Basis(team, [person], [person] * 12), Basis(agreed, [person] * 2, [person])]


def looks(community: CommunityProfile) -> list[Look]:
    return [look for each in entries(community) for look in (Look(each), Look(each, 99, NOW, NOW, (3, 12)))]


def figures(community: CommunityProfile) -> list[list[Figure]]:
    towns = [Figure(each.id, 120, 60, 7, 7) for each in community.municipalities]
    return [
        [],
        [Figure(community.municipalities[0].id, None, None, None)],
        [*towns, Figure(None, 10**4, 0, None, None)],
    ]


def reads(_: CommunityProfile) -> list[Read[Column, Listed]]:
    known = [Read[Column, Listed](trouble=each) for each in Trouble if each is not Trouble.NO_HEAD]
    return [*known, Read(trouble=Trouble.NO_HEAD, missing=[Column.MENTOR, Column.MENTEE])]


def drafts(community: CommunityProfile) -> list[Draft]:
    name = f"{LONGEST_NAME} {LONGEST_NAME}"
    row = Listed(name, name, ground=longest_of(community.mentoring.grounds))
    mark = "0123456789ab"
    return [Draft(mark, []), Draft(mark, [], 9), Draft(mark, [row]), Draft(mark, [row] * 2000, 2000, 2000)]


def row_of(number: int, kind: str = ASKED, role: Role = Role.MENTOR, **more: Any) -> Expected:
    values = {"as": role.value} | ({"mentorship": 1} if kind == MADE else {})
    token = f"0123456789ab:{number // 3}:{role}"
    return Expected(id=number, kind=kind, values=values, token_hash=token, created_at=NOW, **more)


def waitings(community: CommunityProfile) -> list[Waiting]:
    person = longest(community)
    asked = [Waiting(row_of(BIG, role=role), role, person) for role in (Role.MENTOR, Role.MENTEE)]
    gone = Waiting(row_of(BIG), Role.MENTOR, Person(id=1, created_at=NOW))
    said = Waiting(row_of(BIG, activated_at=NOW), Role.MENTOR, person)
    return [*asked, gone, said, Waiting(row_of(BIG, MADE), Role.MENTEE, person, BIG)]


def add_lists(session: Session) -> None:
    """Pairs of a list: asked, and made. Person 2 is a mentor."""
    for first, kind in ((60, ASKED), (63, MADE)):
        for place, role in enumerate((Role.MENTOR, Role.MENTEE)):
            session.add(row_of(first + place, kind, role, person_id=2 - place))
    if session.get(Mentor, 2) is None:
        session.add(Mentor(person_id=2, ground="gone", capacity=3, confirmed_at=NOW))
    session.flush()


def verified(_: CommunityProfile) -> list[Verified | None]:
    known = [(LONGEST_NAME, False), (None, True), (None, False)]
    return [
        None,
        *(Verified(kind, YEAR, date(2026, 12, 31), "ПН-С-261231-7F3A09", *each) for kind in Paper for each in known),
    ]


def papers(_: CommunityProfile) -> list[dict[str, Any]]:
    ids = {"since": "2026-09-01", "until": "2027-09-01", "at": NOW.isoformat()}
    return [{**ids, "person": person, "kind": kind.value} for person in (1, 2, 404) for kind in Paper]


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "pair_overviews.mentees.found": aheads,
    "pair_overviews.mentors.found": aheads,
    "pair_registers.listed.page": pages,
    "pair_registers.listed.summary": summaries,
    "pair_registers.card.look": looks,
    **{f"pair_registers.{name}.wanted": filters for name in ("listed", "tools", "ask_file")},
    "pair_registers.tools.towns": lambda _: [1, 40],
    "pair_registers.choose.what": lambda _: ["municipality", "ground"],
    "pair_registers.choose.choices": lambda community: [community.municipalities, community.mentoring.grounds],
    "pair_registers.choose_fixed.what": lambda _: ["mode", "state", "signal"],
    "pair_registers.file_follows.period": lambda _: [YEAR],
    "pair_registers.file_follows.many": lambda _: [0, 1, 10**5],
    "pair_registers.figures.found": figures,
    "pair_registers.figures.period": lambda _: [YEAR],
    "pair_registers.figures.span": lambda _: [each.value for each in Span],
    "pair_imports.overview.waiting": lambda _: [0, 1, 10**5],
    "pair_imports.overview.remark": lambda _: ["", FILE_WANTED, DISCARDED],
    "pair_imports.trouble.found": reads,
    "pair_imports.mistakes.mistakes": lambda _: [
        [Mistake("A7", Wrong.EMPTY)],
        [Mistake("J2001", wrong, HOSTILE * 100) for wrong in Wrong],
    ],
    "pair_imports.preview.draft": drafts,
    "pair_imports.saved.number": lambda _: [1, 2000],
    "pair_imports.to_confirm.waiting": waitings,
    "pair_imports.made.waiting": lambda community: waitings(community)[-1:],
    "pair_modes.show.basis": bases,
    "pair_modes.show.remark": lambda _: ["", ORDER_WANTED, SAVED],
    "pair_modes.ask_consent.basis": bases,
    "pair_modes.ask_consent.order": lambda _: [ORDER],
    "pair_modes.ask_to_leave.basis": bases,
    "pair_mode.ids": lambda _: [
        {"mentorship": number, "mode": mode} for number in (1, 2, 404) for mode in ("community", "employment")
    ],
    "mentoring_results.results.done": lambda _: [Done(), SOME, FULL],
    "mentoring_results.results.period": lambda _: [YEAR],
    "mentoring_results.results.remark": lambda _: ["", "За этот период подтверждать пока нечего. Выберите другой."],
    "mentoring_results.ask_name.kind": lambda _: ["gone", *(each.value for each in Paper)],
    "mentoring_results.verified.found": verified,
    "pairs_file.ids": lambda _: [
        {"by": by, "wanted": {}, "since": "2026-09-01", "until": "2027-09-01", "at": NOW.isoformat()}
        for by in (1, 2, 404)
    ],
    "pairs_template.ids": lambda _: [{"by": 1, "at": NOW.isoformat()}],
    "pair_to_confirm.ids": lambda _: [{"expected": number} for number in (60, 61, 63, 404)],
    "pair_confirmed.ids": lambda _: [{"expected": number} for number in (60, 63, 64, 404)],
    "pair_not_made.ids": lambda _: [{}],
    "mentor_paper.ids": papers,
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "pair_registers.figures": lambda given: given["page"] in (0, 1),
}
MOST_OF: dict[str, int] = {
    "pair_imports.mistakes": 1500,  # mended one by one
}
CARDS = {
    "pair_overviews.mentees",
    "pair_overviews.mentors",
    "pair_registers.card",
    "pair_registers.listed",
}
