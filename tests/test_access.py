import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import access, attention, audit, offers, roles, standing_in
from community.access import grant_role, seconds, withdraw_role
from community.notices import Notice
from community.offers import Access, Offer, Question, Reach
from community.profile_files import known_profiles, load_profile
from community.refusals import (
    BeyondAccess,
    DayRefused,
    LastOwner,
    MemberGone,
    NothingToLend,
    OwnAccess,
    StandInForOneself,
    UnknownChoice,
)
from community.roles import Right, Role, Scope, holders
from screens.audit import BY_THE_CLOCK, SENTENCES, sentence
from storage.database import Database
from storage.models import AuditEntry, Grant, Notification, Person, StandIn
from tests.rights_world import EVERYWHERE, HERE, NOW, ORGANISATION, SCHOOL, THERE, TOWN, grant, perm, person

DAY = timedelta(days=1)
TODAY = NOW.astimezone(perm.tz).date()
CURATOR = Access(Role.CURATOR, HERE)


def joined(session: Session, name: str, municipality: str = HERE, organisation: str = SCHOOL) -> Person:
    made = person(name, municipality, organisation)
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def owner(session: Session) -> Person:
    olga = joined(session, "Ольга", THERE)
    grant(session, olga, Role.OWNER, EVERYWHERE)
    return olga


@pytest.fixture
def anna(session: Session) -> Person:
    return joined(session, "Анна")


def told(session: Session) -> list[tuple[int, str]]:
    rows = session.execute(select(Notification.person_id, Notification.kind).order_by(Notification.id))
    return [(row.person_id, row.kind) for row in rows]


def noted(session: Session) -> list[str]:
    session.flush()
    return list(session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars())


def test_second_press_grants_nothing_more(session: Session, owner: Person, anna: Person) -> None:
    first = grant_role(session, owner, anna.id, CURATOR, perm, NOW)
    assert grant_role(session, owner, anna.id, CURATOR, perm, NOW + DAY) is first
    assert told(session) == [(anna.id, Notice.ROLE_GRANTED)]
    assert noted(session) == [audit.Action.ROLE_GRANTED]


def test_withdrawn_role_is_gone_and_said_once(session: Session, owner: Person, anna: Person) -> None:
    held = grant_role(session, owner, anna.id, CURATOR, perm, NOW)
    number, since = held.id, seconds(held)
    assert withdraw_role(session, owner, number, since, NOW) == CURATOR
    assert withdraw_role(session, owner, number, since, NOW) is None
    assert not roles.rights_of(session, anna, NOW)
    assert told(session) == [(anna.id, Notice.ROLE_GRANTED), (anna.id, Notice.ROLE_WITHDRAWN)]


def test_old_button_does_not_withdraw_a_role_of_the_same_number(session: Session, owner: Person, anna: Person) -> None:
    held = grant_role(session, owner, anna.id, CURATOR, perm, NOW)
    assert withdraw_role(session, owner, held.id, seconds(held) - 60, NOW) is None
    assert roles.rights_of(session, anna, NOW)


def test_last_owner_stays(session: Session, owner: Person) -> None:
    [held] = roles.grants_held(session, owner.id).values()
    for actor in (owner, None):
        with pytest.raises(LastOwner):
            withdraw_role(session, actor, held.id, seconds(held), NOW)


def test_coordinator_grants_nothing_to_themselves_and_nothing_wider(session: Session, owner: Person) -> None:
    vera, anna, gleb = joined(session, "Вера"), joined(session, "Анна"), joined(session, "Глеб", THERE)
    grant(session, vera, Role.COORDINATOR, TOWN)
    with pytest.raises(OwnAccess):
        grant_role(session, vera, vera.id, Access(Role.RESPONDER, HERE), perm, NOW)
    for to, wanted in (
        (anna, Access(Role.ANNOUNCER)),
        (anna, Access(Role.CURATOR, THERE)),
        (anna, Access(Role.COORDINATOR, HERE)),
        (gleb, CURATOR),
    ):
        with pytest.raises(BeyondAccess):
            grant_role(session, vera, to.id, wanted, perm, NOW)
    assert grant_role(session, vera, anna.id, Access(Role.CURATOR, HERE, SCHOOL), perm, NOW).granted_by == vera.id


@pytest.mark.parametrize(
    "wanted",
    [Access(Role.CURATOR), Access(Role.OWNER, HERE), Access(Role.COUNCIL, HERE), Access(Role.CURATOR, "atlantis")],
)
def test_role_without_such_a_reach_is_refused(session: Session, owner: Person, anna: Person, wanted: Access) -> None:
    with pytest.raises(UnknownChoice):
        grant_role(session, owner, anna.id, wanted, perm, NOW)


def test_council_is_offered_only_where_there_is_one(session: Session, owner: Person, anna: Person) -> None:
    for name in known_profiles():
        community = load_profile(name)
        offered = offers.offer(session, owner, community, NOW).roles
        assert (Role.COUNCIL in offered) == (community.roles.council is not None)
        assert (Role.CURATOR in offered) == (community.roles.curator is not None)
    with pytest.raises(UnknownChoice):
        grant_role(session, owner, anna.id, Access(Role.COUNCIL), load_profile("tyumen-skillsclub"), NOW)


def test_who_has_not_joined_gets_a_role_from_the_command_line_only(session: Session, owner: Person) -> None:
    guest = Person(created_at=NOW)
    session.add(guest)
    session.flush()
    with pytest.raises(MemberGone):
        grant_role(session, owner, guest.id, CURATOR, perm, NOW)
    assert grant_role(session, None, guest.id, CURATOR, perm, NOW).granted_by is None


def test_questions_of_one_answer_are_not_asked() -> None:
    anuchino, everywhere = load_profile("anuchino-school"), Scope(everywhere=True)
    alone = Offer(anuchino, everywhere, True)
    assert offers.questions({"role": "coordinator"}, alone) == [Question.ROLE, Question.PERSON]
    here = Offer(perm, Scope(municipalities=frozenset({HERE})), False)
    assert here.roles == [Role.CURATOR, Role.ANNOUNCER, Role.RESPONDER]
    assert offers.next_question({"role": "responder"}, here) is Question.PERSON
    assert offers.access_in({"role": "responder", "person": 1}, here) == Access(Role.RESPONDER, HERE)
    answers = {"role": "curator", "reach": Reach.ORGANISATION}
    assert offers.questions(answers, here) == [Question.ROLE, Question.REACH, Question.ORGANISATION, Question.PERSON]


def test_namesakes_in_another_town_are_out_of_reach(session: Session) -> None:
    vera, gleb = joined(session, "Вера"), joined(session, "Глеб", THERE)
    grant(session, vera, Role.CURATOR, ORGANISATION)
    assert not roles.scope(session, vera, Right.SEE_PEOPLE, NOW).has(gleb)
    assert vera.id in holders(session, Right.SEE_PEOPLE, HERE, SCHOOL)
    assert vera.id not in holders(session, Right.SEE_PEOPLE, THERE, SCHOOL)


async def test_two_owners_cannot_withdraw_each_other(database: Database) -> None:
    def two(session: Session) -> list[tuple[int, int, int]]:
        people = [joined(session, name) for name in ("Ольга", "Вера")]
        held = [grant(session, each, Role.OWNER, EVERYWHERE) for each in people]
        return [(people[0].id, held[1].id, seconds(held[1])), (people[1].id, held[0].id, seconds(held[0]))]

    async def withdraw(actor: int, number: int, since: int) -> object:
        def work(session: Session) -> object:
            return withdraw_role(session, session.get_one(Person, actor, with_for_update=True), number, since, NOW)

        try:
            return await database.run(work)
        except Exception as error:  # noqa: BLE001 - whatever kept the second from it
            return error

    outcomes = await asyncio.gather(*(withdraw(*each) for each in await database.run(two)))
    assert len(await database.run(roles.owners)) == 1
    assert sum(isinstance(outcome, Access) for outcome in outcomes) == 1


async def test_eight_presses_at_once_grant_one_role(database: Database) -> None:
    def both(session: Session) -> tuple[int, int]:
        olga, anna = joined(session, "Ольга"), joined(session, "Анна")
        grant(session, olga, Role.OWNER, EVERYWHERE)
        return olga.id, anna.id

    owner, anna = await database.run(both)

    def press(session: Session) -> int:
        return grant_role(session, session.get_one(Person, owner), anna, CURATOR, perm, NOW).id

    granted = await asyncio.gather(*(database.run(press) for _ in range(8)))
    assert len(set(granted)) == 1
    assert len(await database.run(lambda session: session.execute(select(Grant)).all())) == 2


@pytest.fixture
def vera(session: Session, owner: Person) -> Person:
    made = joined(session, "Вера")
    grant(session, made, Role.COORDINATOR, TOWN)
    return made


def test_stand_in_acts_until_the_day_is_over(session: Session, vera: Person, anna: Person) -> None:
    named = standing_in.name_stand_in(session, vera, anna.id, TODAY + DAY, perm.tz, NOW)
    assert standing_in.last_day(named, perm.tz) == TODAY + DAY
    assert Right.HELP_PEOPLE in roles.rights_of(session, anna, named.until - timedelta(seconds=1))
    assert not roles.rights_of(session, anna, named.until)
    assert anna.id in holders(session, Right.HELP_PEOPLE, HERE)
    assert standing_in.end_due(session, named.until, 10)
    assert not standing_in.end_due(session, named.until, 10)
    assert anna.id not in holders(session, Right.HELP_PEOPLE, HERE)
    assert sorted(told(session)) == sorted(
        [(anna.id, Notice.STAND_IN_NAMED), (anna.id, Notice.STAND_IN_ENDED), (vera.id, Notice.STAND_IN_ENDED)]
    )
    assert noted(session) == [audit.Action.STAND_IN_NAMED, audit.Action.STAND_IN_OVER]


@pytest.mark.parametrize("who", ["vera", "anna"])
def test_either_ends_it_and_the_other_is_told(session: Session, vera: Person, anna: Person, who: str) -> None:
    named = standing_in.name_stand_in(session, vera, anna.id, TODAY + DAY, perm.tz, NOW)
    actor, other = (vera, anna) if who == "vera" else (anna, vera)
    for _ in range(2):
        standing_in.end_stand_in(session, actor, named.id, NOW)
    assert not roles.rights_of(session, anna, NOW)
    assert told(session)[1:] == [(other.id, Notice.STAND_IN_ENDED)]


def test_second_press_names_nobody_more_and_another_name_replaces(session: Session, vera: Person) -> None:
    anna, boris = joined(session, "Анна"), joined(session, "Борис")
    first = standing_in.name_stand_in(session, vera, anna.id, TODAY + DAY, perm.tz, NOW)
    assert standing_in.name_stand_in(session, vera, anna.id, TODAY + DAY, perm.tz, NOW) is first
    standing_in.name_stand_in(session, vera, boris.id, TODAY + DAY, perm.tz, NOW)
    assert not roles.rights_of(session, anna, NOW)
    assert roles.rights_of(session, boris, NOW)
    assert len(session.execute(select(StandIn).where(StandIn.ended_at.is_(None))).all()) == 1


def test_ownership_is_not_lent(session: Session, owner: Person, anna: Person) -> None:
    with pytest.raises(NothingToLend):
        standing_in.name_stand_in(session, owner, anna.id, TODAY + DAY, perm.tz, NOW)
    grant(session, owner, Role.COORDINATOR, EVERYWHERE)
    standing_in.name_stand_in(session, owner, anna.id, TODAY + DAY, perm.tz, NOW)
    assert Right.RUN not in roles.rights_of(session, anna, NOW)


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_day_that_is_over_or_far_is_refused(session: Session, vera: Person, anna: Person, days: int) -> None:
    with pytest.raises(DayRefused):
        standing_in.name_stand_in(session, vera, anna.id, TODAY + days * DAY, perm.tz, NOW)


def test_nobody_stands_in_for_themselves(session: Session, vera: Person) -> None:
    with pytest.raises(StandInForOneself):
        standing_in.name_stand_in(session, vera, vera.id, TODAY + DAY, perm.tz, NOW)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("алёна", True), ("алена вым", True), ("ВЫМЫШ", True), ("лена", False), ("алена борис", False), ("%", False)],
)
def test_member_is_found_by_beginnings_of_words(session: Session, owner: Person, typed: str, found: bool) -> None:
    alyona = joined(session, "Алёна Вымышленная")
    assert (alyona in access.candidates(session, owner, typed, NOW, 5)) is found


def test_every_action_has_its_sentence(session: Session, anna: Person) -> None:
    assert set(SENTENCES) == set(audit.Action)
    assert set(audit.Action) >= BY_THE_CLOCK
    assert all(len(action) <= 32 for action in audit.Action)


def test_journal_names_people_as_they_are_called_today(session: Session, owner: Person, anna: Person) -> None:
    grant_role(session, owner, anna.id, Access(Role.CURATOR, HERE, SCHOOL), perm, NOW)
    [line], total = audit.journal(session, owner, NOW, 0, 9)
    said = sentence(line, perm, TODAY)
    assert total == 1
    assert "Ольга: открыт доступ — куратор, одна организация" in said
    assert said.endswith("Кому: Анна.")
    assert SCHOOL not in str(line.entry.details)
    anna.name = owner.name = None
    session.flush()
    said = sentence(audit.journal(session, owner, NOW, 0, 9)[0][0], perm, TODAY)
    assert "Имя не указано: открыт" in said
    anna_has_a_role = "Кому: имя не указано."
    assert said.endswith(anna_has_a_role)


def test_journal_says_where_data_are_gone_and_who_used_the_command_line(session: Session, owner: Person) -> None:
    anna = joined(session, "Анна")
    audit.note(session, audit.Action.STAND_IN_ENDED, NOW, actor=None, subject=anna)
    anna.name = None
    session.flush()
    [line], _ = audit.journal(session, owner, NOW, 0, 9)
    assert sentence(line, perm, TODAY).endswith("Администратор бота: замещение закончено. Кому: данные удалены.")


def due(session: Session, person: Person, days: int) -> None:
    attention.open_(session, attention.Kind.DELETION, person.id, person, NOW - 9 * DAY, NOW + days * DAY)


@pytest.mark.parametrize(("days", "reminded"), [(-3, True), (0, True), (1, True), (2, False)])
def test_holders_are_reminded_once_a_day(
    session: Session, vera: Person, anna: Person, days: int, reminded: bool
) -> None:
    due(session, anna, days)
    expected = [(vera.id, Notice.ATTENTION_DUE)] if reminded else []
    assert attention.remind(session, perm.tz, NOW, 9) is reminded
    assert not attention.remind(session, perm.tz, NOW + timedelta(hours=3), 9)
    assert told(session) == expected


def test_reminder_waits_for_the_morning_and_comes_again_next_day(session: Session, vera: Person, anna: Person) -> None:
    due(session, anna, 0)
    morning = NOW.astimezone(perm.tz).replace(hour=9, minute=0, second=0)
    assert not attention.remind(session, perm.tz, morning - timedelta(minutes=1), 9)
    assert attention.remind(session, perm.tz, morning, 9)
    assert not attention.remind(session, perm.tz, NOW, 9)
    assert attention.remind(session, perm.tz, NOW + DAY, 9)
    attention.close(session, attention.Kind.DELETION, anna.id, vera, NOW)
    assert not attention.remind(session, perm.tz, NOW + 2 * DAY, 9)


def test_queue_is_read_the_oldest_first(session: Session, vera: Person) -> None:
    people = [joined(session, name) for name in ("Анна", "Борис")]
    for place, each in enumerate(people):
        attention.open_(session, attention.Kind.DELETION, each.id, each, NOW - place * DAY)
    waiting = attention.waiting(session, vera, NOW, 0, 9)
    assert [about.name for _, about in waiting if about] == ["Борис", "Анна"]
