"""Who may give Anna back a profile whose account is lost."""

from sqlalchemy import select

from community import lost_accounts, recovery
from community.roles import Role
from storage.models import Account, Person, RecoveryRequest
from storage.people import create_account
from tests.rights_world import COORDINATES, HERE, NOW, OWNS, TOWN, UseCase, World, grant, perm


def asks_for_her_profile(world: World) -> RecoveryRequest:
    """Somebody new, who says that they are Anna of `HERE`."""
    guest = world.session.get_one(Person, create_account(world.session, "vk", 4711, NOW))
    [account] = world.session.execute(select(Account.id).where(Account.person_id == guest.id)).scalars()
    return lost_accounts.ask(world.session, guest, account, "Анна", HERE, perm, NOW)


def recovers(world: World, role: Role | None = None) -> object:
    if role is not None:
        grant(world.session, world.anna, role, TOWN)
    asked = asks_for_her_profile(world)
    return recovery.recover(world.session, world.actor, asked.id, world.anna.id, [], NOW)


RECOVERY = [
    UseCase(
        "recovery.request",
        "reads that she asks for her lost profile",
        COORDINATES,
        lambda at: recovery.request(at.session, at.actor, asks_for_her_profile(at).id, NOW),
    ),
    UseCase(
        "recovery.candidates",
        "finds her by the name that was written",
        COORDINATES,
        lambda at: at.anna in recovery.candidates(at.session, at.actor, "Анна Сергеевна", NOW),
    ),
    UseCase(
        "recovery.candidate",
        "may give her profile back",
        COORDINATES,
        lambda at: recovery.candidate(at.session, at.actor, at.anna.id, NOW),
    ),
    UseCase("recovery.recover", "gives her profile back", COORDINATES, recovers),
    UseCase(
        "recovery.recover",
        "gives her profile back when she is a curator",
        COORDINATES,
        lambda at: recovers(at, Role.CURATOR),
    ),
    UseCase(
        "recovery.recover",
        "gives her profile back when she is a coordinator",
        OWNS,
        lambda at: recovers(at, Role.COORDINATOR),
    ),
    UseCase(
        "recovery.decline",
        "declines to give her profile back",
        COORDINATES,
        lambda at: recovery.decline(at.session, at.actor, asks_for_her_profile(at).id, NOW),
    ),
]
