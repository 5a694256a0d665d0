from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from community import applying, invitations
from community.invitations import Question
from community.profile_files import load_profile
from community.refusals import InvitationGone, NotAllowed, UnknownChoice
from community.roles import Role
from storage.database import Database
from storage.models import Grant, Invitation, Person

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
MONTH = timedelta(days=30)
PAPER = "протокол № 3 от 12.03.2026"
perm, school = load_profile("perm-nastavniki"), load_profile("anuchino-school")


def member(session: Session, name: str, role: Role | None = None, town: str | None = None) -> Person:
    person = Person(created_at=NOW, joined_at=NOW, name=name, municipality=town or "perm")
    session.add(person)
    session.flush()
    if role:
        session.add(Grant(person_id=person.id, role=role.value, municipality=town, granted_at=NOW))
        session.flush()
    return person


def link(session: Session, olga: Person, paper: str = PAPER) -> tuple[Invitation, str]:
    """The invitation, and the token of its link."""
    made, word = invitations.invite(session, olga, {"ground": "expert-oge", "recommendation": paper}, perm, NOW)
    return made, word.removeprefix("inv_")


def test_what_is_asked_is_what_the_profile_leaves_open() -> None:
    assert invitations.next_question({}, perm) is Question.GROUND
    assert invitations.next_question({"ground": "luch"}, perm) is Question.RECOMMENDATION
    assert invitations.next_question({"ground": "luch", "recommendation": ""}, perm) is None
    assert invitations.next_question({}, school) is None


def test_invitation_is_filled_into_the_application_once(session: Session) -> None:
    olga, anna, boris = member(session, "Ольга", Role.COORDINATOR), member(session, "Анна"), member(session, "Борис")
    made, token = link(session, olga)
    assert token not in made.token_hash
    assert invitations.follow(session, anna, token, NOW) is made
    assert invitations.follow(session, boris, token, NOW) is made
    form = applying.fill(session, anna, {"invited": made.id, "ground": "luch", "begun": True}, perm, NOW)
    assert (form["ground"], form["recommendation"], form["invitation"]) == ("expert-oge", PAPER, made.id)
    assert invitations.follow(session, anna, token, NOW + 2 * MONTH) is made
    with pytest.raises(InvitationGone):
        invitations.follow(session, boris, token, NOW)
    late = applying.fill(session, boris, {"invited": made.id}, perm, NOW)
    assert late["lapsed"]
    assert "recommendation" not in late
    assert "invited" not in late


def test_application_names_its_invitation(session: Session) -> None:
    olga, anna = member(session, "Ольга", Role.COORDINATOR), member(session, "Анна")
    made, _ = link(session, olga)
    form = applying.fill(session, anna, {"invited": made.id}, perm, NOW) | {"year": 2000, "competences": ["exams"]}
    application = applying.send(session, anna, form, perm, NOW)
    assert (application.invitation_id, application.recommendation) == (made.id, PAPER)
    assert (made.used_by, made.used_at) == (anna.id, NOW)


def test_link_is_good_for_a_month_and_until_it_is_cancelled(session: Session) -> None:
    olga, anna = member(session, "Ольга", Role.COORDINATOR), member(session, "Анна")
    made, token = link(session, olga)
    with pytest.raises(InvitationGone):
        invitations.follow(session, anna, token, NOW + MONTH)
    assert invitations.waiting(session, olga, NOW + MONTH, 0, 9) == ([], 0)
    assert invitations.waiting(session, olga, NOW, 0, 9) == ([made], 1)
    invitations.cancel(session, olga, made.id, NOW)
    for twice_or_old in (
        partial(invitations.cancel, session, olga, made.id),
        partial(invitations.look, session, olga, 1),
    ):
        with pytest.raises(InvitationGone):
            twice_or_old(NOW)
    with pytest.raises(InvitationGone):
        invitations.follow(session, anna, token, NOW)


def test_unknown_link_invites_to_nothing(session: Session) -> None:
    with pytest.raises(InvitationGone):
        invitations.follow(session, member(session, "Анна"), "x" * 22, NOW)


@pytest.mark.parametrize("role", [None, Role.CURATOR, Role.COUNCIL, Role.ANNOUNCER])
def test_others_do_not_invite(session: Session, role: Role | None) -> None:
    with pytest.raises(NotAllowed):
        link(session, member(session, "Борис", role))


def test_coordinator_of_a_town_sees_that_town_and_their_own(session: Session) -> None:
    olga, pavel = member(session, "Ольга", Role.COORDINATOR), member(session, "Павел", Role.COORDINATOR, "kungur")
    of_olga, of_pavel = link(session, olga)[0], link(session, pavel)[0]
    assert invitations.waiting(session, pavel, NOW, 0, 9) == ([of_pavel], 1)
    assert invitations.waiting(session, olga, NOW, 0, 9)[1] == 2
    with pytest.raises(InvitationGone):
        invitations.cancel(session, pavel, of_olga.id, NOW)


def test_ground_that_the_profile_does_not_know_is_refused(session: Session) -> None:
    olga = member(session, "Ольга", Role.COORDINATOR)
    for answers in ({"ground": "gone", "recommendation": ""}, {"ground": "luch"}, {}):
        with pytest.raises(UnknownChoice):
            invitations.invite(session, olga, answers, perm, NOW)


def take_at_once(url: str, invitation: int, people: list[int]) -> list[bool]:
    ready = Barrier(len(people))

    def take(person: int) -> bool:
        database = Database(url)
        ready.wait(60)
        try:
            return database.run_now(partial(taken, person=person, invitation=invitation))
        finally:
            database.close()

    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(take, people))


def taken(session: Session, person: int, invitation: int) -> bool:
    return invitations.take(session, session.get_one(Person, person), invitation, NOW) is not None


def test_of_two_who_take_it_at_once_one_is_first(engine: Engine, database_url: str) -> None:
    with Session(engine) as session, session.begin():
        made = link(session, member(session, "Ольга", Role.COORDINATOR))[0].id
        people = [member(session, name).id for name in ("Анна", "Борис")]
    won = take_at_once(database_url, made, people)
    assert sorted(won) == [False, True]
    with Session(engine) as session:
        [invitation] = session.execute(select(Invitation)).scalars()
        assert invitation.used_by == people[won.index(True)]
