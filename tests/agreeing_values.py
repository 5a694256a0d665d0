"""Agreements, programmes and groups at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from community.agreements import Terms
from community.gathering import Invited
from community.mentoring_states import MentorshipState
from community.mentorships import Fellow, Kind, Role, Seen
from community.profiles import CommunityProfile
from community.programmes import MOST, VIDEO, SeenStep
from storage.models import Meeting, Mentorship, MentorshipInvitation, MentorshipMember, ProgrammeStep
from tests import pair_values
from tests.event_values import NOW
from tests.longest import HOSTILE, LONGEST_NAME, longest_of

PICTURES = {"📋"}  # of 2010
GOAL = (HOSTILE * 3)[:300]
DAY = date(2028, 12, 31)
MADE = 7  # number of the pair with an agreement
BIG = pair_values.BIG
PLANNED = [Meeting(id=1, mentorship_id=1, state="proposed", starts_at=NOW + timedelta(days=1), proposed_at=NOW)]
OF = int(NOW.timestamp() * 1000)


def terms(community: CommunityProfile) -> Terms:
    profile = community.mentoring
    return Terms(GOAL, DAY, longest_of(profile.rhythms), longest_of(profile.forms))


def agreed(community: CommunityProfile, state: MentorshipState, kind: Kind = Kind.PAIR) -> Mentorship:
    made, wanted = pair_values.mentorship(community, state, kind), terms(community)
    made.goal, made.ends_on, made.rhythm, made.format = wanted.goal, wanted.ends_on, wanted.rhythm, wanted.format
    return made


def in_it(role: Role, says_yes: bool, left: bool = False) -> MentorshipMember:
    made = pair_values.in_it(role, left=left)
    made.agreed_at = NOW if says_yes else None
    return made


def seen(community: CommunityProfile) -> list[Seen]:
    """Nothing proposed, asked, waiting, agreed; over."""
    person = pair_values.longest(community)
    answers = ((False, True), (True, False), (True, True))
    bare = pair_values.mentorship(community, MentorshipState.ACQUAINTANCE)
    made = [Seen(bare, in_it(Role.MENTOR, False), [Fellow(in_it(Role.MENTEE, False), person)])]
    made += [
        Seen(
            agreed(community, MentorshipState.ACQUAINTANCE),
            in_it(Role.MENTOR, mine),
            [Fellow(in_it(Role.MENTEE, theirs), person)],
        )
        for mine, theirs in answers
    ]
    many = [Fellow(in_it(Role.MENTEE, says_yes=False), person)] * 8
    made.append(Seen(agreed(community, MentorshipState.ACQUAINTANCE, Kind.GROUP), in_it(Role.MENTOR, True), many))
    over = agreed(community, MentorshipState.COMPLETED)
    return [*made, Seen(over, in_it(Role.MENTOR, True, left=True), [Fellow(in_it(Role.MENTEE, True, True), None)])]


def step(number: int, mentor: bool = False, mentee: bool = False, **more: Any) -> ProgrammeStep:
    made = ProgrammeStep(id=BIG + number, mentorship_id=BIG, position=number, **more)
    made.mentor_confirmed_at, made.mentee_confirmed_at = NOW if mentor else None, NOW if mentee else None
    return made


def steps(community: CommunityProfile) -> list[ProgrammeStep]:
    """As many as there may be; of the profile, in words, dropped since, with a link."""
    longest, title = longest_of(community.mentoring.steps), (HOSTILE * 2)[:150]
    first = [
        step(1, kind=longest, mentor=True, mentee=True, due_on=DAY),
        step(2, kind="gone"),
        step(3, kind=VIDEO, link=f"https://example.org/{'x' * 280}", due_on=DAY),
        step(4, title=title, mentor=True, due_on=DAY),
    ]
    return first + [step(number, title=title, mentee=True, due_on=DAY) for number in range(5, MOST + 1)]


def with_steps(community: CommunityProfile) -> list[Seen]:
    whole = steps(community)
    pair, *_, group, over = seen(community)
    led = replace(group, mine=in_it(Role.MENTEE, says_yes=True))
    return [*(replace(each, steps=whole) for each in (pair, group, led, over)), replace(pair, steps=whole[:1])]


def seen_steps(community: CommunityProfile) -> list[SeenStep]:
    return [SeenStep(each, step) for each in with_steps(community) for step in each.steps[:5]]


def programmes(community: CommunityProfile) -> list[Seen]:
    pair, *_, group, over = seen(community)
    return [pair, replace(group, mine=in_it(Role.MENTEE, says_yes=True)), over, *with_steps(community)]


def invited(community: CommunityProfile) -> list[Invited]:
    person = pair_values.longest(community)
    team = agreed(community, MentorshipState.WORKING, Kind.PROJECT)
    team.title = HOSTILE
    pair, over = agreed(community, MentorshipState.WORKING), agreed(community, MentorshipState.COMPLETED)
    made = [Invited(invitation(number, None), to, person, person) for number, to in enumerate((None, team, pair))]
    made += [Invited(invitation(5, answer), team, None, person) for answer in ("yes", "no")]
    return [*made, Invited(invitation(6, None), over, person, person)]


def invitation(number: int, answer: str | None) -> MentorshipInvitation:
    made = MentorshipInvitation(id=BIG + number, person_id=1, invited_by=2, role="peer", invited_at=NOW, answer=answer)
    made.answered_at = NOW if answer else None
    return made


def finished(community: CommunityProfile) -> list[Seen]:
    """Of a team, running and over."""
    made = []
    for state in (MentorshipState.WORKING, MentorshipState.COMPLETED):
        team, tutor = agreed(community, state, Kind.PROJECT), in_it(Role.TUTOR, says_yes=True)
        team.title, tutor.closing_words = HOSTILE, (HOSTILE * 6)[:600]
        made.append(Seen(team, tutor, [Fellow(in_it(Role.MEMBER, True), pair_values.longest(community))] * 7))
    return made


def cards(community: CommunityProfile) -> list[Seen]:
    found = [*pair_values.seen(community), *seen(community), *with_steps(community), *finished(community)]
    return [*found, *(replace(each, planned=PLANNED) for each in found[:-2])]  # a team that is over meets no more


def add_pairs(session: Session, community: CommunityProfile) -> None:
    """One with an agreement that waits, of members 71 and 72."""
    made = agreed(community, MentorshipState.ACQUAINTANCE)
    made.id = MADE
    session.add(made)
    session.flush()
    for number, role, says_yes in ((71, Role.MENTOR, True), (72, Role.MENTEE, False)):
        member = in_it(role, says_yes)
        member.id, member.mentorship_id, member.person_id = number, MADE, number - 70
        session.add(member)
    for number, by in ((1, "mentor"), (2, "both"), (3, "nobody")):
        made_step = step(number, by in ("mentor", "both"), by == "both", title=(HOSTILE * 2)[:150])
        made_step.id, made_step.mentorship_id = number, MADE
        session.add(made_step)
    for number, answer in ((1, None), (2, "yes"), (3, "no")):
        asked = invitation(number, answer)
        asked.id, asked.mentorship_id = number, MADE
        session.add(asked)
    session.flush()


AGREED = [{"mentorship": made, "by": by, "of": of} for made in (MADE, 2, 404) for by in (71, 404) for of in (OF, 1)]
VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "mentorships.card.seen": cards,
    **{f"agreements.{name}.seen": seen for name in ("shown", "draft")},
    **{f"agreements.ask_{name}.seen": lambda community: seen(community)[:1] for name in ("goal", "end", "rhythm")},
    "agreements.ask_format.seen": lambda community: seen(community)[:1],
    "terms": lambda community: [Terms(), terms(community)],
    "together.found": lambda community: [[], invited(community)[:3]],
    "gathering.invitation.asked": invited,
    "gathering.declined.asked": invited,
    "ask_whom.seen": lambda community: seen(community)[:1],
    "ask_whom.people": lambda community: [
        [],
        [pair_values.longest(community, f"{each}{LONGEST_NAME[1:]}") for each in "АБВГДЕЖЗИК"],
    ],
    "ask_aim.title": lambda _: [HOSTILE, "Опыт"],
    "ask_result.seen": lambda community: seen(community)[:1],
    "group_invited.ids": lambda _: [{"invitation": number} for number in (1, 2, 3, 404)],
    "group_answered.ids": lambda _: [{"invitation": number} for number in (1, 2, 3, 404)],
    "programmes.programme.seen": programmes,
    "ask_step.seen": lambda community: seen(community)[:1],
    "ask_step.left": lambda community: [[], list(community.mentoring.steps), list(community.mentoring.forms)],
    "programmes.step.found": seen_steps,
    "programmes.ask_day.found": seen_steps,
    "programmes.ask_link.found": lambda community: seen_steps(community)[:1],
    "programme_changed.ids": lambda _: AGREED,
    "step_confirmed.ids": lambda _: [
        {"mentorship": MADE, "by": by, "step": number} for by in (71, 404) for number in (1, 2, 3, 404)
    ],
    "agreement_proposed.ids": lambda _: AGREED,
    "agreement_confirmed.ids": lambda _: AGREED,
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {}
MOST_OF = {"mentorships.card": 1400}  # what came of a project, whole
CARDS = {"programmes.programme"}
