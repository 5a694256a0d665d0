"""What the parameters of screens may be at their longest and emptiest."""

import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from community import attention, group_refusals, refusals, request_refusals
from community.audit import Action, Line
from community.choices import Choice
from community.consents import Kind
from community.members import questions, specialities_for
from community.notices import Notice
from community.offers import Access, Offer, Question, Reach, roles_in
from community.particulars import OF_A_LIST, SEVERAL, Particular, choices, particulars
from community.profile_files import known_profiles, load_profile
from community.profiles import CommunityProfile
from community.refusals import Refusal
from community.roles import Right, Role, Scope
from messengers.screen import File
from screens.attention import LOOKS
from screens.desk import Desk
from storage.models import Account, Attention, AuditEntry, Base, Grant, Person, StandIn
from tests import (
    agreeing_values,
    announcing_values,
    answering_values,
    answers_values,
    asking_values,
    attendance_values,
    caselook_values,
    certificates_values,
    change_values,
    clock_values,
    composing_values,
    consulting_values,
    event_values,
    list_values,
    lost_values,
    meetings_values,
    mentoring_values,
    own_data_values,
    pair_values,
    pairtalk_values,
    pairviews_values,
    plans_values,
    privacy_values,
    register_values,
    relay_values,
    routing_values,
    series_values,
)
from tests.longest import HOSTILE, LONGEST_NAME, longest_of, member, members

NOW = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)

PROFILES = {name: load_profile(name) for name in known_profiles()}
REMARK = "Это не похоже на имя: нужны только буквы, не больше шестидесяти знаков. Попробуйте ещё раз."
PRESS = "x" * 63


def accounts(*networks: str) -> list[Account]:
    return [
        Account(id=10**18 - place, network=network, number=place, created_at=NOW)
        for place, network in enumerate(networks)
    ]


def session_with_members(community: CommunityProfile) -> Session:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    session = Session(engine)
    for place, person in enumerate(members(community)):
        person.id = place + 1
        session.add(person)
    session.flush()
    session.add(Account(id=1, person_id=1, network="vk", number=1, created_at=NOW))
    session.add_all([*grants(community), stand_in(1, 2), ended_stand_in()])
    own_data_values.add_papers(session)
    mentoring_values.add_applications(session, community)
    lost_values.add_requests(session)
    event_values.add_events(session, community)
    attendance_values.add_events(session, community)
    certificates_values.add_certificates(session, community)
    change_values.add_certificates(session, community)
    series_values.add_series(session, community)
    consulting_values.add_cases(session, community)
    routing_values.add_cases(session, community)
    privacy_values.add_rows(session, community)
    caselook_values.add_files(session)
    answers_values.add_articles(session, community)
    asking_values.add_ended(session, community)
    announcing_values.add_broadcasts(session)
    composing_values.add_broadcasts(session, community)
    pair_values.add_pairs(session, community)
    pairtalk_values.add_talks(session, community)
    agreeing_values.add_pairs(session, community)
    pairviews_values.add_lists(session)
    meetings_values.add_meetings(session, community)
    answering_values.add_answers(session, community)
    clock_values.add_rows(session, community)
    attention.open_(session, attention.Kind.DELETION, 1, session.get_one(Person, 1), NOW, NOW)
    session.flush()
    return session


@cache
def lasting_session(profile: str) -> Session:
    """For those who only read."""
    return session_with_members(PROFILES[profile])


def grants(community: CommunityProfile) -> list[Grant]:
    """Every role at its widest and narrowest, and one that the program has dropped."""
    place = {"municipality": longest_of(community.municipalities), "organisation": HOSTILE}
    made = [Grant(role=role.value, **(place if role is Role.CURATOR else {})) for role in roles_in(community)]
    made.append(Grant(role=Role.ANNOUNCER.value, **place))
    made.append(Grant(role="gone"))
    for number, grant in enumerate(made, 1):
        grant.id, grant.person_id, grant.granted_at, grant.granted_by = number, 1, NOW, number % 2 or None
    return made


def stand_in(person: int, colleague: int) -> StandIn:
    return StandIn(id=1, person_id=person, stand_in_id=colleague, until=NOW, created_at=NOW)


def ended_stand_in() -> StandIn:
    return StandIn(id=2, person_id=1, stand_in_id=2, until=NOW, created_at=NOW, ended_at=NOW)


def journal_lines(community: CommunityProfile) -> list[Line]:
    person, details = member(community, community.positions[0]), {"role": "curator", "organisation": True}
    details["municipality"] = longest_of(community.municipalities)
    entries = [
        AuditEntry(at=NOW, actor_id=1, subject_id=2, action=action, details=details) for action in ("gone", *Action)
    ]
    return [Line(entry, person, None if entry.action == "gone" else person) for entry in entries][:6]


def queue(community: CommunityProfile) -> list[tuple[Attention, Person | None]]:
    person: Person | None = member(community, community.positions[0])
    items = [
        Attention(id=number, kind=kind.value, subject=1, person_id=1, opened_at=NOW, due=NOW)
        for number, kind in enumerate([*LOOKS, *LOOKS])
    ]
    return [(item, person) for item in items[:6]]


def kinds_of(of: type[Refusal]) -> list[type[Refusal]]:
    return [
        each
        for module in (refusals, group_refusals, request_refusals)
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, of) and each not in (of, Refusal)
    ]


REFUSALS: list[type[Refusal]] = [*kinds_of(Refusal), *meetings_values.REFUSALS, *composing_values.REFUSALS]

# What a parameter may be at its longest and emptiest: by the function's name and its own, or by its own alone.
VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    **own_data_values.VALUES,
    **lost_values.VALUES,
    **register_values.VALUES,
    **mentoring_values.VALUES_OF_MENTORING,
    **list_values.VALUES,
    **event_values.VALUES,
    **announcing_values.VALUES,
    **composing_values.VALUES,
    **attendance_values.VALUES,
    **certificates_values.VALUES,
    **plans_values.VALUES,
    **series_values.VALUES,
    **consulting_values.VALUES,
    **change_values.VALUES,
    **routing_values.VALUES,
    **privacy_values.VALUES,
    **caselook_values.VALUES,
    **relay_values.VALUES,
    **answers_values.VALUES,
    **asking_values.VALUES,
    **pair_values.VALUES,
    **pairtalk_values.VALUES,
    **agreeing_values.VALUES,
    **pairviews_values.VALUES,
    **meetings_values.VALUES,
    **answering_values.VALUES,
    **clock_values.VALUES,
    "community": lambda community: [community],
    "person": members,
    "people": lambda community: [
        [],
        [member(community, community.positions[0], f"{letter}{LONGEST_NAME}") for letter in "АБВГД"],
    ],
    "total": lambda _: [0, 1, 10**6],
    "page": lambda _: [-1, 0, 1, 99],
    "zone": lambda community: [community.tz],
    "today": lambda _: [date(2026, 12, 31), date(2027, 1, 1)],
    "name": lambda _: ["Ли", LONGEST_NAME],
    "offered": lambda _: [None, "Ли", LONGEST_NAME],
    "remark": lambda _: ["", REMARK],
    "afterwards": lambda _: [None, PRESS],
    "typed": lambda _: ["Пермь", "\u200b", HOSTILE, "я" * 4096],
    "ask_name.answer": lambda _: [None, "Ли", LONGEST_NAME],
    "ask_municipality.answer": lambda community: [None, "gone", longest_of(community.municipalities)],
    "municipality_not_found.answer": lambda community: [None, "gone", longest_of(community.municipalities)],
    "ask_position.answer": lambda community: [None, "gone", longest_of(community.positions)],
    "ask_municipality.found": lambda community: [None, community.municipalities[:1], community.municipalities],
    "ask_position.found": lambda community: [None, community.positions[:1], community.positions],
    "suggested": lambda _: [
        [],
        [f"{place}{HOSTILE}"[:120] for place in range(4)],
        ["СОШ 1", "СОШ 2", "СОШ 3", "СОШ 4"],
    ],
    "accounts": lambda _: [[], accounts("telegram"), accounts("telegram", "vk"), accounts("vk", "vk", "telegram")],
    "account": lambda _: accounts("telegram", "vk"),
    "current": lambda _: [0, 10**18],
    "shown_by": members,
    "entered_by": lambda community: members(community)[-2:],
    "value": lambda _: ["К7М2РХ"],
    "links": lambda _: [
        {},
        {"vk": "https://vk.me/club1?ref=link_K7M2PX", "telegram": "https://t.me/bot?start=link_K7M2PX"},
    ],
    "networks": lambda _: [[], ["vk"], ["telegram", "vk"]],
    "account_linked.ids": lambda _: [{"account": 1}, {"account": 404}],
    "account_unlinked.ids": lambda _: [{"account": 1}, {"account": 404}],
    "account_detached.ids": lambda _: [{}],
    "particular": lambda _: list(Particular),
    "cleared": lambda _: [[], [Particular.SPECIALITIES], [Particular.SPECIALITIES, Particular.TEACHING_SINCE]],
    "ask_one.choices": lambda community: [community.municipalities, community.positions, community.positions[:1]],
    "ask_several.choices": lambda community: [
        community.subjects,
        community.fields,
        community.age_groups,
        community.competences,
        community.competences[:1],
    ],
    "choices": lambda community: [community.subjects, community.fields, community.age_groups, community.subjects[:1]],
    "year": lambda _: [2026],
    "kind": lambda _: list(Kind),
    "file": lambda _: [File(Path("perm.pdf"), "Положение.pdf")],
    "url": lambda _: ["https://example.org/polozhenie"],
    "number": lambda _: ["A1B2C3"],
    "refusal": lambda _: [refusal() for refusal in REFUSALS],
    "session": lambda community: [lasting_session(community.id)],
    "undelivered.ids": lambda _: [{"kind": kind} for kind in (*Notice, "of an older program")],
    "role_granted.ids": lambda _: [{"grant": number, "since": int(NOW.timestamp())} for number in range(1, 9)],
    "role_withdrawn.ids": lambda community: [
        {"role": role, "municipality": longest_of(community.municipalities), "organisation": True}
        for role in (*Role, "of an older program")
    ],
    "stand_in_named.ids": lambda _: [{"stand_in": 1}, {"stand_in": 404}],
    "stand_in_ended.ids": lambda _: [
        {"stand_in": each, "lender": lend} for each in (1, 2, 404) for lend in (True, False)
    ],
    "attention_due.ids": lambda _: [{"person": 404, "at": NOW.isoformat()}, {"person": 1, "at": NOW.isoformat()}],
    "desk": lambda _: [Desk(), Desk(frozenset(Right), 0, True), Desk(frozenset(Right), 120), Desk({Right.ANNOUNCE})],
    "for_coordinator.desk": lambda _: [Desk(frozenset(Right), 0), Desk(frozenset(Right), 120), Desk({Right.PLAN}, 1)],
    "for_coordinator.name": lambda _: [None, "Ли", LONGEST_NAME],
    "grants": lambda community: [grants(community)[:1], grants(community)[:6]],
    "lent": lambda community: [grants(community)[:1], grants(community)],
    "grant": grants,
    "owners": lambda community: [{}, {1: member(community, community.positions[0])}],
    "granter": lambda community: [None, member(community, community.positions[0])],
    "candidate": lambda community: [member(community, community.positions[0]), Person(id=1, created_at=NOW)],
    "decider": lambda community: [None, member(community, community.positions[0])],
    "access.shown.person": lambda community: [*members(community)[:1], None],
    "ask_to_withdraw.person": lambda community: [*members(community)[:1], None],
    "access": lambda community: [access for grant in grants(community) if (access := Access.of(grant))],
    "offer": lambda community: [
        Offer(community, Scope(everywhere=True), True),
        Offer(community, Scope(municipalities=frozenset({longest_of(community.municipalities)})), False),
    ],
    "previous": lambda _: list(Question),
    "role": roles_in,
    "reaches": lambda _: [list(Reach), [Reach.MUNICIPALITY, Reach.ORGANISATION]],
    "towns": lambda community: [community.municipalities, community.municipalities[:1]],
    "stand_ins": lambda _: [[], [stand_in(1, 2)], [stand_in(number, 1) for number in range(2, 9)]],
    "stand_in": lambda _: [stand_in(1, 2)],
    "overview.people": lambda community: [{2: member(community, community.positions[0])}],
    "reader": lambda _: [Person(id=1, created_at=NOW)],
    "lines": lambda community: [[], journal_lines(community)],
    "items": lambda community: [[], queue(community)],
    "item": lambda _: [Attention(id=1, kind="lost_account", subject=1, opened_at=NOW, closed_at=NOW)],
    "now": lambda _: [NOW],
    "member_joined.ids": lambda community: [{"person": place + 1} for place in range(len(members(community)) + 1)],
}


def is_asked(given: dict[str, Any]) -> bool:
    return given["particular"] in particulars(given["person"], given["community"])


# What a dialogue never asks: a choice of one, the year of somebody who does not teach yet.
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "joining.ask_municipality": lambda given: given["community"].only_municipality is None,
    "lost_accounts.ask_town": lambda given: given["community"].only_municipality is None,
    "joining.municipality_not_found": lambda given: given["community"].only_municipality is None,
    "person.ask_specialities": lambda given: (
        {*given["choices"]} <= {*specialities_for(given["person"], given["community"])}
    ),
    "linking.overview": lambda given: bool(given["accounts"]),
    "particulars.ask_one": lambda given: (
        given["particular"] in OF_A_LIST and is_asked(given) and {*given["choices"]} <= choices_of(given)
    ),
    "particulars.ask_several": lambda given: (
        given["particular"] in SEVERAL and is_asked(given) and {*given["choices"]} <= choices_of(given)
    ),
    "particulars.ask_words": lambda given: given["particular"] not in SEVERAL | OF_A_LIST and is_asked(given),
    "particulars.changed": is_asked,
    **mentoring_values.POSSIBLE_IN_MENTORING,
    **event_values.POSSIBLE,
    **announcing_values.POSSIBLE,
    **composing_values.POSSIBLE,
    **attendance_values.POSSIBLE,
    **certificates_values.POSSIBLE,
    **plans_values.POSSIBLE,
    **series_values.POSSIBLE,
    **consulting_values.POSSIBLE,
    **routing_values.POSSIBLE,
    **privacy_values.POSSIBLE,
    **relay_values.POSSIBLE,
    **answers_values.POSSIBLE,
    **asking_values.POSSIBLE,
    **pair_values.POSSIBLE,
    **pairtalk_values.POSSIBLE,
    **agreeing_values.POSSIBLE,
    **pairviews_values.POSSIBLE,
    **meetings_values.POSSIBLE,
    **answering_values.POSSIBLE,
    "person.ask_year": lambda given: "year" in questions(given["person"], given["community"]),
}


def choices_of(given: dict[str, Any]) -> set[Choice]:
    return {*choices(given["particular"], given["person"], given["community"])}
