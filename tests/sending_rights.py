"""Who sends to many: here members of Anna's town, what Boris has written; and what the actor has written."""

from __future__ import annotations

from community import send_checks, send_control, send_looks, send_reach, sending
from community.audiences import Audience
from community.broadcasts import Kind, ResendTo, State
from storage.models import Broadcast, Person
from tests.announcing_rights import ANNOUNCERS, TELLS
from tests.held_consents import agrees
from tests.rights_world import EVERYWHERE, HERE, NOW, UseCase, World, cells, perm

URGENT = cells("owner", "coordinator", "stand-in", reaches=(EVERYWHERE,))


def written(world: World, state: State, author: Person | None = None) -> Broadcast:
    """To Anna's town, by Boris or the actor."""
    agrees(world.session, world.anna, NOW)
    made = Broadcast(
        kind=Kind.MESSAGE.value,
        topic="community",
        words="Завтра встречаемся.",
        state=state.value,
        audience=Audience.of(HERE).kept(),
        author_id=(author or world.boris).id,
        due=NOW,
        created_at=NOW,
        begun_at=NOW,
        ended_at=NOW,
    )
    world.session.add(made)
    world.session.flush()
    return made


def own(world: World) -> int:
    return written(world, State.DRAFT, world.actor).id


def of_boris(world: World, state: State = State.SENDING) -> int:
    return written(world, state).id


def confirms(world: World) -> bool:
    made = of_boris(world, State.CHECK)
    return send_checks.confirm(world.session, world.actor, made, perm, NOW).state == State.SENDING


def gives_back(world: World) -> bool:
    made = of_boris(world, State.CHECK)
    return send_checks.give_back(world.session, world.actor, made, "Проверьте", NOW).state == State.DRAFT


def takes_back(world: World, author: Person) -> bool:
    made = written(world, State.SCHEDULED, author)
    return sending.take_back(world.session, world.actor, made.id, NOW).state == State.DRAFT


SENDING = [
    UseCase(
        "send_reach.seen",
        "sees what her town is being sent",
        TELLS,
        lambda at: send_reach.seen(at.session, at.actor, of_boris(at), NOW),
    ),
    UseCase(
        "send_reach.listed",
        "finds it in the list",
        TELLS,
        lambda at: of_boris(at) and send_reach.listed(at.session, at.actor, NOW, 0, 9)[1],
    ),
    UseCase(
        "send_reach.to_change",
        "may change what her town is being sent",
        TELLS,
        lambda at: send_reach.to_change(at.session, at.actor, of_boris(at), NOW),
    ),
    UseCase(
        "send_reach.own_draft",
        "goes on with a message of their own to her town",
        TELLS,
        lambda at: send_reach.own_draft(at.session, at.actor, own(at), NOW),
    ),
    UseCase(
        "send_reach.own_draft",
        "goes on with a draft of Boris",
        set(),
        lambda at: send_reach.own_draft(at.session, at.actor, of_boris(at, State.DRAFT), NOW),
    ),
    UseCase(
        "send_looks.look",
        "reads how far it is",
        TELLS,
        lambda at: send_looks.look(at.session, at.actor, of_boris(at), NOW),
    ),
    UseCase(
        "send_looks.overview",
        "reads in the list how far it is",
        TELLS,
        lambda at: of_boris(at) and send_looks.overview(at.session, at.actor, NOW, 0, 9)[1],
    ),
    UseCase(
        "send_looks.show_whole",
        "gets it to read",
        TELLS,
        lambda at: send_looks.show_whole(at.session, at.actor, of_boris(at), NOW),
    ),
    UseCase(
        "sending.ask",
        "reads how many of her town would get their message",
        TELLS,
        lambda at: sending.ask(at.session, at.actor, own(at), perm, NOW),
    ),
    UseCase(
        "sending.send",
        "sends a message to her town",
        TELLS,
        lambda at: sending.send(at.session, at.actor, own(at), perm, NOW).broadcast.state == State.SENDING,
    ),
    UseCase(
        "sending.set_urgent",
        "sends it in her quiet hours",
        URGENT,
        lambda at: sending.set_urgent(at.session, at.actor, own(at), NOW, urgent=True),
    ),
    UseCase(
        "sending.may_be_urgent",
        "is offered to",
        URGENT,
        lambda at: sending.may_be_urgent(at.session, at.actor, NOW),
    ),
    UseCase(
        "sending.take_back",
        "takes back what they have planned",
        cells(*ANNOUNCERS),
        lambda at: takes_back(at, at.actor),
    ),
    UseCase("sending.take_back", "takes back what Boris has planned", set(), lambda at: takes_back(at, at.boris)),
    UseCase(
        "send_checks.may_check",
        "is offered to look at a message of Boris first",
        TELLS,
        lambda at: send_checks.may_check(at.session, at.actor, written(at, State.CHECK), NOW),
    ),
    UseCase("send_checks.confirm", "confirms it", TELLS, confirms),
    UseCase("send_checks.give_back", "gives it back to him", TELLS, gives_back),
    UseCase(
        "send_control.pause",
        "pauses what her town is being sent",
        TELLS,
        lambda at: send_control.pause(at.session, at.actor, of_boris(at), NOW),
    ),
    UseCase(
        "send_control.resume",
        "lets it go on",
        TELLS,
        lambda at: send_control.resume(at.session, at.actor, of_boris(at, State.PAUSED), NOW),
    ),
    UseCase(
        "send_control.cancel",
        "cancels what her town is being sent",
        TELLS,
        lambda at: send_control.cancel(at.session, at.actor, of_boris(at), NOW),
    ),
    UseCase(
        "send_control.send_unsure",
        "sends it again where nobody knows whether it came",
        TELLS,
        lambda at: send_control.send_unsure(at.session, at.actor, of_boris(at, State.SENT), NOW),
    ),
    UseCase(
        "send_control.resend",
        "sends it again to those it did not reach",
        TELLS,
        lambda at: send_control.resend(at.session, at.actor, of_boris(at, State.SENT), ResendTo.MISSED, NOW),
    ),
]
