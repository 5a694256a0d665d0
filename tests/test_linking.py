from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import linking
from community.linking import AlreadyOne, Failure, Meeting, enter, link, new_code, read_code, unlink
from community.refusals import AccountGone, CodeSpent, LastAccount, NotJoined, Refusal, TooYoung
from storage.database import Database
from storage.models import Account, AuditEntry, LinkCode, Notification, Person
from storage.people import CurrentAccount, current_account

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def somebody(session: Session, network: str, number: int, name: str | None = None) -> CurrentAccount:
    account = current_account(session, network, number, NOW)
    account.person.name, account.person.joined_at = name, NOW if name else None
    session.flush()
    return account


def meet(session: Session, anna: CurrentAccount, other: CurrentAccount) -> int:
    met = enter(session, other.person, new_code(session, anna.person, NOW), NOW)
    assert isinstance(met, Meeting)
    return met.code


def people(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Person)).scalar_one()


def audited(session: Session) -> list[str]:
    return list(session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("K7M2PX", "K7M2PX"),
        ("к7м 2рх", "K7M2PX"),
        (" k7m-2px ", "K7M2PX"),
        ("МАМАРА", None),
        ("224567", None),
        ("K7M2P", None),
        ("K7M2PX9", None),
        ("школа 7", None),
        ("", None),
    ],
)
def test_code_is_read_from_either_keyboard(typed: str, code: str | None) -> None:
    assert read_code(typed) == code


def test_code_is_not_kept_as_it_is(session: Session) -> None:
    code = new_code(session, somebody(session, "telegram", 1, "Анна").person, NOW)
    session.flush()
    kept = session.execute(select(LinkCode)).scalar_one()
    assert read_code(code) == code
    assert code not in kept.code_hash
    assert kept.expires_at == NOW + timedelta(minutes=10)


def test_guest_has_no_profile_to_open(session: Session) -> None:
    with pytest.raises(NotJoined):
        new_code(session, somebody(session, "telegram", 1).person, NOW)


def test_guest_on_the_other_network_becomes_the_member(session: Session) -> None:
    anna, guest = somebody(session, "telegram", 1, "Анна"), somebody(session, "vk", 2)
    stays = link(session, guest.id, guest.person, meet(session, anna, guest), True, NOW)
    assert stays is anna.person
    assert [account.network for account in linking.accounts_of(session, stays)] == ["telegram", "vk"]
    assert people(session) == 1
    assert audited(session) == ["linked"]
    told = session.execute(select(Notification)).scalar_one()
    assert (told.kind, told.account_id, told.network) == ("account_linked", anna.id, "telegram")


@pytest.mark.parametrize(("keep_shown", "name"), [(True, "Анна"), (False, "Анна Сергеевна")])
def test_of_two_profiles_the_chosen_one_stays(session: Session, keep_shown: bool, name: str) -> None:
    anna, again = somebody(session, "telegram", 1, "Анна"), somebody(session, "vk", 2, "Анна Сергеевна")
    stays = link(session, again.id, again.person, meet(session, anna, again), keep_shown, NOW)
    assert (stays.name, people(session)) == (name, 1)
    assert len(linking.accounts_of(session, stays)) == 2


def test_code_works_once(session: Session) -> None:
    anna, boris, vera = (
        somebody(session, "telegram", 1, "Анна"),
        somebody(session, "vk", 2),
        somebody(session, "vk", 3),
    )
    code = new_code(session, anna.person, NOW)
    first, second = enter(session, boris.person, code, NOW), enter(session, vera.person, code, NOW)
    assert isinstance(first, Meeting)
    assert isinstance(second, Meeting)
    link(session, boris.id, boris.person, first.code, True, NOW)
    with pytest.raises(CodeSpent):
        link(session, vera.id, vera.person, second.code, True, NOW)
    assert enter(session, vera.person, code, NOW) == Failure()


def test_code_is_valid_for_ten_minutes(session: Session) -> None:
    anna, guest = somebody(session, "telegram", 1, "Анна"), somebody(session, "vk", 2)
    code = new_code(session, anna.person, NOW)
    assert isinstance(enter(session, guest.person, code, NOW + timedelta(minutes=9, seconds=59)), Meeting)
    assert enter(session, guest.person, code, NOW + timedelta(minutes=10)) == Failure()


def test_newer_code_ends_the_older(session: Session) -> None:
    anna, guest = somebody(session, "telegram", 1, "Анна"), somebody(session, "vk", 2)
    older = new_code(session, anna.person, NOW)
    newer = new_code(session, anna.person, NOW)
    assert enter(session, guest.person, older, NOW) == Failure()
    assert isinstance(enter(session, guest.person, newer, NOW), Meeting)


def test_own_code_says_so(session: Session) -> None:
    anna = somebody(session, "telegram", 1, "Анна")
    assert enter(session, anna.person, new_code(session, anna.person, NOW), NOW) == AlreadyOne()


def test_fifth_wrong_code_is_the_last_within_an_hour(session: Session) -> None:
    anna, guest = somebody(session, "telegram", 1, "Анна"), somebody(session, "vk", 2)
    code = new_code(session, anna.person, NOW)
    tries = [enter(session, guest.person, "AAAAA2", NOW) for _ in range(5)]
    assert tries == [Failure()] * 4 + [Failure(blocked=True)]
    assert enter(session, guest.person, code, NOW) == Failure(blocked=True)
    assert audited(session).count("link_failed") == 5
    assert all(entry.details == {} for entry in session.execute(select(AuditEntry)).scalars())
    later = NOW + timedelta(hours=1, seconds=1)
    fresh = new_code(session, anna.person, later)
    assert isinstance(enter(session, guest.person, fresh, later), Meeting)


def test_nobody_under_18_slips_into_a_profile(session: Session) -> None:
    anna, guest = somebody(session, "telegram", 1, "Анна"), somebody(session, "vk", 2)
    guest.person.is_minor = True
    with pytest.raises(TooYoung):
        enter(session, guest.person, new_code(session, anna.person, NOW), NOW)


def test_code_that_was_not_entered_here_opens_nothing(session: Session) -> None:
    anna, guest = somebody(session, "telegram", 1, "Анна"), somebody(session, "vk", 2)
    with pytest.raises(CodeSpent):
        link(session, guest.id, guest.person, 0, True, NOW)
    assert anna.person.joined_at == NOW


def test_account_is_unlinked_and_one_stays(session: Session) -> None:
    anna, guest = somebody(session, "telegram", 1, "Анна"), somebody(session, "vk", 2)
    stays = link(session, guest.id, guest.person, meet(session, anna, guest), True, NOW)
    stranger = unlink(session, stays, guest.id, NOW)
    assert (stranger.name, stranger.joined_at) == (None, None)
    assert current_account(session, "vk", 2, NOW).person is stranger
    with pytest.raises(AccountGone):
        unlink(session, stays, guest.id, NOW)
    with pytest.raises(LastAccount):
        unlink(session, stays, anna.id, NOW)
    kinds = set(session.execute(select(Notification.kind)).scalars())
    assert {"account_unlinked", "account_detached"} <= kinds


def turn(network: str, number: int, work: Callable[[Session, CurrentAccount], object], session: Session) -> object:
    """As the bot does it: the account is locked first; a no undoes everything."""
    account = current_account(session, network, number, NOW)
    return work(session, account)


def links(code: int, keep_shown: bool = True) -> Callable[[Session, CurrentAccount], object]:
    def work(session: Session, account: CurrentAccount) -> object:
        return link(session, account.id, account.person, code, keep_shown, NOW).id

    return work


async def at_once(database: Database, *works: Callable[[Session], object]) -> list[object]:
    results = await asyncio.gather(*(database.run(work) for work in works), return_exceptions=True)
    unexpected = [each for each in results if isinstance(each, BaseException) and not isinstance(each, Refusal)]
    assert not unexpected
    return results


def left(session: Session) -> list[int]:
    return sorted(session.execute(select(Account.person_id)).scalars())


@pytest.mark.parametrize("attempt", range(4))
async def test_same_code_confirmed_twice_at_once_makes_one_person(database: Database, attempt: int) -> None:
    def prepare(session: Session) -> int:
        anna, guest = somebody(session, "telegram", 1, "Анна"), somebody(session, "vk", 2)
        return meet(session, anna, guest)

    code = await database.run(prepare)
    same = [partial(turn, "vk", 2, links(code)) for _ in range(3)]
    results = await at_once(database, *same)
    assert sum(isinstance(each, int) for each in results) == 1
    assert len(set(await database.run(left))) == 1
    assert await database.run(people) == 1


@pytest.mark.parametrize("attempt", range(4))
async def test_linking_in_both_directions_at_once_makes_one_person(database: Database, attempt: int) -> None:
    def prepare(session: Session) -> tuple[int, int]:
        anna, again = somebody(session, "telegram", 1, "Анна"), somebody(session, "vk", 2, "Анна С.")
        return meet(session, anna, again), meet(session, again, anna)

    here, there = await database.run(prepare)
    await at_once(database, partial(turn, "vk", 2, links(here)), partial(turn, "telegram", 1, links(there)))
    assert len(set(await database.run(left))) == 1
    assert await database.run(people) == 1


@pytest.mark.parametrize("attempt", range(4))
async def test_two_accounts_with_one_code_at_once_only_one_gets_in(database: Database, attempt: int) -> None:
    def prepare(session: Session) -> int:
        anna, boris, vera = (
            somebody(session, "telegram", 1, "Анна"),
            somebody(session, "vk", 2),
            somebody(session, "vk", 3),
        )
        code = new_code(session, anna.person, NOW)
        met, too = enter(session, boris.person, code, NOW), enter(session, vera.person, code, NOW)
        assert isinstance(met, Meeting)
        assert isinstance(too, Meeting)
        return met.code

    code = await database.run(prepare)
    results = await at_once(database, *(partial(turn, "vk", number, links(code)) for number in (2, 3)))
    assert sum(isinstance(each, int) for each in results) == 1
    assert len(set(await database.run(left))) == 2


@pytest.mark.parametrize("attempt", range(4))
async def test_two_codes_of_two_accounts_at_once_make_one_person(database: Database, attempt: int) -> None:
    """Telegram takes VK in while VK takes a third account in."""

    def prepare(session: Session) -> tuple[int, int]:
        anna, again, third = (
            somebody(session, "telegram", 1, "Анна"),
            somebody(session, "vk", 2, "Анна С."),
            somebody(session, "max", 3),
        )
        return meet(session, anna, again), meet(session, again, third)

    first, second = await database.run(prepare)
    await at_once(database, partial(turn, "vk", 2, links(first)), partial(turn, "max", 3, links(second)))
    assert len(set(await database.run(left))) == 1
    assert await database.run(people) == 1
