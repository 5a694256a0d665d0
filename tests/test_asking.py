"""Drafts and what may join them; who may ask; what the menu says waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import asking, bans, consultations
from community.asking import KEPT
from community.consents import Kind
from community.consultations import State
from community.profile_files import load_profile
from community.refusals import CaseClosed, CaseGone, ConsentNeeded, TooYoungToAsk, UnknownChoice
from community.sensitive import Sensitive
from community.talks import Received, Saying
from scheduler import retention
from storage.models import Account, Ban, Base, Case, Consent, Person, Talk, TalkFile, TalkMessage

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
perm = load_profile("perm-nastavniki")


def person(session: Session, name: str | None, agreed: bool = True, **more: object) -> Person:
    made = Person(created_at=NOW, name=name, joined_at=NOW if name else None, **more)
    session.add(made)
    session.flush()
    session.add(Account(id=made.id * 100, person_id=made.id, network="vk", number=made.id, created_at=NOW))
    if agreed:
        kind = Kind.PARTICIPATION.value
        session.add(Consent(person_id=made.id, kind=kind, version="1", text_hash="", network="vk", given_at=NOW))
    session.flush()
    return made


def saying(whose: Person, words: str, number: int = 1, *files: Received, album: str | None = None) -> Saying:
    return Saying(words, whose.id * 100, number, files, album=album)


def said(session: Session, whose: Person, words: str, at: datetime = NOW) -> asking.Draft:
    return asking.say(session, whose, saying(whose, words), perm, at)


def count(session: Session, model: type[Base]) -> int:
    return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_what_is_said_within_ten_minutes_joins_the_draft(session: Session) -> None:
    anna = person(session, "Анна")
    first = said(session, anna, "Подскажите, с чего начать")
    assert not first.joined
    assert first.case.topic == "other"
    more = said(session, anna, "Нужно родительское собрание", NOW + 9 * MINUTE)
    assert more.joined
    assert more.case.id == first.case.id
    assert more.case.topic == "parents"
    assert [each.words for each in more.said] == ["Подскажите, с чего начать", "Нужно родительское собрание"]


def test_after_ten_minutes_it_is_another_question(session: Session) -> None:
    anna = person(session, "Анна")
    first = said(session, anna, "Как провести урок?")
    assert said(session, anna, "Как заполнить журнал?", NOW + 10 * MINUTE).case.id != first.case.id


def test_draft_of_somebody_else_is_not_joined(session: Session) -> None:
    anna, vera = person(session, "Анна"), person(session, "Вера")
    assert said(session, anna, "Как провести урок?").case.id != said(session, vera, "Как провести урок?").case.id


def test_topic_chosen_by_hand_stays(session: Session) -> None:
    anna = person(session, "Анна")
    case = said(session, anna, "Подскажите, с чего начать").case
    asking.change_topic(session, anna, case.id, "burnout", perm)
    assert case.is_support
    assert said(session, anna, "Про родительское собрание").case.topic == "burnout"
    with pytest.raises(UnknownChoice):
        asking.change_topic(session, anna, case.id, "gone", perm)


def test_draft_tells_what_to_look_at(session: Session) -> None:
    anna = person(session, "Анна")
    picture = Received("photo", "photo.jpg", b"1")
    draft = asking.say(session, anna, saying(anna, "Миша Петров не учится", 1, picture), perm, NOW)
    assert draft.sensitive is Sensitive.CHILD
    assert draft.pictures
    asking.drop(session, anna, draft.case.id)
    assert not said(session, anna, "Как провести урок?").pictures


def test_album_is_one_message_of_a_draft(session: Session) -> None:
    anna = person(session, "Анна")
    pictures = [Received("photo", f"{number}.jpg", b"1") for number in (1, 2)]
    for number, picture in enumerate(pictures):
        asking.say(session, anna, saying(anna, "", number, picture, album="a"), perm, NOW)
    assert count(session, TalkMessage) == 1
    assert count(session, TalkFile) == 2


def test_guest_sends_after_the_consent_only(session: Session) -> None:
    anna = person(session, None, agreed=False)
    case = said(session, anna, "Как провести урок?").case
    with pytest.raises(ConsentNeeded):
        asking.send(session, anna, case.id, False, perm, NOW)
    assert case.state == State.DRAFT


def test_minor_asks_nothing_and_nothing_is_kept(session: Session) -> None:
    anna = person(session, None, is_minor=True)
    with pytest.raises(TooYoungToAsk):
        said(session, anna, "Как провести урок?")
    assert count(session, Case) == 0
    anna.parent_form_at = NOW
    assert said(session, anna, "Как провести урок?").case.id


def test_dropped_draft_is_erased_with_its_words_and_files(session: Session) -> None:
    anna, vera = person(session, "Анна"), person(session, "Вера")
    case = asking.say(session, anna, saying(anna, "Вопрос", 1, Received("voice", "v.ogg", b"1")), perm, NOW).case
    with pytest.raises(CaseGone):
        asking.drop(session, vera, case.id)
    assert asking.drop(session, anna, case.id)
    assert [count(session, model) for model in (Case, Talk, TalkMessage, TalkFile)] == [0, 0, 0, 0]
    with pytest.raises(CaseGone):
        asking.drop(session, anna, case.id)


def test_what_was_sent_is_no_draft_any_more(session: Session) -> None:
    anna = person(session, "Анна")
    case = said(session, anna, "Как провести урок?").case
    with pytest.raises(CaseGone):
        asking.sent_of(session, anna, case.id)
    asking.send(session, anna, case.id, False, perm, NOW)
    assert asking.sent_of(session, anna, case.id) is case
    assert not asking.drop(session, anna, case.id)
    with pytest.raises(CaseClosed):
        asking.change_topic(session, anna, case.id, "burnout", perm)
    assert asking.send(session, anna, case.id, True, perm, NOW).is_anonymous is False
    assert said(session, anna, "И ещё об одном уроке").case.id != case.id


def test_drafts_are_forgotten_after_a_day_and_questions_are_not(session: Session) -> None:
    anna = person(session, "Анна")
    sent = said(session, anna, "Как провести урок?").case
    asking.send(session, anna, sent.id, False, perm, NOW)
    said(session, anna, "Как заполнить журнал?")
    list(retention.forget_questions(session, NOW + KEPT))
    assert count(session, Case) == 2
    list(retention.forget_questions(session, NOW + KEPT + MINUTE))
    assert [case.id for case in session.execute(select(Case)).scalars()] == [sent.id]


def test_ban_lasts_until_its_day_or_until_it_is_lifted(session: Session) -> None:
    anna = person(session, "Анна")
    assert bans.active(session, anna, NOW) is None
    for days in (3, 7):
        session.add(Ban(person_id=anna.id, until=NOW + timedelta(days=days), created_at=NOW))
    session.flush()
    active = bans.active(session, anna, NOW)
    assert active is not None
    assert active.until == NOW + timedelta(days=7)
    active.ended_at = NOW
    assert bans.active(session, anna, NOW + timedelta(days=3)) is None


def test_answers_and_questions_of_mentors_wait(session: Session) -> None:
    anna, vera = person(session, "Анна"), person(session, "Вера")
    for whose, state in ((anna, "answered"), (anna, "searching"), (anna, "asked"), (vera, "answered")):
        session.add(Case(asker_id=whose.id, state=state, topic="lesson", created_at=NOW))
    session.flush()
    assert [case.state for case in asking.waiting(session, anna)] == ["asked", "answered"]
    assert len(consultations.mine(session, anna)) == 3
