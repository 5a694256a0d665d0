"""A lost account: what a guest may ask, who gives the profile back, and what becomes of the accounts."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, joining, linking, lost_accounts, recovery
from community.attention import Kind
from community.profile_files import load_profile
from community.refusals import (
    AccountInUse,
    AlreadyJoined,
    AskedTooOften,
    BeyondRecovery,
    MemberGone,
    NotAllowed,
    Refusal,
    RequestGone,
    TooYoung,
    UnknownChoice,
)
from community.roles import Role
from scheduler.retention import forget_recoveries
from storage.database import Database
from storage.models import Account, AuditEntry, Grant, Notification, Person, RecoveryRequest, StandIn
from storage.people import CurrentAccount, current_account

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
perm = load_profile("perm-nastavniki")
HERE, THERE = perm.municipalities[0].id, perm.municipalities[1].id
ANNA, NEW, OLGA, BORIS = 1, 2, 3, 4


def somebody(
    session: Session, number: int, name: str | None = None, town: str | None = HERE, network: str = "vk"
) -> CurrentAccount:
    account = current_account(session, network, number, NOW)
    account.person.name, account.person.joined_at = name, NOW if name else None
    account.person.municipality = town if name else None
    session.flush()
    return account


def with_role(session: Session, number: int, name: str, role: Role, town: str | None = None) -> Person:
    person = somebody(session, number, name).person
    session.add(Grant(person_id=person.id, role=role.value, municipality=town, granted_at=NOW))
    session.flush()
    return person


def asks(
    session: Session, guest: CurrentAccount, name: str = "Анна Вымышленная", town: str | None = HERE
) -> RecoveryRequest:
    return lost_accounts.ask(session, guest.person, guest.id, name, town, perm, NOW)


@pytest.fixture
def anna(session: Session) -> Person:
    return somebody(session, ANNA, "Анна Вымышленная").person


@pytest.fixture
def guest(session: Session) -> CurrentAccount:
    return somebody(session, NEW)


@pytest.fixture
def olga(session: Session) -> Person:
    return with_role(session, OLGA, "Ольга Новая", Role.COORDINATOR)


def told(session: Session) -> list[tuple[str, int | None]]:
    rows = session.execute(select(Notification).order_by(Notification.id)).scalars()
    return [(row.kind, row.account_id) for row in rows]


def actions(session: Session) -> list[str]:
    return list(session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars())


def test_second_press_asks_once(session: Session, olga: Person, guest: CurrentAccount) -> None:
    assert asks(session, guest) is asks(session, guest)
    [(item, _)] = attention.waiting(session, olga, NOW, 0, 9)
    assert (item.kind, item.municipality) == (Kind.LOST_ACCOUNT, HERE)
    assert [kind for kind, _ in told(session)] == ["account_lost"]
    assert actions(session) == ["recovery_asked"]


def test_fourth_request_of_a_day_is_refused(session: Session, guest: CurrentAccount) -> None:
    for _ in range(3):
        asks(session, guest)
        assert lost_accounts.withdraw(session, guest.id, NOW)
    with pytest.raises(AskedTooOften):
        asks(session, guest)
    assert actions(session) == ["recovery_asked"] * 3
    assert not lost_accounts.withdraw(session, guest.id, NOW)


def test_members_holders_and_minors_do_not_ask(session: Session, anna: Person, guest: CurrentAccount) -> None:
    owner = somebody(session, BORIS).person
    session.add(Grant(person_id=owner.id, role=Role.OWNER.value, granted_at=NOW))
    session.flush()
    guest.person.is_minor = True
    for person, refusal in ((anna, AlreadyJoined), (owner, AccountInUse), (guest.person, TooYoung)):
        with pytest.raises(refusal):
            lost_accounts.may_ask(session, person, NOW)


def test_municipality_that_is_none_is_refused(session: Session, guest: CurrentAccount) -> None:
    with pytest.raises(UnknownChoice):
        asks(session, guest, town="atlantis")


def test_what_was_typed_goes_when_the_request_is_closed(session: Session, guest: CurrentAccount) -> None:
    request = asks(session, guest)
    lost_accounts.withdraw(session, guest.id, NOW)
    assert (request.name, request.municipality, request.closed_at) == (None, None, NOW)


def test_what_was_typed_goes_when_the_guest_is_under_18(session: Session, guest: CurrentAccount) -> None:
    request = asks(session, guest)
    joining.mark_minor(session, guest.person, NOW)
    assert (request.name, request.closed_at) == (None, NOW)


def test_what_was_typed_goes_when_the_guest_joins_and_leaves(
    session: Session, olga: Person, guest: CurrentAccount
) -> None:
    request = asks(session, guest)
    guest.person.joined_at = NOW
    joining.leave(session, guest.person, NOW)
    assert (request.name, attention.count(session, olga, NOW)) == (None, 0)


def test_request_ends_when_the_old_account_is_found(session: Session, anna: Person, guest: CurrentAccount) -> None:
    request = asks(session, guest)
    met = linking.enter(session, guest.person, linking.new_code(session, anna, NOW), NOW)
    assert isinstance(met, linking.Meeting)
    linking.link(session, guest.id, guest.person, met.code, True, NOW)
    assert session.get_one(RecoveryRequest, request.id).name is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Анна Вымышленная", ["Анна Вымышленная"]),
        ("Анна Сергеевна", ["Анна Вымышленная", "Анна Другая"]),
        ("вымышл", ["Анна Вымышленная"]),
        ("Никто", []),
        ("", []),
    ],
)
def test_candidates_are_those_with_the_most_words(
    session: Session, anna: Person, olga: Person, typed: str, found: list[str]
) -> None:
    somebody(session, BORIS, "Анна Другая")
    assert [each.name for each in recovery.candidates(session, olga, typed, NOW)] == found


def test_new_account_takes_the_profile_and_the_old_one_loses_it(
    session: Session, anna: Person, olga: Person, guest: CurrentAccount
) -> None:
    elsewhere = somebody(session, ANNA, network="telegram").id
    session.get_one(Account, elsewhere).person_id = anna.id
    session.flush()
    code = linking.new_code(session, anna, NOW)
    request = asks(session, guest)
    lost = recovery.lost_by_default(session, request, anna)
    assert recovery.recover(session, olga, request.id, anna.id, lost, NOW) is anna
    assert {(each.network, each.number) for each in linking.accounts_of(session, anna)} == {
        ("telegram", ANNA),
        ("vk", NEW),
    }
    stranger = current_account(session, "vk", ANNA, NOW).person
    assert (stranger.id != anna.id, stranger.joined_at) == (True, None)
    assert isinstance(linking.enter(session, stranger, code, NOW), linking.Failure)
    assert told(session)[1:] == [
        ("account_detached", None),
        ("account_linked", elsewhere),
        ("account_recovered", guest.id),
    ]
    assert actions(session)[:3] == ["recovery_asked", "recovered", "unlinked"]


def test_several_accounts_may_stay(session: Session, anna: Person, olga: Person, guest: CurrentAccount) -> None:
    request = asks(session, guest)
    recovery.recover(session, olga, request.id, anna.id, [], NOW)
    assert len(linking.accounts_of(session, anna)) == 2


def test_second_decision_changes_nothing(session: Session, anna: Person, olga: Person, guest: CurrentAccount) -> None:
    vera = with_role(session, BORIS, "Вера", Role.COORDINATOR)
    request = asks(session, guest)
    recovery.recover(session, olga, request.id, anna.id, [], NOW)
    assert recovery.recover(session, vera, request.id, vera.id, [], NOW) is None
    assert not recovery.decline(session, vera, request.id, NOW)
    item = attention.find(session, Kind.LOST_ACCOUNT, request.id)
    assert item is not None
    assert attention.closed_by(session, item) is olga


def test_declined_guest_is_told_and_may_ask_again(session: Session, olga: Person, guest: CurrentAccount) -> None:
    request = asks(session, guest)
    assert recovery.decline(session, olga, request.id, NOW)
    assert told(session)[-1] == ("recovery_declined", guest.id)
    assert asks(session, guest).id != request.id
    assert guest.person.joined_at is None


def test_whoever_has_joined_meanwhile_keeps_what_they_have(
    session: Session, anna: Person, olga: Person, guest: CurrentAccount
) -> None:
    request = asks(session, guest)
    guest.person.joined_at = NOW
    with pytest.raises(AccountInUse):
        recovery.recover(session, olga, request.id, anna.id, [], NOW)


def test_no_profile_of_a_higher_role_is_taken(session: Session, anna: Person, guest: CurrentAccount) -> None:
    olga = with_role(session, OLGA, "Ольга", Role.COORDINATOR, HERE)
    owner = with_role(session, BORIS, "Борис", Role.OWNER)
    request = asks(session, guest)
    for person in (owner, olga):
        with pytest.raises(BeyondRecovery):
            recovery.candidate(session, olga, person.id, NOW)
    session.add(StandIn(person_id=olga.id, stand_in_id=anna.id, until=NOW + timedelta(days=1), created_at=NOW))
    session.flush()
    with pytest.raises(BeyondRecovery):
        recovery.recover(session, olga, request.id, anna.id, [], NOW)
    assert recovery.candidate(session, owner, anna.id, NOW) is anna


def test_request_of_another_municipality_is_not_shown(session: Session, anna: Person, guest: CurrentAccount) -> None:
    olga = with_role(session, OLGA, "Ольга", Role.COORDINATOR, THERE)
    request = asks(session, guest)
    with pytest.raises(NotAllowed):
        recovery.request(session, olga, request.id, NOW)
    with pytest.raises(RequestGone):
        recovery.request(session, olga, 404, NOW)
    with pytest.raises(MemberGone):
        recovery.candidate(session, olga, guest.person.id, NOW)


def test_request_without_a_municipality_is_for_those_who_help_everywhere(
    session: Session, anna: Person, olga: Person, guest: CurrentAccount
) -> None:
    local = with_role(session, BORIS, "Вера", Role.COORDINATOR, HERE)
    request = asks(session, guest, town=None)
    assert recovery.request(session, olga, request.id, NOW) is request
    with pytest.raises(NotAllowed):
        recovery.request(session, local, request.id, NOW)


def test_request_expires_after_30_days_and_is_answered(session: Session, olga: Person, guest: CurrentAccount) -> None:
    request = asks(session, guest)
    assert [*forget_recoveries(session, NOW + lost_accounts.WAITS - timedelta(seconds=1))] == []
    assert attention.count(session, olga, NOW) == 1
    late = NOW + lost_accounts.WAITS
    assert [*forget_recoveries(session, late)] == [None]
    assert [request.name, request.closed_at] == [None, late]
    assert told(session)[-1] == ("recovery_declined", guest.id)
    assert attention.waiting(session, olga, late, 0, 9) == []


def recovers(session: Session, number: int, request: int, person: int) -> bool:
    actor = current_account(session, "vk", number, NOW).person
    return recovery.recover(session, actor, request, person, [], NOW) is not None


@pytest.mark.parametrize("attempt", range(4))
async def test_two_coordinators_at_once_give_the_profile_back_once(database: Database, attempt: int) -> None:
    def prepare(session: Session) -> tuple[int, list[int]]:
        people = [somebody(session, number, name).person.id for number, name in ((10, "Анна"), (11, "Анна"))]
        for number in (OLGA, BORIS):
            with_role(session, number, "Ольга", Role.OWNER)
        return asks(session, somebody(session, NEW)).id, people

    request, people = await database.run(prepare)
    works = [
        partial(recovers, number=number, request=request, person=person)
        for number, person in zip((OLGA, BORIS), people, strict=True)
    ]
    results = await asyncio.gather(*(database.run(work) for work in works), return_exceptions=True)
    assert not [each for each in results if isinstance(each, BaseException) and not isinstance(each, Refusal)]
    assert sorted(map(bool, results)) == [False, True]
    owner_of_new = await database.run(lambda session: current_account(session, "vk", NEW, NOW).person.id)
    assert owner_of_new == people[results.index(True)]
