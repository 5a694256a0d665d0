"""What of a talk reaches the other one, when, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import albums, consultations, conversations, edits, held_answers, talks, unheard
from community.notices import Notice
from community.profile_files import load_profile
from community.refusals import AnswerLeft, CaseTaken, SaidAlready
from community.talks import MOST_FILES, Received, Saying
from screens.consultation_notices import talk_message
from screens.spoken import BETWEEN_US
from storage.models import Account, Case, Mentor, Notification, Person, TalkCopy, TalkFile, TalkMessage
from storage.notifications import begin_again

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
PERM = load_profile("perm-nastavniki")
MINUTE = timedelta(minutes=1)
LATER = NOW + 5 * MINUTE


class Two(NamedTuple):
    """Anna has asked, Boris and Olga may answer."""

    anna: Person
    boris: Person
    olga: Person
    case: Case


def person(session: Session, name: str, number: int) -> Person:
    made = Person(name=name, created_at=NOW, joined_at=NOW)
    session.add(made)
    session.flush()
    session.add(Account(id=number, person_id=made.id, network="telegram", number=number, created_at=NOW))
    if name != "Анна":
        session.add(Mentor(person_id=made.id, ground="expert-ege", capacity=3, confirmed_at=NOW))
    session.flush()
    return made


@pytest.fixture
def two(session: Session) -> Two:
    anna, boris, olga = (person(session, name, at) for at, name in enumerate(("Анна", "Борис", "Ольга"), 1))
    topic = PERM.consulting_topics[0].id
    case = consultations.draft(session, anna, topic, False, Saying("Как провести собрание?", 1, 10), NOW)
    consultations.send(session, anna, case.id, False, PERM, NOW)
    return Two(anna, boris, olga, case)


def said_to(session: Session, reader: Person) -> list[Notification]:
    """What waits for them, as the post takes it."""
    waits = select(Notification).where(Notification.person_id == reader.id, Notification.kind == Notice.TALK_MESSAGE)
    return list(session.execute(waits.order_by(Notification.due, Notification.id)).scalars())


def words_for(session: Session, reader: Person) -> list[str]:
    return [session.get_one(TalkMessage, row.ids["message"]).words for row in said_to(session, reader)]


def delivered(session: Session, reader: Person, number: int) -> None:
    """All that waits for them has come, one message each."""
    account = session.execute(select(Account.id).where(Account.person_id == reader.id)).scalar_one()
    for at, row in enumerate(row for row in said_to(session, reader) if row.state == "new"):
        row.state = "sent"
        talks.remember(session, row.ids, account, [number + at], NOW)
    session.flush()


def photo(number: int = 1, size: int = 3) -> Received:
    return Received("photo", f"{number}.jpg", b"x" * size)


def answered(session: Session, two: Two) -> TalkMessage:
    return consultations.answer(session, two.boris, two.case.id, Saying("Начните с хорошего.", 2, 20), NOW)


def test_first_answer_waits_a_minute_and_the_next_does_not_overtake_it(session: Session, two: Two) -> None:
    answered(session, two)
    consultations.answer(session, two.boris, two.case.id, Saying("И ещё.", 2, 21), NOW)
    assert [row.due for row in said_to(session, two.anna)] == [NOW + MINUTE] * 2
    assert words_for(session, two.anna) == ["Начните с хорошего.", "И ещё."]


def test_later_answer_does_not_wait(session: Session, two: Two) -> None:
    answered(session, two)
    delivered(session, two.anna, 100)
    consultations.answer(session, two.boris, two.case.id, Saying("И ещё.", 2, 21), LATER)
    assert [row.due for row in said_to(session, two.anna)] == [NOW + MINUTE, LATER]


def test_answer_is_mended_within_its_minute(session: Session, two: Two) -> None:
    message = answered(session, two)
    held_answers.mend(session, two.boris, message.id, NOW)
    assert said_to(session, two.anna)[0].due == NOW + held_answers.MENDING
    held_answers.replace(session, two.boris, message.id, Saying("Начните с чая.", 2, 21), NOW)
    assert words_for(session, two.anna) == ["Начните с чая."]
    assert said_to(session, two.anna)[0].due == NOW + MINUTE


def test_answer_is_sent_at_once_on_demand(session: Session, two: Two) -> None:
    message = answered(session, two)
    held_answers.send(session, two.boris, message.id, NOW)
    assert said_to(session, two.anna)[0].due == NOW


def test_answer_that_has_left_is_not_mended(session: Session, two: Two) -> None:
    message = answered(session, two)
    delivered(session, two.anna, 100)
    with pytest.raises(AnswerLeft):
        held_answers.mend(session, two.boris, message.id, NOW)
    with pytest.raises(AnswerLeft):
        held_answers.send(session, two.olga, message.id, NOW)


def test_answer_written_anew_too_late_is_said_after_the_first(session: Session, two: Two) -> None:
    message = answered(session, two)
    delivered(session, two.anna, 100)
    held_answers.replace_or_add(session, two.boris, message.id, Saying("Начните с чая.", 2, 21), LATER)
    assert words_for(session, two.anna) == ["Начните с хорошего.", "Начните с чая."]


def test_answer_of_whoever_is_second_reaches_nobody(session: Session, two: Two) -> None:
    answered(session, two)
    with pytest.raises(CaseTaken):
        conversations.say(session, two.olga, two.case.id, Saying("Я тоже!", 3, 30), NOW)
    assert words_for(session, two.anna) == ["Начните с хорошего."]


def test_parts_of_an_album_are_one_message_delivered_once(session: Session, two: Two) -> None:
    answered(session, two)
    consultations.follow_up(session, two.anna, two.case.id, Saying("Смотрите", 1, 11, [photo(1)], album="7"), NOW)
    for number in (2, 3):
        joined = albums.join(session, two.anna, Saying("", 1, 10 + number, [photo(number)], album="7"), NOW)
        assert joined is not None
        assert joined.left_out == 0
    [row] = said_to(session, two.boris)
    assert [file.name for file in talks.files_of(session, row.ids)] == ["1.jpg", "2.jpg", "3.jpg"]
    assert row.due == NOW + talks.ALBUM_GATHERS


def test_part_that_comes_after_its_album_has_left_comes_by_itself(session: Session, two: Two) -> None:
    answered(session, two)
    consultations.follow_up(session, two.anna, two.case.id, Saying("Смотрите", 1, 11, [photo(1)], album="7"), NOW)
    delivered(session, two.boris, 200)
    for number in (2, 3):
        albums.join(session, two.anna, Saying("", 1, 10 + number, [photo(number)], album="7"), NOW)
    _, late = said_to(session, two.boris)
    assert [file.name for file in talks.files_of(session, late.ids)] == ["2.jpg", "3.jpg"]


def test_part_that_comes_after_the_cards_reaches_whoever_has_one(session: Session, two: Two) -> None:
    draft = consultations.draft(session, two.anna, two.case.topic, False, Saying("", 1, 40, [photo(1)], album="8"), NOW)
    consultations.send(session, two.anna, draft.id, False, PERM, NOW)
    albums.join(session, two.anna, Saying("", 1, 41, [photo(2)], album="8"), NOW)
    cards = select(Notification).where(Notification.kind == Notice.CASE_CARD, Notification.person_id == two.boris.id)
    card = session.execute(cards.order_by(Notification.id.desc())).scalars().first()
    assert card
    assert [file.name for file in talks.files_of(session, card.ids)] == ["1.jpg", "2.jpg"]
    card.state = "sent"
    for number in (3, 4):
        albums.join(session, two.anna, Saying("", 1, 40 + number, [photo(number)], album="8"), NOW)
    [late] = session.execute(select(Notification).where(Notification.kind == Notice.CASE_FILES)).scalars()
    assert late.person_id == two.boris.id
    assert [file.name for file in talks.files_of(session, late.ids)] == ["3.jpg", "4.jpg"]


def test_more_files_than_fit_are_counted(session: Session, two: Two) -> None:
    answered(session, two)
    consultations.follow_up(session, two.anna, two.case.id, Saying("", 1, 11, [photo()] * MOST_FILES, album="7"), NOW)
    joined = albums.join(session, two.anna, Saying("", 1, 12, [photo()] * 2, album="7"), NOW)
    assert joined is not None
    assert joined.left_out == 2
    assert session.query(TalkFile).count() == MOST_FILES


def test_large_files_together_are_too_many() -> None:
    large = [photo(size=talks.MOST_TOGETHER // 2)] * 3
    assert len(albums.fitting(large)) == 2


def test_album_of_somebody_else_is_not_joined(session: Session, two: Two) -> None:
    answered(session, two)
    consultations.follow_up(session, two.anna, two.case.id, Saying("", 1, 11, [photo()], album="7"), NOW)
    assert albums.join(session, two.boris, Saying("", 2, 22, [photo()], album="7"), NOW) is None


def test_edit_before_the_delivery_leaves_no_trace(session: Session, two: Two) -> None:
    message = answered(session, two)
    edits.edit(session, two.boris, 2, 20, "Начните с чая.", NOW)
    assert (message.words, message.edited_at) == ("Начните с чая.", None)


def test_edit_changes_what_was_delivered_in_its_place(session: Session, two: Two) -> None:
    answered(session, two)
    delivered(session, two.anna, 100)
    edits.edit(session, two.boris, 2, 20, "Начните с чая.", NOW)
    [edit] = session.query(Notification).filter(Notification.kind == Notice.TALK_EDITED)
    assert (edit.person_id, edit.account_id, edit.ids["replaces"]) == (two.anna.id, 1, 100)
    shown = talk_message(session, edit.ids, PERM)
    assert shown is not None
    assert "Начните с чая.\n<i>(изменено)</i>" in shown.text


def test_edit_while_the_letter_is_on_its_way_is_shown_after_it(session: Session, two: Two) -> None:
    answered(session, two)
    [row] = said_to(session, two.anna)
    row.state = "sending"
    session.flush()
    edits.edit(session, two.boris, 2, 20, "Начните с чая.", NOW)
    assert session.query(Notification).filter(Notification.kind == Notice.TALK_EDITED).count() == 0
    talks.remember(session, row.ids, 1, [100], NOW + timedelta(seconds=1))
    assert session.query(Notification).filter(Notification.kind == Notice.TALK_EDITED).count() == 1


def test_edit_of_the_question_changes_the_cards(session: Session, two: Two) -> None:
    talk = talks.of_case(session, two.case)
    for account, number in ((2, 20), (3, 30)):
        talks.remember(session, {"talk": talk.id, "case": two.case.id}, account, [number - 1, number], NOW)
    session.flush()
    edits.edit(session, two.anna, 1, 10, "Как провести собрание в пятом классе?", NOW)
    changed = session.query(Notification).filter(Notification.kind == Notice.TALK_EDITED)
    assert sorted(row.ids["replaces"] for row in changed) == [20, 30]


@pytest.mark.parametrize(("account", "number", "words"), [(2, 10, "Чужое"), (1, 99, "Ничьё"), (1, 10, "")])
def test_edit_of_what_is_none_of_ones_own_changes_nothing(
    session: Session, two: Two, account: int, number: int, words: str
) -> None:
    assert edits.edit(session, two.anna, account, number, words, NOW) is None


def test_flagged_message_is_not_changed_any_more(session: Session, two: Two) -> None:
    message = answered(session, two)
    message.flagged_at = NOW
    edits.edit(session, two.boris, 2, 20, "Ничего такого не было.", NOW)
    assert message.words == "Начните с хорошего."


def test_card_that_came_with_files_is_changed_where_its_words_stand(session: Session, two: Two) -> None:
    talk = talks.of_case(session, two.case)
    talks.remember(session, {"talk": talk.id, "case": two.case.id}, 3, [30, 31, 32], NOW)
    session.flush()
    answered(session, two)
    [row] = session.query(Notification).filter(Notification.kind == Notice.CASE_TAKEN)
    assert row.ids["replaces"] == 32


def test_first_message_of_each_side_says_who_reads_along(session: Session, two: Two) -> None:
    answered(session, two)
    delivered(session, two.anna, 100)
    consultations.answer(session, two.boris, two.case.id, Saying("И ещё.", 2, 21), LATER)
    consultations.follow_up(session, two.anna, two.case.id, Saying("Спасибо, попробую", 1, 12), LATER)
    rows = [*said_to(session, two.anna), *said_to(session, two.boris)]
    shown = [talk_message(session, row.ids, PERM) for row in rows]
    assert [BETWEEN_US in screen.text for screen in shown if screen] == [True, False, True]


def test_reply_quotes_what_it_answers(session: Session, two: Two) -> None:
    answered(session, two)
    delivered(session, two.anna, 100)
    consultations.follow_up(session, two.anna, two.case.id, Saying("А дальше?", 1, 12, reply_to=100), NOW)
    shown = talk_message(session, said_to(session, two.boris)[0].ids, PERM)
    assert shown is not None
    assert "↪️ в ответ на: «Начните с хорошего.»\nА дальше?" in shown.text


def test_note_is_never_quoted(session: Session, two: Two) -> None:
    note = answered(session, two)
    note.is_note = True
    message = consultations.answer(session, two.boris, two.case.id, Saying("Вот так.", 2, 21, reply_to=20), NOW)
    shown = talk_message(session, {"talk": message.talk_id, "message": message.id}, PERM)
    assert shown is not None
    assert "Начните" not in shown.text


def test_whoever_was_not_heard_learns_it(session: Session, two: Two) -> None:
    answered(session, two)
    [row] = said_to(session, two.anna)
    unheard.tell(session, [row.id], NOW)
    [told] = session.query(Notification).filter(Notification.kind == Notice.TALK_UNDELIVERED)
    assert told.person_id == two.boris.id


def test_message_that_was_lost_is_tried_again_once(session: Session, two: Two) -> None:
    message = answered(session, two)
    [row] = said_to(session, two.anna)
    row.state, row.attempts = "failed", 5
    session.flush()
    conversations.repeat(session, two.boris, message.id, NOW)
    session.refresh(row)
    assert (row.state, row.attempts, row.account_id) == ("new", 0, None)
    with pytest.raises(SaidAlready):
        conversations.repeat(session, two.boris, message.id, NOW)
    assert not begin_again(session, "said:404:1", NOW)


def test_only_talks_of_the_last_minutes_are_active(session: Session, two: Two) -> None:
    assert not conversations.active(session, two.anna, NOW)  # nobody answers yet
    answered(session, two)
    for one in (two.anna, two.boris):
        [begun] = conversations.active(session, one, NOW)
        assert isinstance(begun, conversations.Begun)
        assert begun.case.id == two.case.id
    assert not conversations.active(session, two.olga, NOW)
    assert not conversations.active(session, two.anna, NOW + conversations.ACTIVE + MINUTE)


def test_draft_finds_its_talk_with_all_its_files(session: Session, two: Two) -> None:
    answered(session, two)
    draft = consultations.draft(
        session, two.anna, two.case.topic, False, Saying("Вот класс", 1, 12, [photo(1)], album="7"), NOW
    )
    albums.join(session, two.anna, Saying("", 1, 13, [photo(2)], album="7"), NOW)
    conversations.pass_on(session, two.anna, draft.id, two.case.id, NOW)
    [row] = said_to(session, two.boris)
    assert [file.name for file in talks.files_of(session, row.ids)] == ["1.jpg", "2.jpg"]
    assert words_for(session, two.boris) == ["Вот класс"]
    stands = session.execute(select(TalkCopy.number).where(TalkCopy.message_id == row.ids["message"])).scalars()
    assert sorted(stands) == [12, 13]
    with pytest.raises(SaidAlready):
        conversations.pass_on(session, two.anna, draft.id, two.case.id, NOW)


def test_draft_of_somebody_else_is_not_passed_on(session: Session, two: Two) -> None:
    answered(session, two)
    draft = consultations.draft(session, two.anna, two.case.topic, False, Saying("Моё", 1, 12), NOW)
    with pytest.raises(SaidAlready):
        conversations.pass_on(session, two.boris, draft.id, two.case.id, NOW)


def test_contact_is_noticed_in_an_anonymous_case_only(two: Two) -> None:
    saying = Saying("Позвоните: +7 912 345-67-89", 1, 12)
    assert not conversations.betrays(two.case, saying)
    two.case.is_anonymous = True
    assert conversations.betrays(two.case, saying)
