"""The table of who may do what to whom: one line for each use case that takes an `actor`.

`python -m tests.rights` writes it to docs/rights.md. A new use case gets its line in `USE_CASES`; the test complains
about those without.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

import community
from community import (
    access,
    applying,
    attention,
    deciding,
    deletion,
    invitations,
    members,
    minors,
    offers,
    standing_in,
)
from community.offers import Access
from community.roles import Right, Role
from storage.models import Grant, Invitation, StandIn
from tests.announcing_rights import ANNOUNCING
from tests.answering_rights import ANSWERING
from tests.answers_rights import ANSWERS
from tests.attendance_rights import ATTENDANCE
from tests.attention_rights import ATTENTION
from tests.caselook_rights import CASELOOK
from tests.certificates_rights import CERTIFICATES
from tests.composing_rights import COMPOSING
from tests.event_rights import EVENTS
from tests.import_rights import IMPORT
from tests.lost_rights import RECOVERY
from tests.meetings_rights import MEETINGS
from tests.mentoring_rights import MENTORING
from tests.pairtalk_rights import PAIR_TALKS
from tests.pairviews_rights import PAIRVIEWS
from tests.plans_rights import PLANS
from tests.privacy_rights import CASE_DESK
from tests.register_rights import REGISTERS
from tests.rights_world import (
    COLUMNS,
    COORDINATES,
    COORDINATOR,
    COORDINATORS,
    CURATOR,
    DECIDES_MENTORS,
    EVERYWHERE,
    LATER,
    LENDS,
    NOBODY,
    NOW,
    ORGANISATION,
    OWNS,
    SEES_PEOPLE,
    TOMORROW,
    TOWN,
    Reach,
    UseCase,
    World,
    cells,
    perm,
)
from tests.sending_rights import SENDING
from tests.series_rights import SERIES

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rights.md"


def grants(world: World, wanted: Access) -> Grant:
    return access.grant_role(world.session, world.actor, world.anna.id, wanted, perm, NOW)


def withdraws(world: World, role: Role, reach: Reach) -> Access | None:
    held = world.grants(role, reach)
    return access.withdraw_role(world.session, world.actor, held.id, access.seconds(held), NOW)


def lists_grants(world: World) -> bool:
    held = world.grants(Role.CURATOR)
    return held in access.granted(world.session, world.actor, NOW, 0, 99)[0]


def reads_grant(world: World) -> Grant | None:
    held = world.grants(Role.CURATOR)
    return access.grant(world.session, world.actor, held.id, access.seconds(held), NOW)


def ends_another(world: World) -> StandIn:
    world.grants(Role.COORDINATOR, EVERYWHERE)
    named = standing_in.name_stand_in(world.session, world.boris, world.anna.id, TOMORROW, perm.tz, NOW)
    return standing_in.end_stand_in(world.session, world.actor, named.id, NOW)


def decides_about_a_curator(world: World) -> object:
    world.grants(Role.CURATOR)
    return access.hands_on_all(world.session, world.actor, world.boris, NOW)


def deletes(world: World) -> object:
    return deletion.delete_on_paper(world.session, world.actor, world.anna.id, "№ 1", lambda *_: b"", NOW)


def awaits_form(world: World) -> str:
    """The code of the form that Anna's parents are to sign."""
    world.anna.joined_at, world.anna.is_minor = None, True
    minors.ask_for_form(world.session, world.anna, NOW)
    return world.anna.parent_form_code or ""


def receives_form(world: World) -> bool:
    minors.receive(world.session, world.actor, awaits_form(world), NOW)
    return world.anna.parent_form_at == NOW


def invites(world: World) -> object:
    return invitations.invite(world.session, world.actor, {"ground": "luch", "recommendation": ""}, perm, NOW)


def invited(world: World) -> Invitation:
    """By Boris, while he was a coordinator."""
    invitation = Invitation(token_hash="0", ground="luch", created_by=world.boris.id, created_at=NOW, expires_at=LATER)
    world.session.add(invitation)
    world.session.flush()
    return invitation


def cancels(world: World) -> bool:
    sent = invited(world).id
    invitations.cancel(world.session, world.actor, sent, NOW)
    return world.session.get(Invitation, sent) is None


def decides(world: World, does: Callable[..., object], *more: object) -> object:
    """About the application that Anna has sent."""
    world.anna.teaching_since = 2000
    answers = {
        "ground": "expert-oge",
        "recommendation": "",
        "competences": ["exams"],
        "formats": ["talk"],
        "capacity": 3,
    }
    sent = applying.send(world.session, world.anna, answers | {"capacity": 3}, perm, NOW)
    return does(world.session, world.actor, sent.id, *more, NOW)


def finds(world: World, typed: str) -> bool:
    return world.anna in standing_in.colleagues(world.session, world.actor, typed, NOW)


USE_CASES = [
    *ATTENTION,
    *REGISTERS,
    *EVENTS,
    *ANNOUNCING,
    *SENDING,
    *COMPOSING,
    *ATTENDANCE,
    *CERTIFICATES,
    *CASE_DESK,
    *CASELOOK,
    *ANSWERING,
    *MENTORING,
    *PAIR_TALKS,
    *PAIRVIEWS,
    *MEETINGS,
    *PLANS,
    *SERIES,
    *RECOVERY,
    *IMPORT,
    *ANSWERS,
    UseCase(
        "members.members_named",
        "finds her by name",
        SEES_PEOPLE,
        lambda at: members.members_named(at.session, at.actor, Right.SEE_PEOPLE, "анна", NOW, 9),
    ),
    UseCase(
        "attention.has_desk",
        "has a queue at all",
        COORDINATORS | cells("council", "curator", "announcer"),
        lambda at: attention.has_desk(at.session, at.actor, NOW, list(attention.Kind)),
    ),
    UseCase(
        "offers.offer",
        "is offered roles to grant",
        COORDINATORS,
        lambda at: offers.offer(at.session, at.actor, perm, NOW).roles,
    ),
    UseCase(
        "access.candidate",
        "may choose her for a role",
        COORDINATES,
        lambda at: access.candidate(at.session, at.actor, at.anna.id, NOW),
    ),
    UseCase(
        "access.candidates",
        "finds her for a role",
        COORDINATES,
        lambda at: access.candidates(at.session, at.actor, "анна", NOW, 9),
    ),
    UseCase(
        "access.may_grant_to",
        "is offered to grant her a role",
        COORDINATES,
        lambda at: access.may_grant_to(at.session, at.actor, at.anna, NOW),
    ),
    UseCase("access.grant_role", "makes her curator of her school", COORDINATES, lambda at: grants(at, CURATOR)),
    UseCase("access.grant_role", "makes her coordinator of her town", OWNS, lambda at: grants(at, COORDINATOR)),
    UseCase(
        "access.withdraw_role",
        "withdraws her school's curator",
        COORDINATES,
        lambda at: withdraws(at, Role.CURATOR, ORGANISATION),
    ),
    UseCase(
        "access.withdraw_role",
        "withdraws her town's coordinator",
        OWNS,
        lambda at: withdraws(at, Role.COORDINATOR, TOWN),
    ),
    UseCase("access.withdraw_role", "withdraws another owner", OWNS, lambda at: withdraws(at, Role.OWNER, EVERYWHERE)),
    UseCase(
        "access.may_withdraw",
        "is offered to withdraw her school's curator",
        COORDINATES,
        lambda at: access.may_withdraw(at.session, at.actor, CURATOR, NOW),
    ),
    UseCase(
        "access.hands_on_all",
        "decides about the profile of her school's curator",
        COORDINATES,
        decides_about_a_curator,
    ),
    UseCase("access.granted", "sees her school's curator in the list", COORDINATES, lists_grants),
    UseCase("access.grant", "reads of her school's curator", COORDINATES, reads_grant),
    UseCase("standing_in.lent_by", "has a role to lend", LENDS, lambda at: standing_in.lent_by(at.session, at.actor)),
    UseCase(
        "standing_in.name_stand_in",
        "names her to stand in",
        LENDS,
        lambda at: standing_in.name_stand_in(at.session, at.actor, at.anna.id, TOMORROW, perm.tz, NOW),
    ),
    UseCase("standing_in.end_stand_in", "ends what she does for another", NOBODY, ends_another),
    UseCase(
        "standing_in.colleagues", "finds her by a part of her name", LENDS & SEES_PEOPLE, lambda at: finds(at, "анна")
    ),
    UseCase(
        "standing_in.colleagues",
        "finds her by her full name",
        LENDS - cells("coordinator", "curator") | LENDS & SEES_PEOPLE,
        lambda at: finds(at, "Анна Вымышленная"),
    ),
    UseCase(
        "standing_in.colleague",
        "chooses her by number",
        LENDS & SEES_PEOPLE,
        lambda at: standing_in.colleague(at.session, at.actor, at.anna.id, "", NOW),
    ),
    UseCase(
        "deletion.somebody",
        "begins to delete her on a letter",
        COORDINATES,
        lambda at: deletion.somebody(at.session, at.actor, at.anna.id, NOW),
    ),
    UseCase(
        "deletion.can_delete",
        "is offered to delete her",
        COORDINATES,
        lambda at: deletion.can_delete(at.session, at.actor, at.anna, NOW),
    ),
    UseCase("deletion.delete_on_paper", "deletes her on a letter", COORDINATES, deletes),
    UseCase(
        "minors.awaited",
        "sees which parents' forms are awaited",
        cells("owner", "coordinator", "stand-in", reaches=(EVERYWHERE,)),
        lambda at: awaits_form(at) and minors.awaited(at.session, at.actor, NOW),
    ),
    UseCase(
        "minors.by_code",
        "finds her parents' form by the code on the paper",
        COORDINATORS,
        lambda at: minors.by_code(at.session, at.actor, awaits_form(at), NOW),
    ),
    UseCase(
        "minors.by_item",
        "finds her parents' form in the queue",
        COORDINATES,
        lambda at: awaits_form(at) and minors.by_item(at.session, at.actor, at.anna.id, NOW),
    ),
    UseCase("minors.receive", "receives her parents' form", COORDINATORS, receives_form),
    UseCase("invitations.invite", "invites somebody to be a mentor", COORDINATORS, invites),
    UseCase(
        "invitations.waiting",
        "sees what her colleague has sent to invite mentors",
        COORDINATES,
        lambda at: invited(at) in invitations.waiting(at.session, at.actor, NOW, 0, 9)[0],
    ),
    UseCase(
        "invitations.look",
        "reads what her colleague has sent to invite a mentor",
        COORDINATES,
        lambda at: invitations.look(at.session, at.actor, invited(at).id, NOW),
    ),
    UseCase("invitations.cancel", "cancels her colleague's invitation", COORDINATES, cancels),
    UseCase("deciding.look", "reads her application", DECIDES_MENTORS, lambda at: decides(at, deciding.look)),
    UseCase("deciding.confirm", "confirms her as a mentor", DECIDES_MENTORS, lambda at: decides(at, deciding.confirm)),
    UseCase("deciding.clarify", "asks her back", DECIDES_MENTORS, lambda at: decides(at, deciding.clarify, "Класс?")),
    UseCase(
        "deciding.decline", "declines for now", DECIDES_MENTORS, lambda at: decides(at, deciding.decline, [], None)
    ),
]
# Functions that take an actor and leave the right to whoever calls them.
OPEN = {
    "roles.scope": "is the check",
    "roles.must": "is the check",
    "roles.reaches": "is the check",
    "roles.scopes": "is the check",
    "audit.note": "writes down what was allowed",
    "attention.close": "ends what a use case has decided",
}


def with_an_actor() -> Iterator[str]:
    """Every public function of `community/` that says who acts."""
    for found in pkgutil.iter_modules(community.__path__):
        module = importlib.import_module(f"community.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            mine = function.__module__ == module.__name__ and not name.startswith("_")
            if mine and "actor" in inspect.signature(function).parameters:
                yield f"{found.name}.{name}"


def page() -> str:
    """The table in Markdown, one for each kind of actor."""
    parts = [HEAD]
    for who, reaches in COLUMNS.items():
        parts.append(f"\n## {who.capitalize()}\n")
        parts.append(f"| | {' | '.join(reach.name for reach in reaches)} |")
        parts.append(f"|---|{'---|' * len(reaches)}")
        for case in USE_CASES:
            marks = ("yes" if (who, reach.name) in case.allowed else "–" for reach in reaches)
            parts.append(f"| {case.words} (`{case.function}`) | {' | '.join(marks)} |")
    return "\n".join(parts) + "\n"


HEAD = """# Rights

Who may do what to Anna, who works at a school of a town. Written by `python -m tests.rights`; every cell is tried for
real by `tests/test_rights.py`. The columns say how far the actor's role reaches: over the whole community, over Anna's
municipality or another, over her school, over another school of her town, or over one of the same name in another
town. For somebody without a role they say where that person lives and works (“everywhere”: nowhere known).
A stand-in is one for a coordinator who is also an owner."""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
