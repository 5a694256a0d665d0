from __future__ import annotations

import asyncio
import gc
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from sqlalchemy.orm import Session

from bot.lock import only_one
from bot.moment import Now, make_now, watch
from bot.pump import Forgotten, Pump
from bot.settings import Settings, read_profile
from bot.turns import Turns
from bot.uploads import Uploads
from community import case_privacy, complaint_files, quiet, roles, talks
from community.notices import Notice
from community.profiles import CommunityProfile
from community.talks import RELAYED
from messengers.messenger import DeliveryError, Messenger
from messengers.screen import Screen
from messengers.telegram import Telegram
from messengers.vk import Community, Vk
from scheduler.clock import run_clock
from scheduler.notices import Built, Documents, Notices
from scheduler.post import Post
from scheduler.timetable import timetable
from screens.announcing_notices import PICTURED, picture_of
from screens.broadcast_notices import ENCLOSED
from screens.broadcast_notices import files_of as files_of_broadcast
from screens.case_privacy import file_name
from screens.documents import DOCUMENTS, LINKED, Build
from screens.navigation import menu
from screens.notices import NOTICES
from screens.start import COMMANDS
from storage.database import Database
from storage.installation import installation_secret
from storage.leadership import Leadership, Task
from storage.migrate import migrate
from storage.models import TalkFile
from storage.notifications import JOBS_CHANNEL

log = structlog.get_logger()

INTRODUCED_AGAIN = 60
REPORTED_EVERY = 3600  # seconds

FilesOf = Callable[[Session, Mapping[str, Any]], Sequence[TalkFile]]


def make_messengers(settings: Settings, secret: str = "") -> list[Messenger]:
    """`secret` tells this installation's messages from another's in a network that needs it."""
    telegram: list[Messenger] = [make_telegram(settings)] if settings.telegram_token else []
    return [*telegram, make_vk(settings, secret)] if settings.vk_token else telegram


def make_telegram(settings: Settings) -> Telegram:
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    proxy = settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None
    return Telegram(
        token, settings.telegram_api_url, proxy, settings.telegram_rate, COMMANDS, settings.telegram_paid_broadcast
    )


def make_vk(settings: Settings, secret: str = "") -> Vk:
    token = settings.vk_token.get_secret_value() if settings.vk_token else ""
    community = Community(
        token,
        settings.vk_group_id or 0,
        settings.vk_api_url,
        settings.vk_api_version,
        secret,
        menu(),
        bulk_rate=settings.vk_bulk_rate,
    )
    return Vk(community)


class App:
    """The program put together: for each network a pump and a post, and the clock, over one database."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.community = read_profile(settings)
        self.now: Now = make_now(settings.clock_file)
        url = settings.database_url.get_secret_value()
        self.database = Database(url)
        self.messengers = make_messengers(settings, self.database.run_now(installation_secret))
        self._links = {each.network: each.link for each in self.messengers}
        self.counters: Counter[str] = Counter()
        self.posts = {messenger.network: self._make_post(messenger) for messenger in self.messengers}
        uploads = Uploads(self.community, {each.network: each.fetch for each in self.messengers})
        turns = Turns(self.database, self.community, self.now, list(self.posts), self._links, uploads)
        self._time_moved, self._begun = asyncio.Event(), asyncio.Event()
        self.pumps = [
            Pump(
                self.database, turns, messenger, self.now, self.wake_posts, self.counters, self.forget, self._begun.set
            )
            for messenger in self.messengers
        ]
        self._leadership = Leadership(url)

    def _make_post(self, messenger: Messenger) -> Post:
        networks = [each.network for each in self.messengers]
        words, judge = partial(_words, community=self.community), partial(quiet.judge, community=self.community)
        built: dict[str, Documents] = {
            kind: partial(_document, build=build, community=self.community) for kind, build in DOCUMENTS.items()
        }
        for kind, build_linked in LINKED.items():
            built[kind] = partial(_document, build=partial(build_linked, links=self._links), community=self.community)
        built |= dict.fromkeys(RELAYED, partial(_files_said, found=talks.files_of)) | dict.fromkeys(PICTURED, _picture)
        built |= dict.fromkeys(ENCLOSED, _enclosed)
        built[Notice.COMPLAINT_FILES] = partial(_files_said, found=complaint_files.flagged)
        notices = Notices(words, built, judge)
        return Post(self.database, messenger, networks, notices, self.now, self.wake_posts, self.counters)

    async def forget(self, forgotten: Forgotten) -> None:
        """Somebody's data were erased: neither memory nor the log of the database keeps them."""
        for network, number in forgotten:
            for pump in self.pumps:
                if pump.network == network:
                    pump.forget(number)
        while not await asyncio.to_thread(self.database.settle):
            self.counters["unsettled"] += 1
            await asyncio.sleep(1)

    def wake_posts(self, networks: Iterable[str] | None = None) -> None:
        for network in self.posts if networks is None else networks:
            self.posts[network].wake()

    async def _introduce(self) -> None:
        """A network out of reach is asked again, until the program ends."""
        while True:
            for messenger in self.messengers:
                if messenger.link("") is None:
                    with suppress(DeliveryError):
                        await messenger.introduce()
            await asyncio.sleep(INTRODUCED_AGAIN)

    async def _report(self) -> None:
        """Numbers only: what was answered, dropped, repeated, refused."""
        try:
            while True:
                await asyncio.sleep(REPORTED_EVERY)
                log.info("counted", **self.counters)
        finally:
            log.info("counted", **self.counters)

    def _look_at_the_time(self) -> None:
        self._time_moved.set()
        self.wake_posts()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; updates not yet answered wait in the inbox."""
        await self.database.run(lambda session: roles.appoint_owners(session, self.settings.owners, self.now()))
        if not self.community.operator.is_filled:
            log.warning("the operator of personal data is not named in the profile", profile=self.community.id)
        if self.settings.telegram_paid_broadcast:
            log.warning("announcements in Telegram are paid for", stars_each=0.1)
        stopped = asyncio.create_task(stop.wait())
        work = [asyncio.create_task(self._leadership.lead(task)) for task in self._tasks()]
        work += [asyncio.create_task(step) for step in (self._introduce(), self._report())]
        if self.settings.clock_file:
            work.append(asyncio.create_task(watch(self.settings.clock_file, self._look_at_the_time)))
        try:
            await asyncio.wait([*work, stopped], return_when=asyncio.FIRST_COMPLETED)
            for task in work:
                if task.done():
                    task.result()
        finally:
            await self._close([*work, stopped])

    def _tasks(self) -> Iterator[Task]:
        """What is done by one program only, however many run; each network may be served by another."""
        jobs = timetable(self.community, list(self.posts))
        ring = partial(run_clock, self.database, self.now, self.wake_posts, self._time_moved, jobs, self._begun)
        yield Task("clock", ring, self._begun.set, channel=JOBS_CHANNEL)
        for pump in self.pumps:
            post = self.posts[pump.network]
            yield Task(pump.network, partial(_serve, pump, post), post.wake, post.abandon)

    async def _close(self, work: list[asyncio.Task[Any]]) -> None:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        for messenger in self.messengers:
            await messenger.close()
        await asyncio.to_thread(self.database.close)


async def _serve(pump: Pump, post: Post) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(pump.run())
        group.create_task(post.run())


def _words(session: Session, kind: str, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    return NOTICES[kind](session, ids, community)


def _document(session: Session, ids: Mapping[str, Any], build: Build, community: CommunityProfile) -> list[Built]:
    return [Built(*build(session, ids, community))]


def _files_said(session: Session, ids: Mapping[str, Any], found: FilesOf) -> list[Built]:
    files = found(session, ids)
    hidden = case_privacy.of_unnamed(session, files)
    return [
        Built(file_name(number, file, file.id in hidden), file.content, file.kind)
        for number, file in enumerate(files, 1)
    ]


def _picture(session: Session, ids: Mapping[str, Any]) -> list[Built]:
    found = picture_of(session, ids)
    return [Built(found.name, found.content, "photo", found.digest)] if found else []


def _enclosed(session: Session, ids: Mapping[str, Any]) -> list[Built]:
    """The same for every reader: a network is given each file once."""
    found = files_of_broadcast(session, ids)
    return [Built(file.name, file.content, file.kind, f"enclosed:{file.id}:{file.size}") for file in found]


def _settle_memory() -> None:
    """One full collection stops an aiogram process for 150 ms: what lives for ever is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    gc.enable()


def run(settings: Settings) -> None:
    url = settings.database_url.get_secret_value()
    with only_one(url), suppress(KeyboardInterrupt):
        migrate(url)
        asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = App(settings)
    _settle_memory()
    await app.run(stop)
