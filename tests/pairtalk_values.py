"""What pairs write to each other, and their contacts, at their longest and emptiest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from community.complaints import Opened
from community.mentoring_states import MentorshipState
from community.mentorships import Fellow, Kind, Role, Seen
from community.profiles import CommunityProfile
from community.shared_contacts import Contact, Contacts
from screens import shared_contacts
from screens.pair_talk import PAGE
from storage.models import Complaint, Mentorship, MentorshipMember, Talk, TalkMessage
from tests import privacy_values
from tests.consulting_values import message
from tests.event_values import NOW
from tests.longest import HOSTILE, LONGEST_NAME
from tests.pair_values import BIG, in_it, longest, mentorship, seen
from tests.relay_values import WHOLE, around, several, spoken

TALK = 900  # number of the first row of this module
PAIR = 1  # of `pair_values.add_pairs`


def places(community: CommunityProfile) -> list[Mentorship]:
    made = [mentorship(community, MentorshipState.WORKING, kind) for kind in Kind]
    titled = mentorship(community, MentorshipState.WORKING, Kind.GROUP)
    titled.title = HOSTILE
    return [*made, titled]


def pages(_: CommunityProfile) -> list[list[TalkMessage]]:
    long = [message(BIG + number, words=HOSTILE * 9) for number in range(PAGE)]
    for number, each in enumerate(long):
        each.said_at, each.author_id = NOW, (None, 1, 404)[number % 3]
    return [[], [message(BIG, words="")], long]


def reached(community: CommunityProfile) -> list[Seen]:
    """Somebody who writes has whom to write to."""
    return [each for each in seen(community) if each.fellows]


def going_on(community: CommunityProfile) -> list[list[Any]]:
    cases = several(community)
    pairs = reached(community)[:1] + reached(community)[-1:]
    for number, each in enumerate(pairs):
        each.mentorship.id = BIG + number
    return [*cases, [*cases[0][:1], pairs[0]], [pairs[1], *cases[0]]]


def contacts(community: CommunityProfile) -> list[Contacts]:
    made = mentorship(community, MentorshipState.WORKING)
    long = HOSTILE
    fellow = Fellow(in_it(Role.MENTOR), longest(community))
    both, waits = Contact(fellow, True, long), Contact(fellow, True, None)
    nobody = Contact(Fellow(in_it(Role.MENTEE, None), None), False, None)
    return [
        Contacts(made, None, [waits], False),
        Contacts(made, long, [both], False),
        Contacts(made, long, [nobody, waits, nobody, waits, nobody], False),
        Contacts(made, None, [], True),
    ]


def offered(community: CommunityProfile) -> list[Contact]:
    return [each for shown in contacts(community) for each in shown.fellows if each.shares]


def opened(community: CommunityProfile) -> list[Opened]:
    """Complaints of what was said in a pair."""
    pair, person = mentorship(community, MentorshipState.WORKING), longest(community, LONGEST_NAME)
    complaint = Complaint(id=BIG, talk_id=1, person_id=1, about_id=2, created_at=NOW, words=HOSTILE * 5)
    said = [message(number, words=HOSTILE * 9) for number in range(4)]
    return [
        Opened(complaint, None, said, False, person, person, None, pair=pair),
        Opened(complaint, None, said[:1], False, None, None, None, pair=pair),
    ]


def add_talks(session: Session, community: CommunityProfile) -> None:
    """A talk of the first pair: 1 has asked something, 2 shares how to reach them."""
    session.add(Talk(id=TALK, mentorship_id=PAIR, created_at=NOW, last_at=NOW))
    session.flush()
    said = TalkMessage(id=TALK, talk_id=TALK, author_id=2, side="mentor", words=HOSTILE * 9, said_at=NOW)
    session.add(said)
    member = session.query(MentorshipMember).filter_by(mentorship_id=PAIR, person_id=2).one()
    member.contact, member.shares_contacts_at = "+7 912 345-67-89", NOW
    session.flush()


def spoken_ids(*others: dict[str, int]) -> Callable[[CommunityProfile], list[Any]]:
    return lambda _: [{"talk": TALK, "message": TALK}, *others]


LIKE_OF_CASES = [
    "complaints.ask.marking",
    *(f"complaints.ask_words.{name}" for name in ("flagged", "remark")),
]
VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "pair_talk.ask_words.seen": reached,
    "pair_talk.delivered.seen": reached,
    "pair_talk.history.seen": lambda community: [*seen(community)[:2], *seen(community)[-2:]],
    "pair_talk.history.messages": pages,
    "pair_talk.history.files": lambda _: [{}, {BIG + number: 10 for number in range(PAGE)}],
    "pair_talk.history.total": lambda _: [0, 1, 5, 10**6],
    "pair_talk.history.page": lambda _: [0, 1],
    "pair_talk.files_follow.seen": lambda community: seen(community)[:1],
    "pair_talk.left_out.files": lambda _: [1, 2, 5, 21, 10**6],
    "mentorship_id": lambda _: [PAIR],
    "pair_talk.said.made": places,
    "pair_talk.said.author": lambda _: [None, *(in_it(role) for role in Role)],
    "pair_talk.said.person": lambda community: [None, longest(community)],
    "pair_talk.said.message": lambda community: spoken(community)[-3:],
    "pair_talk.said.around": around,
    "pair_talk.undelivered.message": lambda community: spoken(community)[-3:],
    "said_in_pair.message": lambda _: [None, message(TALK, words=HOSTILE)],
    "unheard_in_pair.message": lambda _: [None, message(TALK, words=HOSTILE)],
    "pair_files.ids": spoken_ids({"talk": TALK, "message": 404}, {"talk": 404, "message": 404}),
    "contact_shared.ids": lambda _: [{"by": by, "to": to} for by in (1, 2, 404) for to in (1, 2, 404)],
    "talks.for_whom.begun": going_on,
    "shared_contacts.overview.shown": contacts,
    "shared_contacts.overview.remark": lambda _: ["", shared_contacts.SAVED, shared_contacts.WITHDRAWN],
    "shared_contacts.ask.shown": lambda community: contacts(community)[:1],
    "shared_contacts.ask.remark": lambda _: ["", shared_contacts.WRONG],
    "shared_contacts.told.shown": lambda community: contacts(community)[:1],
    "shared_contacts.told.by": offered,
    "pair_complaints.ask.pair_id": lambda _: [BIG],
    "pair_complaints.ask_words.pair_id": lambda _: [BIG],
    **{f"pair_{name}": privacy_values.VALUES[name] for name in LIKE_OF_CASES},
    "opened": lambda community: [*privacy_values.opened(community), *opened(community)],
}


def possible_page(given: dict[str, Any]) -> bool:
    """As many messages as there are left on the page."""
    wanted: int = max(min(PAGE, given["total"] - given["page"] * PAGE), 0)
    return len(given["messages"]) == wanted


POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {"pair_talk.history": possible_page}
MOST_OF = {
    "pair_talk.said": WHOLE,
    "pair_talk_notices.said_in_pair": 1500,
    "pair_talk.history": 1000,
}
CARDS = {
    "pair_talk.said",
    "pair_talk_notices.said_in_pair",
    "shared_contacts.overview",
    "shared_contacts.told",
    "pair_talk.history",
    "pair_complaints.ask",
}
