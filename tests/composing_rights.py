"""Who writes to many: here something that is meant for everybody, Anna among them."""

from __future__ import annotations

from community import aiming, drafts, segments
from community.aiming import Field
from community.audiences import Audience, Terms
from community.drafts import Content
from community.notices import Topic
from storage.models import Broadcast, Segment
from tests.announcing_rights import ANNOUNCERS
from tests.event_rights import made
from tests.held_consents import agrees
from tests.rights_world import FOREIGN_ORGANISATION, HERE, NEAR, NOW, UseCase, World, cells, perm
from tests.test_announcing import gets

WRITES = cells(*ANNOUNCERS)
OF_HER_TOWN = (FOREIGN_ORGANISATION,)  # somebody there is reached


def draft(world: World) -> int:
    """The actor's own, from a time when they could write."""
    row = Broadcast(kind="message", author_id=world.actor.id, state="draft", topic="community", words="Привет!")
    row.due = row.created_at = NOW
    row.audience, row.buttons, row.excluded = {}, [], {}
    world.session.add(row)
    world.session.flush()
    return row.id


def segment(world: World) -> int:
    row = Segment(person_id=world.actor.id, name="Свои", audience={}, created_at=NOW)
    world.session.add(row)
    world.session.flush()
    return row.id


def reaches_anna(world: World) -> bool:
    agrees(world.session, world.anna, NOW)
    audience = drafts.bounded(world.session, world.actor, Audience(), perm, NOW)
    return world.anna.id in gets(world.session, audience, Terms(Topic.COMMUNITY, perm, NOW))


def reaches_her_by_a_segment(world: World) -> bool:
    agrees(world.session, world.anna, NOW)
    used = segments.use(world.session, world.actor, draft(world), segment(world), perm, NOW)
    audience = Audience.model_validate(used.audience)
    return world.anna.id in gets(world.session, audience, Terms(Topic.COMMUNITY, perm, NOW))


def renames(at: World) -> object:
    return segments.rename(at.session, at.actor, segment(at), "Новые", NOW)


def restores(at: World) -> object:
    return drafts.restore(at.session, at.actor, draft(at), "Прежнее", NOW)


def drops(at: World) -> bool:
    number = draft(at)
    drafts.drop(at.session, at.actor, number, NOW)
    return at.session.get(Broadcast, number) is None


def drops_a_segment(at: World) -> bool:
    number = segment(at)
    segments.drop(at.session, at.actor, number, NOW)
    return at.session.get(Segment, number) is None


def rewrites(at: World) -> bool:
    return drafts.rewrite(at.session, at.actor, draft(at), Content("Иначе"), NOW) == 0


def removes_a_button(at: World) -> object:
    return drafts.without_button(at.session, at.actor, draft(at), "0", NOW)


def tries(at: World) -> object:
    return drafts.try_out(at.session, at.actor, draft(at), NOW)


COMPOSING = [
    UseCase(
        "drafts.begin",
        "begins a message to many",
        WRITES,
        lambda at: drafts.begin(at.session, at.actor, Content("Я"), perm, NOW),
    ),
    UseCase("drafts.bounded", "reaches her by a message to many", cells(*ANNOUNCERS, reaches=NEAR), reaches_anna),
    UseCase("drafts.own", "opens the message", WRITES, lambda at: drafts.own(at.session, at.actor, draft(at), NOW)),
    UseCase(
        "drafts.to_change",
        "changes the message",
        WRITES,
        lambda at: drafts.to_change(at.session, at.actor, draft(at), NOW),
    ),
    UseCase("drafts.rewrite", "writes the message anew", WRITES, rewrites),
    UseCase("drafts.restore", "takes back the words they replaced", WRITES, restores),
    UseCase(
        "drafts.without_files",
        "takes the files of the message away",
        WRITES,
        lambda at: drafts.without_files(at.session, at.actor, draft(at), NOW),
    ),
    UseCase(
        "drafts.advertise",
        "marks the message as advertising",
        WRITES,
        lambda at: drafts.advertise(at.session, at.actor, draft(at), "ООО «Книга»", NOW),
    ),
    UseCase(
        "drafts.add_link",
        "puts a link below the message",
        WRITES,
        lambda at: drafts.add_link(at.session, at.actor, draft(at), "Сайт", "https://site.ru", NOW),
    ),
    UseCase(
        "drafts.add_event",
        "puts an event below the message",
        WRITES,
        lambda at: drafts.add_event(at.session, at.actor, draft(at), made(at).id, NOW),
    ),
    UseCase(
        "drafts.ask_to_acknowledge",
        "asks readers to press that they have read it",
        WRITES,
        lambda at: drafts.ask_to_acknowledge(at.session, at.actor, draft(at), True, NOW),
    ),
    UseCase("drafts.without_button", "takes a button of the message away", WRITES, removes_a_button),
    UseCase("drafts.drop", "throws the message away", WRITES, drops),
    UseCase(
        "drafts.listed",
        "sees the messages that are not sent",
        WRITES,
        lambda at: draft(at) and drafts.listed(at.session, at.actor, 0, 9, NOW)[1] == 1,
    ),
    UseCase("drafts.try_out", "has the message sent to themselves", WRITES, tries),
    UseCase(
        "aiming.aim",
        "chooses whom the message is meant for",
        WRITES,
        lambda at: aiming.aim(at.session, at.actor, draft(at), Field.TOWN, HERE, perm, NOW),
    ),
    UseCase(
        "aiming.clear",
        "means the message for everybody again",
        WRITES,
        lambda at: aiming.clear(at.session, at.actor, draft(at), perm, NOW),
    ),
    UseCase(
        "aiming.towns",
        "is offered her town for a message",
        cells(*ANNOUNCERS, reaches=NEAR) | cells("curator", "announcer", reaches=OF_HER_TOWN),
        lambda at: HERE in {town.id for town in aiming.towns(at.session, at.actor, perm, NOW)},
    ),
    UseCase(
        "aiming.organisations",
        "is offered her organisation for a message",
        cells(*ANNOUNCERS, reaches=NEAR),
        lambda at: at.anna.organisation in aiming.organisations(at.session, at.actor, Audience(), NOW),
    ),
    UseCase(
        "segments.listed",
        "sees the audiences they have named",
        WRITES,
        lambda at: segment(at) and segments.listed(at.session, at.actor, 0, 9, NOW)[1] == 1,
    ),
    UseCase(
        "segments.own",
        "opens a named audience",
        WRITES,
        lambda at: segments.own(at.session, at.actor, segment(at), NOW),
    ),
    UseCase(
        "segments.save",
        "names an audience",
        WRITES,
        lambda at: segments.save(at.session, at.actor, draft(at), "Другие", NOW),
    ),
    UseCase(
        "segments.use", "reaches her by a named audience", cells(*ANNOUNCERS, reaches=NEAR), reaches_her_by_a_segment
    ),
    UseCase("segments.rename", "renames an audience", WRITES, renames),
    UseCase("segments.drop", "deletes a named audience", WRITES, drops_a_segment),
]
