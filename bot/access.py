"""Roles from the command line: for the first coordinators, and for when nobody can do it in the chat."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.moment import make_now
from bot.settings import SettingsError, read_profile, read_settings
from community import access, roles
from community.offers import Access, Reach
from community.profiles import CommunityProfile
from community.refusals import LastOwner, UnknownChoice
from community.roles import Role
from storage.database import Database
from storage.migrate import migrate
from storage.models import Account, Grant


def grant(arguments: argparse.Namespace) -> None:
    wanted, community = _access(arguments), read_profile(read_settings())
    _say(_in_database(partial(_grant, account=arguments.account, wanted=wanted, community=community)))


def withdraw(arguments: argparse.Namespace) -> None:
    _say(_in_database(partial(_withdraw, account=arguments.account, wanted=_access(arguments))))


def list_roles(_: argparse.Namespace) -> None:
    _say(_in_database(_listed))


def _access(arguments: argparse.Namespace) -> Access:
    if arguments.role not in set(Role):
        raise SettingsError(f"ROLE: there is no {arguments.role!r}, choose from {', '.join(Role)}")
    return Access(Role(arguments.role), arguments.municipality, arguments.organisation)


def _grant(session: Session, now: datetime, account: str, wanted: Access, community: CommunityProfile) -> str:
    person = _person(session, account)
    before = roles.grants_held(session, person)
    try:
        made = access.grant_role(session, None, person, wanted, community, now)
    except UnknownChoice:
        raise SettingsError(_why_not(wanted, community)) from None
    return f"{'It was granted before' if made.id in before else 'Granted'}: {_words(made)}"


def _why_not(wanted: Access, community: CommunityProfile) -> str:
    if wanted.municipality and not community.municipality(wanted.municipality):
        return f"--municipality: profile {community.id!r} has no {wanted.municipality!r}"
    return f"profile {community.id!r} has no role {wanted.role.value!r} with this reach: " + (
        "narrow it with --municipality or --organisation" if wanted.reach is Reach.EVERYWHERE else "widen it"
    )


def _withdraw(session: Session, now: datetime, account: str, wanted: Access) -> str:
    held = roles.grants_held(session, _person(session, account))
    found = next((each for each in held.values() if Access.of(each) == wanted), None)
    if found is None:
        raise SettingsError(f"{account} has no such role; `python -m bot roles` lists all")
    words = _words(found)
    try:
        access.withdraw_role(session, None, found.id, access.seconds(found), now)
    except LastOwner:
        raise SettingsError("this is the last owner: grant somebody else the role first") from None
    return f"Withdrawn: {words}"


def _listed(session: Session, now: datetime) -> str:
    grants = list(session.execute(select(Grant).order_by(Grant.person_id, Grant.id)).scalars())
    numbers: dict[int, list[str]] = {}
    for account in session.execute(select(Account).order_by(Account.id)).scalars():
        numbers.setdefault(account.person_id, []).append(f"{account.network}:{account.number}")
    lines = [f"{' '.join(numbers.get(each.person_id, ['-']))}  {_words(each)}" for each in grants]
    return "\n".join(lines) or "Nobody has a role yet."


def _person(session: Session, account: str) -> int:
    network, _, number = account.partition(":")
    if not (network and number.isdecimal()):
        raise SettingsError(f"NETWORK:NUMBER: expected something like vk:12345, got {account!r}")
    found = roles.person_of(session, network, int(number)) if len(number) < 19 else None
    if found is None:
        raise SettingsError(f"{account} has not written to the bot yet")
    return found


def _words(grant: Grant) -> str:
    return " ".join(_parts(grant))


def _parts(grant: Grant) -> Iterable[str]:
    yield grant.role
    if grant.municipality:
        yield f"--municipality {grant.municipality}"
    if grant.organisation:
        yield f'--organisation "{grant.organisation}"'


def _in_database(work: Callable[[Session, datetime], str]) -> str:
    settings = read_settings()
    url = settings.database_url.get_secret_value()
    migrate(url)
    database, now = Database(url), make_now(settings.clock_file)
    try:
        return database.run_now(lambda session: work(session, now()))
    finally:
        database.close()


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
