"""Whom a question is hidden from, what is asked before it is sent, and when nobody knows any more whose it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from community import bans, case_privacy, consultations, responders, routing, standing
from community.case_forgetting import KEPT, forget_asker
from community.notices import Notice
from community.profile_files import load_profile
from community.profiles import CommunityProfile
from community.refusals import (
    Banned,
    CaseGone,
    CaseTaken,
    FilesBetray,
    HidingNeeded,
    NotAMentor,
    SureNeeded,
    UnknownChoice,
)
from community.roles import Role
from community.talks import Received, Saying
from screens import consultations as screens
from screens.case_privacy import file_name
from storage.models import Account, Case, Grant, Mentor, Notification, Person, StandIn, TalkCopy, TalkFile, TalkMessage

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
perm = load_profile("perm-nastavniki")
HERE, THERE = perm.municipalities[0].id, perm.municipalities[1].id
SCHOOL = "Школа № 7"
ORDINARY, SUPPORT = "lesson", "conflict"


def person(session: Session, name: str | None, town: str | None = THERE, school: str | None = None) -> Person:
    somebody = Person(created_at=NOW, joined_at=NOW if name else None, name=name, municipality=town)
    somebody.organisation = school
    session.add(somebody)
    session.flush()
    number = 1000 + somebody.id
    session.add(Account(id=somebody.id, person_id=somebody.id, network="vk", number=number, created_at=NOW))
    session.flush()
    return somebody


def granted(session: Session, to: Person, role: Role, town: str | None = None, school: str | None = None) -> Person:
    session.add(Grant(person_id=to.id, role=role.value, municipality=town, organisation=school, granted_at=NOW))
    session.flush()
    return to


def responder(session: Session, name: str, town: str | None = THERE, school: str | None = None) -> Person:
    return granted(session, person(session, name, town, school), Role.RESPONDER)


def mentor(session: Session, name: str, town: str | None = THERE) -> Person:
    somebody = person(session, name, town)
    session.add(Mentor(person_id=somebody.id, ground="expert-ege", capacity=3, confirmed_at=NOW))
    session.flush()
    return somebody


def stands_in(session: Session, for_whom: Person, colleague: Person) -> None:
    session.add(StandIn(person_id=for_whom.id, stand_in_id=colleague.id, until=NOW + DAY, created_at=NOW))
    session.flush()


def saying(of: Person, words: str = "Давят на работе", files: Sequence[Received] = ()) -> Saying:
    return Saying(words, of.id, 7, files)


def drafted(session: Session, asker: Person, topic: str = SUPPORT, files: Sequence[Received] = ()) -> Case:
    found = perm.consulting_topic(topic)
    assert found
    return consultations.draft(session, asker, topic, found.support, saying(asker, files=files), NOW)


def sent(session: Session, asker: Person, topic: str = SUPPORT, anonymous: bool = True) -> Case:
    case = drafted(session, asker, topic)
    return consultations.send(session, asker, case.id, anonymous, perm, NOW, sure=True)


def told(session: Session, kind: Notice) -> set[int]:
    return set(session.execute(select(Notification.person_id).where(Notification.kind == kind)).scalars())


def knows(session: Session, somebody: Person, case: Case) -> bool:
    """Asked of the person and, the other way round, of the case."""
    of_case = session.execute(select(Person.id).where(Person.id == somebody.id, routing.may_see(case))).first()
    of_person = session.execute(select(Case.id).where(Case.id == case.id, routing.seen_by(somebody))).first()
    assert (of_case is None) == (of_person is None)
    return of_case is not None


def test_support_reaches_those_named_for_it_and_nobody_near(session: Session) -> None:
    anna = person(session, "Анна", HERE, SCHOOL)
    olga, boris = responder(session, "Ольга"), responder(session, "Борис", HERE)
    colleague, vera = responder(session, "Инна", None, SCHOOL), mentor(session, "Вера")
    case = sent(session, anna)
    assert told(session, Notice.CASE_CARD) == {olga.id}
    assert [knows(session, each, case) for each in (olga, boris, colleague, vera, anna)] == [True, *[False] * 4]


@pytest.mark.parametrize("role", [Role.CURATOR, Role.COORDINATOR, Role.RESPONDER])
def test_role_in_the_place_is_as_near_as_living_there(session: Session, role: Role) -> None:
    anna, olga = person(session, "Анна", HERE, SCHOOL), responder(session, "Ольга")
    granted(session, olga, role, HERE)
    case = sent(session, anna)
    assert not knows(session, olga, case)
    assert not case_privacy.somebody_can_answer(session, case, perm, NOW)


def test_who_stands_in_for_somebody_near_is_near(session: Session) -> None:
    anna, olga = person(session, "Анна", HERE, SCHOOL), responder(session, "Ольга")
    curator = granted(session, person(session, "Вера"), Role.CURATOR, None, SCHOOL)
    stands_in(session, curator, olga)
    assert not knows(session, olga, sent(session, anna))


def test_who_stands_in_for_a_responder_answers_unless_near(session: Session) -> None:
    anna, olga = person(session, "Анна", HERE, SCHOOL), responder(session, "Ольга")
    far, near = person(session, "Вера"), person(session, "Борис", HERE)
    stands_in(session, olga, far)
    stands_in(session, olga, near)
    case = sent(session, anna)
    assert knows(session, far, case)
    assert not knows(session, near, case)


def test_nobody_near_takes_a_support_question_by_a_forged_press(session: Session) -> None:
    anna, olga, boris = person(session, "Анна", HERE), responder(session, "Ольга"), responder(session, "Борис", HERE)
    vera = mentor(session, "Вера")
    case = sent(session, anna)
    consultations.take(session, olga, case.id, NOW)
    for stranger in (boris, vera):
        with pytest.raises(CaseGone):
            consultations.take(session, stranger, case.id, NOW)
    second = responder(session, "Инна")
    with pytest.raises(CaseTaken):
        consultations.take(session, second, case.id, NOW)


def test_guest_says_from_whom_to_hide_and_may_skip_it(session: Session) -> None:
    guest, olga = person(session, None, None), responder(session, "Ольга", HERE)
    case = drafted(session, guest)
    with pytest.raises(HidingNeeded):
        consultations.send(session, guest, case.id, True, perm, NOW, sure=True)
    with pytest.raises(UnknownChoice):
        case_privacy.hide_from(session, guest, case.id, "nowhere", perm)
    case_privacy.hide_from(session, guest, case.id, HERE, perm)
    assert not knows(session, olga, case)
    case_privacy.hide_from(session, guest, case.id, case_privacy.FROM_NOBODY, perm)
    consultations.send(session, guest, case.id, True, perm, NOW, sure=True)
    assert knows(session, olga, case)
    with pytest.raises(CaseGone):
        case_privacy.hide_from(session, guest, case.id, HERE, perm)


def test_support_is_never_sent_under_a_name_or_unread(session: Session) -> None:
    anna = person(session, "Анна", HERE)
    case = drafted(session, anna)
    with pytest.raises(SureNeeded):
        consultations.send(session, anna, case.id, False, perm, NOW)
    assert case.sent_at is None
    assert not case_privacy.somebody_can_answer(session, case, perm, NOW)
    consultations.send(session, anna, case.id, False, perm, NOW, sure=True)
    assert case.is_anonymous


@pytest.mark.parametrize("kind", ["photo", "voice", "video", "audio", "document"])
def test_files_of_an_unnamed_question_are_asked_about(session: Session, kind: str) -> None:
    anna = person(session, "Анна", HERE)
    files = [Received(kind, "Анна.ogg", b"1")]
    case = drafted(session, anna, ORDINARY, files)
    assert case_privacy.betraying(session, case) == [kind]
    with pytest.raises(SureNeeded):
        consultations.send(session, anna, case.id, True, perm, NOW)
    consultations.send(session, anna, case.id, False, perm, NOW)
    case.is_anonymous = True
    with pytest.raises(FilesBetray):
        consultations.follow_up(session, anna, case.id, saying(anna, "", files), NOW)
    assert consultations.follow_up(session, anna, case.id, saying(anna, "", files), NOW, insists=True).id


def test_files_of_an_unnamed_asker_have_no_names(session: Session) -> None:
    anna, vera = person(session, "Анна", HERE), mentor(session, "Вера")
    case = sent(session, anna, ORDINARY)
    own = Received("document", "Вымышленная Анна.DOCX", b"1")
    consultations.follow_up(session, anna, case.id, saying(anna, "", [own]), NOW, insists=True)
    consultations.answer(session, vera, case.id, saying(vera, "", [Received("document", "План.docx", b"2")]), NOW)
    files = session.execute(select(TalkFile).order_by(TalkFile.id)).scalars().all()
    hidden = case_privacy.of_unnamed(session, files)
    assert [file_name(1, file, file.id in hidden) for file in files] == ["файл 1.docx", "План.docx"]


@given(st.text(max_size=120))
def test_name_of_a_hidden_file_keeps_a_short_ending_at_most(name: str) -> None:
    shown = file_name(3, TalkFile(name=name), hidden=True)
    assert shown.startswith("файл 3")
    assert len(shown) <= len("файл 3") + 6


def test_only_the_asker_names_themselves(session: Session) -> None:
    anna, vera = person(session, "Анна", HERE), mentor(session, "Вера")
    case = sent(session, anna, ORDINARY)
    assert screens.from_whom(case, anna, perm) == "Без имени"
    with pytest.raises(CaseGone):
        case_privacy.name_oneself(session, vera, case.id)
    case_privacy.name_oneself(session, anna, case.id)
    assert screens.from_whom(case, anna, perm) == f"Анна, {perm.municipalities[0].name}"


def test_named_support_question_still_tells_no_place(session: Session) -> None:
    anna = person(session, "Анна", HERE, SCHOOL)
    case = sent(session, anna)
    case_privacy.name_oneself(session, anna, case.id)
    assert screens.from_whom(case, anna, perm) == "Анна"


@pytest.mark.parametrize("topic", [ORDINARY, SUPPORT])
def test_link_goes_two_weeks_after_closing(session: Session, topic: str) -> None:
    anna, olga = person(session, "Анна", HERE, SCHOOL), responder(session, "Ольга")
    mentors_too = mentor(session, "Вера")
    case = sent(session, anna, topic)
    who = olga if topic == SUPPORT else mentors_too
    consultations.answer(session, who, case.id, saying(who), NOW)
    anna.accounts[0].forms = {"case": {"id": case.id}, "join": {"id": case.id}}
    case.state, case.closed_at, case.closed_by = "closed", NOW, anna.id
    session.flush()
    assert not forget_asker(session, NOW + KEPT - DAY)
    assert forget_asker(session, NOW + KEPT)
    assert not forget_asker(session, NOW + KEPT)
    assert {case.asker_id, case.hides_municipality, case.hides_organisation, case.closed_by} == {None}
    assert set(session.execute(select(TalkMessage.author_id)).scalars()) == {None, who.id}
    assert not session.execute(select(TalkCopy).where(TalkCopy.account_id == anna.accounts[0].id)).first()
    assert not session.execute(select(Notification).where(Notification.person_id == anna.id)).first()
    assert anna.accounts[0].forms == {"join": {"id": case.id}}


def test_named_question_keeps_its_asker(session: Session) -> None:
    anna = person(session, "Анна", HERE)
    case = sent(session, anna, ORDINARY, anonymous=False)
    case.closed_at = NOW
    session.flush()
    assert not forget_asker(session, NOW + 2 * KEPT)


def test_one_who_is_banned_neither_asks_nor_answers(session: Session) -> None:
    anna, vera, boris = person(session, "Анна", HERE), mentor(session, "Вера"), mentor(session, "Борис")
    case = sent(session, anna, ORDINARY)
    for banned in (anna, vera):
        bans.begin(session, banned.id, boris, 7, None, NOW)
    for refused in (
        lambda: drafted(session, anna),
        lambda: consultations.follow_up(session, anna, case.id, saying(anna), NOW),
        lambda: consultations.take(session, vera, case.id, NOW),
    ):
        with pytest.raises(Banned) as refusal:
            refused()
        assert refusal.value.until == NOW + 7 * DAY
    assert consultations.draft(session, anna, ORDINARY, False, saying(anna), NOW + 7 * DAY).id
    other = person(session, "Инна")
    count = select(func.count()).select_from(Notification).where(Notification.person_id == vera.id)
    before = session.execute(count).scalar_one()
    sent(session, other, ORDINARY)
    assert session.execute(count).scalar_one() == before


@pytest.mark.parametrize("name", ["anuchino-school"])
def test_community_of_one_municipality_hides_from_all_of_it(session: Session, name: str) -> None:
    only: CommunityProfile = load_profile(name)
    town = only.municipalities[0].id
    guest, here, elsewhere = (
        person(session, None, None),
        responder(session, "Вера", town),
        responder(session, "Ия", None),
    )
    case = consultations.draft(session, guest, "conflict", True, saying(guest), NOW)
    consultations.send(session, guest, case.id, True, only, NOW, sure=True)
    assert not knows(session, here, case)
    assert knows(session, elsewhere, case)


def test_who_stands_in_for_a_responder_has_the_desk_of_questions_too(session: Session) -> None:
    sonya, boris = responder(session, "Соня"), person(session, "Борис")
    assert standing.of(session, boris).questions is None
    stands_in(session, sonya, boris)
    case = sent(session, person(session, "Анна", HERE))
    assert case.id in [each.id for each in responders.desk(session, boris).to_take]
    assert standing.of(session, boris).questions == 1
    assert responders.set_most(session, boris, 5).most_open == 5
    session.execute(update(StandIn).values(ended_at=NOW))
    assert standing.of(session, boris).questions is None
    with pytest.raises(NotAMentor):
        responders.desk(session, boris)
