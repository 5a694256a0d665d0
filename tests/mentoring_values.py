"""Applications, mentors and cards at their longest and emptiest, for the tests that read every word."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from community.applying import Stage, possible_from
from community.colleagues import Colleague
from community.colleagues import shown as published
from community.consents import Kind
from community.deciding import Case, Missing
from community.profiles import CommunityProfile
from community.publication import DATA
from screens.invitations import CANCELLED
from screens.mentors import confirmed
from screens.navigation import button, menu
from screens.presses import Menu
from storage.models import Invitation, Mentor, MentorApplication, Person

NOW = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)
HOSTILE = "<b>&amp;</i>" * 10
APPLICATION_STATES = ("sent", "clarify", "approved", "declined", "withdrawn")


def applicant(community: CommunityProfile) -> Person:
    """Who has filled in everything there is."""
    return Person(
        id=10**18,
        created_at=NOW,
        joined_at=NOW,
        name="Анна-Мария-Александра Константиновна Вознесенская-Богоявленск"[:60],
        municipality=max(community.municipalities, key=lambda choice: len(choice.name)).id,
        position="teacher",
        organisation=HOSTILE,
        specialities=[choice.id for choice in community.subjects],
        teaching_since=1950,
    )


def application(community: CommunityProfile, state: str = "sent", full: bool = True) -> MentorApplication:
    grounds, wants = community.mentor.grounds, community.mentor.recommendation
    return MentorApplication(
        id=10**18,
        person_id=1,
        state=state,
        ground=max(grounds, key=lambda ground: len(ground.name)).id if full else "gone",
        teaching_since=1950 if full else None,
        recommendation=f"№ 3 от 12.03.2026 {HOSTILE}" if full and wants else None,
        competences=[item.id for item in community.competences] if full else [],
        formats=[item.id for item in community.mentoring.forms] if full else ["gone"],
        capacity=12,
        about=HOSTILE if full else None,
        proof=["telegram:photo:1", "telegram:doc:2", "vk:photo:1_2_k"] if full else [],
        missing=[item.value for item in Missing] if full else [],
        remark=HOSTILE if full or state == "clarify" else None,
        clarification=HOSTILE if full else None,
        sent_at=NOW,
        answer_by=NOW,
    )


def applications(community: CommunityProfile) -> list[MentorApplication]:
    return [application(community, state, full) for state in APPLICATION_STATES for full in (True, False)]


def answers(community: CommunityProfile) -> list[dict[str, Any]]:
    """Of an application: nothing but what is filled in, and everything."""
    blank = {"competences": [], "formats": [community.mentoring.forms[0].id], "capacity": 3, "proof": []}
    everything = {
        "ground": next((item.id for item in community.mentor.grounds if item.years_apply), "gone"),
        "year": 2025,
        "recommendation": f"№ 3 от 12.03.2026 {HOSTILE}",
        "competences": [item.id for item in community.competences],
        "formats": [item.id for item in community.mentoring.forms],
        "capacity": 12,
        "about": HOSTILE,
        "proof": ["vk:photo1_2"],
    }
    return [blank, everything]


def cases(community: CommunityProfile) -> list[Case]:
    person = applicant(community)
    return [
        Case(given, person, decider, decided_now)
        for given in applications(community)
        for decider, decided_now in ((None, False), (person, True), (person, False))
    ]


def mentor(community: CommunityProfile, full: bool = True) -> Mentor:
    return Mentor(
        id=1,
        person_id=1,
        ground=max(community.mentor.grounds, key=lambda ground: len(ground.name)).id if full else "gone",
        competences=[item.id for item in community.competences] if full else [],
        formats=[item.id for item in community.mentoring.forms] if full else [],
        capacity=12,
        about=HOSTILE if full else None,
        published=list(DATA) if full else [],
        confirmed_at=NOW,
        paused_at=NOW if full else None,
    )


def colleagues_of(community: CommunityProfile) -> list[Colleague]:
    person = applicant(community)
    hidden = Colleague(1, None, None, None, (), (), (), None, None)
    return [published(mentor(community), person), hidden]


def add_applications(session: Session, community: CommunityProfile) -> None:
    for place, given in enumerate(applications(community)):
        given.id, given.person_id = place + 1, place % 2 + 1
        session.add(given)
    session.flush()


def numbers_of_applications(community: CommunityProfile) -> list[int]:
    return [place + 1 for place in range(len(applications(community)) + 1)]


VALUES_OF_MENTORING: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "stage": lambda _: list(Stage),
    "answers": answers,
    "ask_ground.found": lambda community: [None, community.mentor.grounds[:1], community.mentor.grounds],
    "ask_competences.found": lambda community: [None, community.competences[:1], community.competences],
    "application": applications,
    "state": lambda _: ["approved", "declined", "clarify"],
    "confirmed": lambda community: [confirmed(community)],
    "case": cases,
    "missing": lambda _: [[], [item.value for item in Missing]],
    "comment": lambda _: [None, HOSTILE],
    "mentor": lambda community: [mentor(community), mentor(community, full=False)],
    "of": lambda _: ["a", "m"],
    "found.of": lambda _: ["*", "w", "s"],
    "ask_choice.of": lambda _: ["s"],
    "choice": lambda _: ["-", "x" * 24],
    "capacity": lambda _: [1, 12],
    "about": lambda _: [None, HOSTILE],
    "proof": lambda _: [[], ["vk:photo1_2"] * 5],
    "ask_choices.name": lambda _: ["competences", "formats"],
    "ask_choices.chosen": lambda community: [[], [item.id for item in community.competences]],
    "ask_choices.choices": lambda community: [community.competences, community.competences[:1]],
    "ask_choices.ends": lambda _: [[menu()]],
    "onward": lambda _: [[], [button("Дальше ▶️", Menu())]],
    "ask_choices.lead": lambda _: [""],
    "ask.chosen": lambda _: [[], list(DATA)],
    "published.chosen": lambda _: [[], list(DATA)],
    "colleague": colleagues_of,
    "colleagues": lambda community: [[], colleagues_of(community)],
    "mentor_application.ids": lambda community: [
        {"application": number} for number in numbers_of_applications(community)
    ],
    "mentor_answer.ids": lambda community: [
        {"application": number, "state": state}
        for number in numbers_of_applications(community)
        for state in ("approved", "declined", "clarify")
    ],
}


def invitations(community: CommunityProfile) -> list[Invitation]:
    ground = max(community.mentor.grounds, key=lambda ground: len(ground.name)).id
    return [
        Invitation(id=10**18, ground=of, recommendation=paper, created_at=NOW, expires_at=NOW)
        for of, paper in ((ground, f"№ 3 от 12.03.2026 {HOSTILE}"), ("gone", None))
    ]


VALUES_OF_MENTORING |= {
    "network": lambda _: ["telegram", "vk"],
    "invitation": invitations,
    "invitations": lambda community: [[], invitations(community) * 3],
    "listed.remark": lambda _: ["", CANCELLED],
    "grounds": lambda community: [community.mentor.grounds, community.mentor.grounds[:1]],
    "invitations.made.links": lambda _: [
        {
            "telegram": f"https://t.me/{'x' * 32}?start=inv_{'x' * 22}",
            "vk": f"https://vk.me/club{10**10}?ref=inv_{'x' * 22}",
        },
        {"vk": "https://vk.me/club1?ref=inv_x"},
    ],
}

POSSIBLE_IN_MENTORING: dict[str, Callable[[dict[str, Any]], bool]] = {
    "applying.ask_ground": lambda given: len(given["community"].mentor.grounds) > 1,
    "applying.ask_recommendation": lambda given: given["community"].mentor.recommendation is not None,
    "applying.too_early": lambda given: possible_from(*given.values()) is not None,
    "deciding.decided": lambda given: given["case"].application.state != "sent",
    "consents.ask": lambda given: given["kind"] is not Kind.PUBLICATION,
    "deciding.answer": lambda given: given["application"].state == given["state"],
    "applying.status": lambda given: given["application"].state in ("sent", "clarify"),
    "applying.ask_clarification": lambda given: given["application"].remark is not None,
    "deciding.ask_missing": lambda given: given["case"].is_open,
    "deciding.ask_question": lambda given: given["case"].is_open,
}

MOST_OF = {
    "publication.ask": 1500,
    "applying.ask_competences": 1300,
    "applying.summary": 2200,
    "applying.too_early": 1200,
    "applying.status": 2200,
    "mentor_offers.ask_choices": 1300,
    "mentors.mine": 2000,
    "deciding.card": 2800,
    "notices.mentor_application": 2800,
    "colleagues.card": 2800,
}

CARDS = ("applying.summary", "applying.status", "mentors.mine", "colleagues.card", "mentor_offers.ask_about")
