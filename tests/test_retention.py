from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import (
    asking,
    attention,
    audit,
    case_forgetting,
    consents,
    expected,
    lost_accounts,
    pair_forgetting,
    pauses,
)
from community import drafts as unsent
from community.attention import Kind
from community.profile_files import load_profile
from community.profiles import CommunityProfile
from community.quiet import judge
from scheduler import retention
from scheduler.retention import (
    AUDIT_KEPT,
    FORMS_KEPT,
    GUESTS_KEPT,
    INVITATIONS_KEPT,
    PROOF_KEPT,
    REMINDED_AFTER,
    remind_of_consent,
)
from storage.claiming import route
from storage.models import (
    Account,
    Attention,
    AuditEntry,
    Base,
    Broadcast,
    BroadcastFile,
    Case,
    Consent,
    Expected,
    Grant,
    Invitation,
    LinkCode,
    Mentorship,
    MentorshipInvitation,
    MentorshipMember,
    Notification,
    Person,
    RecoveryRequest,
    Talk,
    TalkMessage,
)
from storage.notifications import notify

NOW = datetime(2026, 10, 2, 9, 30, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
perm = load_profile("perm-nastavniki")
Fill = Callable[[Session, timedelta], None]


def person(session: Session, number: int = 1, ago: timedelta = timedelta(), **more: object) -> Person:
    somebody = Person(id=number, created_at=NOW - ago, **more)
    session.add(somebody)
    session.flush()
    session.add(Account(person_id=number, network="vk", number=number, created_at=NOW - ago, heard_at=NOW - ago))
    session.flush()
    return somebody


def consent(session: Session, version: str = "2026-09-01", number: int = 1, **more: object) -> None:
    kind = consents.Kind.PARTICIPATION.value
    values = {"kind": kind, "version": version, "text_hash": "", "network": "vk", "given_at": NOW}
    session.add(Consent(person_id=number, **(values | more)))
    session.flush()


def forms(session: Session, age: timedelta) -> None:
    account = person(session).accounts[0]
    account.state, account.forms, account.dialogue_at = "Join:name", {"join": {"name": "Анна"}}, NOW - age
    consent(session)


def form_is_there(session: Session) -> bool:
    account = session.execute(select(Account)).scalar_one()
    agreed = consents.is_given(session, account.person, consents.Kind.PARTICIPATION)
    assert agreed is bool(account.forms) is (account.state is not None)
    return agreed


def link_codes(session: Session, age: timedelta) -> None:
    person(session)
    session.add(LinkCode(person_id=1, code_hash="0", created_at=NOW - age, expires_at=NOW - age))


def invitations(session: Session, age: timedelta) -> None:
    person(session)
    session.add(Invitation(token_hash="0", created_by=1, created_at=NOW - age, expires_at=NOW - age))


def waiting(session: Session, age: timedelta, kind: str = "person") -> None:
    row = Expected(kind=kind, values={"full_name": "Вымышленная Анна"}, token_hash="0", created_at=NOW - age)
    session.add(row)
    session.flush()


def drafts(session: Session, age: timedelta) -> None:
    waiting(session, age, "draft")


def messages(session: Session, age: timedelta) -> None:
    message = Broadcast(kind="message", state="draft", topic="community", words="Привет!", buttons=[], excluded={})
    message.audience, message.due, message.created_at = {}, NOW - age, NOW - age
    session.add(message)
    session.flush()
    session.add(BroadcastFile(broadcast_id=message.id, kind="photo", name="photo.jpg", size=1, content=b"0"))
    session.flush()


def parent_forms(session: Session, age: timedelta) -> None:
    dana = person(session, is_minor=True, parent_form_code="ХХХХММММ")
    attention.open_(session, Kind.PARENT_FORM, 1, dana, NOW - age, due=NOW - age)


def asked_to_join(session: Session, ago: timedelta) -> None:
    person(session)
    session.add(MentorshipInvitation(person_id=1, role="peer", invited_at=NOW - ago))
    session.flush()


def questions(session: Session, age: timedelta) -> None:
    session.add(Case(asker_id=person(session).id, state="draft", topic="lesson", created_at=NOW - age))


def recoveries(session: Session, age: timedelta) -> None:
    request = RecoveryRequest(account_id=person(session).accounts[0].id, created_at=NOW - age, closed_at=NOW - age)
    session.add(request)
    session.flush()
    session.add(Attention(kind=Kind.LOST_ACCOUNT.value, subject=request.id, opened_at=NOW - age, closed_at=NOW - age))


def unnamed(session: Session, age: timedelta) -> None:
    asked = Case(asker_id=person(session).id, state="closed", topic="lesson", created_at=NOW - age)
    asked.is_anonymous, asked.closed_at = True, NOW - age
    session.add(asked)
    session.flush()


def asker_is_known(session: Session) -> bool:
    return session.execute(select(Case.asker_id)).scalar_one() is not None


def over(session: Session, age: timedelta) -> MentorshipMember:
    made = Mentorship(kind="pair", mode="community", state="completed", created_at=NOW - age, completed_at=NOW - age)
    session.add(made)
    session.flush()
    anna = MentorshipMember(mentorship_id=made.id, person_id=person(session).id, role="mentee", joined_at=NOW - age)
    anna.left_at = NOW - age
    session.add(anna)
    session.flush()
    return anna


def words_of_a_pair(session: Session, age: timedelta) -> None:
    anna = over(session, age)
    talk = Talk(mentorship_id=anna.mentorship_id, created_at=NOW - age)
    session.add(talk)
    session.flush()
    session.add(TalkMessage(talk_id=talk.id, author_id=anna.person_id, side="asker", said_at=NOW - age))


def contacts(session: Session, age: timedelta) -> None:
    over(session, age).contact = "anna@example.org"


def contact_is_there(session: Session) -> bool:
    return session.execute(select(MentorshipMember.contact)).scalar_one() is not None


def journal(session: Session, age: timedelta) -> None:
    audit.note(session, audit.Action.ROLE_GRANTED, NOW - age, actor=None)


def guests(session: Session, age: timedelta) -> None:
    person(session, ago=age)


def guests_who_asked(session: Session, age: timedelta) -> None:
    person(session, ago=age)
    consent(session)


def consent_is_given(session: Session) -> bool:
    return consents.is_given(session, session.execute(select(Person)).scalar_one(), consents.Kind.PARTICIPATION)


def is_there(model: type[Base]) -> Callable[[Session], bool]:
    return lambda session: session.execute(select(func.count()).select_from(model)).scalar_one() == 1


TERMS: list[tuple[retention.Job, timedelta, Fill, Callable[[Session], bool]]] = [
    (retention.forget_forms, FORMS_KEPT, forms, form_is_there),
    (retention.forget_link_codes, retention.CODES_KEPT, link_codes, is_there(LinkCode)),
    (retention.forget_invitations, INVITATIONS_KEPT, invitations, is_there(Invitation)),
    (retention.forget_mentorship_invitations, INVITATIONS_KEPT, asked_to_join, is_there(MentorshipInvitation)),
    (retention.forget_expected, expected.KEPT, waiting, is_there(Expected)),
    (retention.forget_drafts, expected.DRAFTS_KEPT, drafts, is_there(Expected)),
    (retention.forget_messages, unsent.KEPT, messages, is_there(Broadcast)),
    (retention.forget_questions, asking.KEPT, questions, is_there(Case)),
    (retention.forget_parent_forms, timedelta(), parent_forms, is_there(Attention)),
    (retention.forget_recoveries, lost_accounts.KEPT, recoveries, is_there(RecoveryRequest)),
    (retention.forget_askers, case_forgetting.KEPT, unnamed, asker_is_known),
    (retention.forget_pair_talks, pair_forgetting.KEPT, words_of_a_pair, is_there(TalkMessage)),
    (retention.forget_contacts, timedelta(), contacts, contact_is_there),
    (retention.forget_audit, AUDIT_KEPT, journal, is_there(AuditEntry)),
    (retention.end_consents, GUESTS_KEPT, guests_who_asked, consent_is_given),
    (retention.forget_guests, GUESTS_KEPT, guests, is_there(Person)),
]
every_term = pytest.mark.parametrize(("job", "term", "fill", "there"), TERMS, ids=[job.__name__ for job, *_ in TERMS])


def test_form_left_behind_does_not_end_the_consent_of_an_open_question(session: Session) -> None:
    forms(session, FORMS_KEPT + MOMENT)
    anna = session.execute(select(Person)).scalar_one()
    session.add(Case(asker_id=anna.id, state="answered", topic="lesson", created_at=NOW))
    session.flush()
    list(retention.forget_forms(session, NOW))
    assert anna.accounts[0].forms == {}
    assert consents.is_given(session, anna, consents.Kind.PARTICIPATION)


@every_term
def test_kept_until_the_term_ends(
    session: Session, job: retention.Job, term: timedelta, fill: Fill, there: Callable[[Session], bool]
) -> None:
    fill(session, term - MOMENT)
    assert [*job(session, NOW)] == []
    assert there(session)


@every_term
def test_erased_after_the_term_and_once(
    session: Session, job: retention.Job, term: timedelta, fill: Fill, there: Callable[[Session], bool]
) -> None:
    fill(session, term + MOMENT)
    assert [*job(session, NOW)] == [None]
    session.expire_all()
    assert not there(session)
    assert [*job(session, NOW)] == []


def test_every_term_is_tested() -> None:
    assert [job for job, *_ in TERMS] == [*retention.RETENTION]


def test_minor_whose_form_came_too_late_may_be_asked_again(session: Session) -> None:
    parent_forms(session, MOMENT)
    assert [*retention.forget_parent_forms(session, NOW)]
    dana = session.get_one(Person, 1, populate_existing=True)
    assert (dana.is_minor, dana.parent_form_code) == (False, None)


def test_silent_people_with_a_reason_to_stay_are_not_forgotten(session: Session) -> None:
    old = GUESTS_KEPT + MOMENT
    person(session, 1, old, joined_at=NOW - old)
    person(session, 2, old)
    session.add(Grant(person_id=2, role="owner", granted_at=NOW))
    person(session, 3, old)
    consent(session, number=3, withdrawn_at=NOW - PROOF_KEPT + MOMENT)
    person(session, 4, old).accounts[0].heard_at = NOW
    person(session, 5, old)
    consent(session, number=5, withdrawn_at=NOW - PROOF_KEPT - MOMENT)
    session.flush()
    assert len([*retention.forget_guests(session, NOW)]) == 1
    assert set(session.execute(select(Person.id)).scalars()) == {1, 2, 3, 4}


def told(session: Session) -> list[int]:
    return list(session.execute(select(Notification.person_id).order_by(Notification.id)).scalars())


def changed_on(day: str) -> CommunityProfile:
    participation = perm.consents.participation.model_copy(update={"version": day})
    return perm.model_copy(update={"consents": perm.consents.model_copy(update={"participation": participation})})


@pytest.mark.parametrize(
    ("age", "reminded"),
    [(REMINDED_AFTER - timedelta(days=2), []), (REMINDED_AFTER, [1]), (2 * REMINDED_AFTER + timedelta(days=2), [])],
)
def test_members_are_reminded_once_of_a_consent_that_changed_a_month_ago(
    session: Session, age: timedelta, reminded: list[int]
) -> None:
    version = (NOW - age).date().isoformat()
    person(session, 1, joined_at=NOW)
    consent(session, "2020-01-01", 1)
    person(session, 2, joined_at=NOW)
    consent(session, version, 2)
    person(session, 3)
    consent(session, "2020-01-01", 3)
    for _ in range(2):
        list(remind_of_consent(changed_on(version))(session, NOW))
    assert told(session) == reminded


def test_consent_of_an_older_wording_is_no_ground_to_write(session: Session) -> None:
    person(session, 1, joined_at=NOW)
    consent(session, "2020-01-01", 1)
    person(session, 2, joined_at=NOW)
    consent(session, perm.consents.participation.version, 2)
    kind = consents.Kind.PARTICIPATION
    assert list(session.execute(consents.who_gave(kind, perm)).scalars()) == [2]
    assert consents.outdated(session, session.get_one(Person, 1), perm) == [kind]
    assert consents.outdated(session, session.get_one(Person, 2), perm) == []


def test_announcements_do_not_reach_who_has_taken_a_pause(session: Session) -> None:
    for number, days in ((1, 7), (2, 0), (3, None)):
        anna = person(session, number, joined_at=NOW)
        if days is not None:
            pauses.take(anna, days, NOW)
        notify(session, number, "news", {}, NOW, "news", bulk=True)
        notify(session, number, "yours", {}, NOW, "yours")
    session.flush()
    route(session, ["vk"], NOW + timedelta(hours=1), 100, partial(judge, community=perm))
    session.expire_all()
    rows = session.execute(select(Notification).order_by(Notification.id)).scalars()
    assert [(row.person_id, row.kind, row.state) for row in rows] == [
        (1, "news", "skipped"),
        (1, "yours", "new"),
        (2, "news", "skipped"),
        (2, "yours", "new"),
        (3, "news", "new"),
        (3, "yours", "new"),
    ]


def test_pause_ends_by_itself(session: Session) -> None:
    anna = person(session, joined_at=NOW)
    pauses.take(anna, 7, NOW)
    assert pauses.is_taken(anna, NOW + timedelta(days=6))
    assert not pauses.is_taken(anna, NOW + timedelta(days=8))
    pauses.take(anna, 0, NOW)
    assert pauses.is_taken(anna, NOW + timedelta(days=800))
    pauses.end(anna)
    assert not pauses.is_taken(anna, NOW)
