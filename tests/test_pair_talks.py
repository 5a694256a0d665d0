"""What people of a pair or a group write to each other: who hears it, what stays, how they are reached."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import (
    albums,
    attention,
    bans,
    complaints,
    consultations,
    conversations,
    edits,
    joining,
    mentorships,
    pair_complaints,
    pair_forgetting,
    pair_talks,
    shared_contacts,
    talks,
    unheard,
)
from community.mentorships import About, Kind, Role, Seen
from community.notices import Notice
from community.refusals import Banned, ComplaintGone, MentorshipGone, MentorshipSettled, SaidAlready, UnknownChoice
from community.talks import Received, Saying
from screens.consultation_notices import talk_message
from screens.pair_talk import FROM_ONE, WITH_ALL
from screens.spoken import BETWEEN_US
from storage.models import (
    Account,
    Grant,
    Mentorship,
    MentorshipMember,
    Notification,
    Person,
    TalkCopy,
    TalkFile,
    TalkMessage,
)
from tests.test_asking import NOW, perm, person
from tests.test_talking import said_to, words_for

MINUTE = timedelta(minutes=1)


class Pair(NamedTuple):
    """Boris leads, Anna is his mentee; Olga is nobody of theirs."""

    made: Mentorship
    boris: Person
    anna: Person
    olga: Person


def somebody(session: Session, name: str) -> Person:
    made = person(session, name, municipality=perm.municipalities[0].id)
    session.add(Account(id=made.id, person_id=made.id, network="telegram", number=made.id, created_at=NOW))
    session.flush()
    return made


def together(session: Session, kind: Kind, *people: tuple[Person, Role]) -> Mentorship:
    return mentorships.make(session, About("subject", "physics", kind=kind), people, perm, NOW)


@pytest.fixture
def pair(session: Session) -> Pair:
    boris, anna, olga = (somebody(session, name) for name in ("Борис", "Анна", "Ольга"))
    return Pair(together(session, Kind.PAIR, (boris, Role.MENTOR), (anna, Role.MENTEE)), boris, anna, olga)


def group(session: Session, pair: Pair) -> Mentorship:
    members = [(pair.boris, Role.MENTOR), (pair.anna, Role.MENTEE), (pair.olga, Role.MENTEE)]
    return together(session, Kind.GROUP, *members)


def says(session: Session, who: Person, made: Mentorship, words: str, number: int = 10, **more: Any) -> TalkMessage:
    saying = Saying(words, who.id, number)._replace(**more)
    return pair_talks.say(session, who, made.id, saying, NOW)


def delivered(session: Session, reader: Person, number: int) -> None:
    """All that waits for them has come, one message each."""
    for at, row in enumerate(row for row in said_to(session, reader) if row.state == "new"):
        row.state = "sent"
        talks.remember(session, row.ids, reader.id, [number + at], NOW)
    session.flush()


def shown_to(session: Session, reader: Person) -> list[str]:
    screens = [talk_message(session, row.ids, perm) for row in said_to(session, reader)]
    return [screen.text for screen in screens if screen]


def test_pair_writes_both_ways_in_one_talk(session: Session, pair: Pair) -> None:
    first, second = says(session, pair.anna, pair.made, "Здравствуйте!"), says(session, pair.boris, pair.made, "Рад!")
    assert first.talk_id == second.talk_id
    assert (words_for(session, pair.boris), words_for(session, pair.anna)) == (["Здравствуйте!"], ["Рад!"])
    for screen, name in ((shown_to(session, pair.boris), "Анна"), (shown_to(session, pair.anna), "Борис")):
        assert name in screen[0]
        assert BETWEEN_US in screen[0]
    with pytest.raises(MentorshipGone):
        says(session, pair.olga, pair.made, "Я тоже!")


def test_who_leads_a_group_is_heard_by_all_and_a_member_by_who_leads(session: Session, pair: Pair) -> None:
    made = group(session, pair)
    private = says(session, pair.anna, made, "Мне трудно с дисциплиной", 10)
    assert (words_for(session, pair.boris), words_for(session, pair.olga)) == ([private.words], [])
    assert FROM_ONE in shown_to(session, pair.boris)[0]
    delivered(session, pair.boris, 100)
    says(session, pair.boris, made, "Вот памятка", 20, reply_to=100)
    for reader in (pair.anna, pair.olga):
        [text] = shown_to(session, reader)
        assert WITH_ALL in text
        assert "дисциплиной" not in text  # what others have not heard is not quoted
    assert [each.words for each in pair_talks.heard(session, pair.olga, made.id)] == ["Вот памятка"]
    assert len(pair_talks.heard(session, pair.anna, made.id)) == 2
    assert [at for at, _ in pair_talks.active(session, pair.olga, NOW - MINUTE, 9)] == [NOW]


def test_word_of_one_member_makes_the_talk_active_for_no_other(session: Session, pair: Pair) -> None:
    says(session, pair.anna, group(session, pair), "Мне трудно")
    assert conversations.active(session, pair.olga, NOW) == []
    assert len(conversations.active(session, pair.boris, NOW)) == 1


roles = st.sampled_from(Role)


@given(st.lists(st.tuples(roles, st.booleans()), min_size=2, max_size=6))
def test_nobody_hears_what_is_said_to_who_leads(people: list[tuple[Role, bool]]) -> None:
    members = [
        MentorshipMember(person_id=number, role=role.value, left_at=NOW if left else None)
        for number, (role, left) in enumerate(people)
    ]
    for author in members:
        heard = [each for each in members if each is not author and pair_talks.hears(each, author)]
        assert all(each.left_at is None for each in heard)
        assert not heard or author.left_at is None
        if author.role in ("mentee", "member"):
            assert {each.role for each in heard} <= {"mentor", "tutor", "peer"}


def test_pair_that_is_over_carries_nothing_more(session: Session, pair: Pair) -> None:
    says(session, pair.anna, pair.made, "Здравствуйте!")
    delivered(session, pair.boris, 100)
    mentorships.end(session, pair.boris, pair.made.id, NOW)
    with pytest.raises(MentorshipSettled):
        says(session, pair.anna, pair.made, "Ещё слово")
    assert edits.edit(session, pair.anna, pair.anna.id, 10, "Ничего не было", NOW) is None
    assert [each.words for each in pair_talks.heard(session, pair.boris, pair.made.id)] == ["Здравствуйте!"]
    assert conversations.active(session, pair.anna, NOW) == []


def test_album_and_edit_reach_everybody_in_a_group(session: Session, pair: Pair) -> None:
    made = group(session, pair)
    photos = [Received("photo", f"{number}.jpg", b"x") for number in range(2)]
    message = says(session, pair.boris, made, "Смотрите", 20, files=photos[:1], album="7")
    assert albums.join(session, pair.boris, Saying("", pair.boris.id, 21, photos[1:], album="7"), NOW)
    for reader, number in ((pair.anna, 100), (pair.olga, 200)):
        [row] = said_to(session, reader)
        assert len(talks.files_of(session, row.ids)) == 2
        delivered(session, reader, number)
    edits.edit(session, pair.boris, pair.boris.id, 20, "Посмотрите", NOW)
    edited = session.query(Notification).filter(Notification.kind == Notice.TALK_EDITED)
    assert sorted(row.ids["replaces"] for row in edited) == [100, 200]
    assert message.edited_at == NOW


def test_talk_is_found_among_cases_and_pairs(session: Session, pair: Pair) -> None:
    """Anna talks with Boris in their pair, and has asked a question that Olga answers."""
    says(session, pair.boris, pair.made, "Как урок?")
    [one] = conversations.active(session, pair.anna, NOW)
    assert isinstance(one, Seen)
    topic = perm.consulting_topics[0].id
    case = consultations.draft(session, pair.anna, topic, False, Saying("Где план?", pair.anna.id, 11), NOW)
    case.state, case.mentor_id, later = "answered", pair.olga.id, NOW + MINUTE
    talks.keep(session, talks.of_case(session, case), pair.olga.id, talks.Side.MENTOR, Saying("Вот", 3, 1), later)
    found = conversations.active(session, pair.anna, later)
    assert [type(each) for each in found] == [conversations.Begun, Seen]  # the newest first
    assert conversations.active(session, pair.anna, NOW + 2 * conversations.ACTIVE) == []
    file = Received("photo", "1.jpg", b"x")
    draft = consultations.draft(session, pair.anna, topic, False, Saying("Вот фото", pair.anna.id, 12, [file]), NOW)
    conversations.pass_to_pair(session, pair.anna, draft.id, pair.made.id, NOW)
    assert words_for(session, pair.boris) == ["Вот фото"]
    assert [each.name for each in talks.files_of(session, said_to(session, pair.boris)[0].ids)] == ["1.jpg"]
    with pytest.raises(SaidAlready):
        conversations.pass_to_pair(session, pair.anna, draft.id, pair.made.id, NOW)


def test_whoever_was_not_heard_learns_it_and_tries_again(session: Session, pair: Pair) -> None:
    message = says(session, pair.anna, pair.made, "Здравствуйте!")
    [row] = said_to(session, pair.boris)
    row.state = "failed"
    session.flush()
    unheard.tell(session, [row.id], NOW)
    [told] = session.query(Notification).filter(Notification.kind == Notice.TALK_UNDELIVERED)
    assert told.person_id == pair.anna.id
    conversations.repeat(session, pair.anna, message.id, NOW)
    session.refresh(row)
    assert row.state == "new"
    with pytest.raises(SaidAlready):
        conversations.repeat(session, pair.anna, message.id, NOW)


def test_files_are_brought_to_who_has_heard_them_only(session: Session, pair: Pair) -> None:
    made = group(session, pair)
    message = says(session, pair.anna, made, "", files=[Received("photo", "1.jpg", b"x")])
    pair_talks.show_files(session, pair.boris, message.id, NOW)
    [row] = session.query(Notification).filter(Notification.kind == Notice.PAIR_FILES)
    assert row.person_id == pair.boris.id
    with pytest.raises(MentorshipGone):
        pair_talks.show_files(session, pair.olga, message.id, NOW)


def test_contacts_are_seen_when_both_have_agreed(session: Session, pair: Pair) -> None:
    shown = shared_contacts.share(session, pair.anna, pair.made.id, "+7 912 345-67-89", NOW)
    assert [each.text for each in shown.fellows] == [None]
    [his] = shared_contacts.look(session, pair.boris, pair.made.id).fellows
    assert (his.shares, his.text) == (True, None)
    shared_contacts.share(session, pair.boris, pair.made.id, "boris@example.org", NOW)
    for one, text in ((pair.anna, "boris@example.org"), (pair.boris, "+7 912 345-67-89")):
        assert [each.text for each in shared_contacts.look(session, one, pair.made.id).fellows] == [text]
    for _ in range(2):
        shared_contacts.withdraw(session, pair.anna, pair.made.id)
    for one in (pair.anna, pair.boris):
        assert [each.text for each in shared_contacts.look(session, one, pair.made.id).fellows] == [None]


def test_contacts_are_for_those_who_talk_with_each_other(session: Session, pair: Pair) -> None:
    made = group(session, pair)
    for one in (pair.anna, pair.boris, pair.olga):
        shared_contacts.share(session, one, made.id, f"{one.id}@example.org", NOW)
    assert [each.text for each in shared_contacts.look(session, pair.anna, made.id).fellows] == [
        f"{pair.boris.id}@example.org"
    ]
    assert len(shared_contacts.look(session, pair.boris, made.id).fellows) == 2


def test_contacts_end_with_the_pair(session: Session, pair: Pair) -> None:
    for one in (pair.anna, pair.boris):
        shared_contacts.share(session, one, pair.made.id, f"{one.id}@example.org", NOW)
    assert not shared_contacts.forget_one(session, NOW)
    mentorships.end(session, pair.boris, pair.made.id, NOW)
    assert shared_contacts.look(session, pair.anna, pair.made.id).is_over
    assert [shared_contacts.forget_one(session, NOW) for _ in range(3)] == [True, True, False]
    with pytest.raises(MentorshipSettled):
        shared_contacts.share(session, pair.anna, pair.made.id, "anna@example.org", NOW)


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        (" +7 912\n345-67-89 ", "+7 912 345-67-89"),
        ("почта anna@example.org", "почта anna@example.org"),
        ("vk.com/anna", "vk.com/anna"),
        ("как-нибудь найдёте", None),
        ("", None),
        ("anna@example.org " * 9, None),
    ],
)
def test_contact_is_a_way_to_reach_somebody(text: str, contact: str | None) -> None:
    assert shared_contacts.parse(text) == contact


def test_words_go_a_month_after_the_end(session: Session, pair: Pair) -> None:
    says(session, pair.anna, pair.made, "Здравствуйте!", files=[Received("photo", "1.jpg", b"x")])
    delivered(session, pair.boris, 100)
    assert not pair_forgetting.forget_words(session, NOW + 9 * pair_forgetting.KEPT)
    mentorships.end(session, pair.boris, pair.made.id, NOW)
    filed, _ = pair_complaints.file(
        session, pair.boris, pair.made.id, [each.id for each in session.query(TalkMessage)], None, NOW
    )
    assert not pair_forgetting.forget_words(session, NOW + pair_forgetting.KEPT)  # it is not decided yet
    filed.decided_at = NOW
    session.flush()
    assert not pair_forgetting.forget_words(session, NOW + pair_forgetting.KEPT - MINUTE)
    while pair_forgetting.forget_words(session, NOW + pair_forgetting.KEPT):
        pass
    for table in (TalkMessage, TalkFile, TalkCopy):
        assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0
    assert shown_to(session, pair.boris) == []


def test_who_leaves_takes_their_words_along(session: Session, pair: Pair) -> None:
    says(session, pair.anna, pair.made, "Мне трудно")
    shared_contacts.share(session, pair.anna, pair.made.id, "anna@example.org", NOW)
    says(session, pair.boris, pair.made, "Держитесь")
    joining.leave(session, pair.anna, NOW)
    assert [each.words for each in session.query(TalkMessage)] == ["Держитесь"]
    assert not [each.contact for each in mentorships.members_of(session, pair.made.id) if each.contact]
    assert shown_to(session, pair.boris) == []


def test_complaint_shows_the_coordinator_what_is_flagged_and_a_ban_closes_the_talk(
    session: Session, pair: Pair
) -> None:
    vera = somebody(session, "Вера")
    session.add(Grant(person_id=vera.id, role="coordinator", granted_at=NOW))
    session.add(Grant(person_id=pair.boris.id, role="coordinator", granted_at=NOW))
    session.flush()
    rude, other = says(session, pair.boris, pair.made, "Ерунда"), says(session, pair.boris, pair.made, "Хорошо", 21)
    assert pair_complaints.complainable(session, pair.anna, pair.made.id) == [other, rude]
    filed, reached = pair_complaints.file(session, pair.anna, pair.made.id, [rude.id], "грубо", NOW)
    assert reached
    told = session.query(Notification).filter(Notification.kind == Notice.COMPLAINT_MADE)
    assert [row.person_id for row in told] == [vera.id]  # nobody decides about themselves
    opened = complaints.look(session, vera, filed.id, NOW)
    assert (list(opened.flagged), opened.about, opened.pair) == ([rude], pair.boris, pair.made)
    assert complaints.listed(session, vera, NOW, 0, 9) == ([filed], 1)
    assert complaints.listed(session, pair.boris, NOW, 0, 9) == ([], 0)
    with pytest.raises(ComplaintGone):
        complaints.look(session, pair.boris, filed.id, NOW)
    with pytest.raises(UnknownChoice):
        complaints.decide(session, vera, filed.id, complaints.CLOSED, None, NOW)
    complaints.decide(session, vera, filed.id, "ban_7", None, NOW)
    assert bans.active(session, pair.boris, NOW)
    with pytest.raises(Banned):
        says(session, pair.boris, pair.made, "Ещё ерунда")
    item = attention.find(session, attention.Kind.COMPLAINT, filed.id)
    assert item is not None
    assert item.closed_at == NOW
