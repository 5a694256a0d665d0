"""`python -m bot post`: what waits to be delivered, what was set aside, and sending that again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.moment import make_now
from bot.settings import SettingsError, read_settings
from storage import outbox
from storage.database import Database
from storage.migrate import current, newest
from storage.outbox import Depth, SetAside

MOST_LINES = 20


def report(send_again: str | None = None) -> None:
    settings = read_settings()
    url, now = settings.database_url.get_secret_value(), make_now(settings.clock_file)()
    if current(url) != newest():
        raise SettingsError("DATABASE_URL: not of this version; run `python -m bot migrate` first")
    database = Database(url)
    try:
        if send_again:
            again = database.run_now(lambda session: outbox.send_again(session, send_again, now))
            _say(f"{again} will be sent again")
        depth, aside = database.run_now(lambda session: (outbox.depth(session, now), outbox.set_aside(session)))
    finally:
        database.close()
    for line in (*_depth(depth, now), *_set_aside(aside)):
        _say(line)


def _depth(depth: Depth, now: datetime) -> Iterator[str]:
    by_network = ", ".join(f"{network or 'no network yet'} {many}" for network, many in sorted_by_name(depth.waiting))
    oldest = f", the oldest for {_span(now - depth.oldest)}" if depth.oldest else ""
    yield f"waiting     {sum(depth.waiting.values())}{f' ({by_network})' if by_network else ''}{oldest}"
    yield f"later       {depth.later}{f', the next in {_span(depth.next - now)}' if depth.next else ''}"
    yield f"on the way  {depth.on_the_way}"
    yield f"sent        {depth.sent} in 24 hours, of these perhaps twice: {depth.perhaps_twice}"


def sorted_by_name(waiting: dict[str | None, int]) -> list[tuple[str | None, int]]:
    return sorted(waiting.items(), key=lambda item: item[0] or "")


def _set_aside(aside: list[SetAside]) -> Iterator[str]:
    for state, meaning in (("failed", "not delivered"), ("unsure", "nobody knows whether they arrived")):
        here = [each for each in aside if each.state == state]
        yield f"{state:10}  {sum(each.many for each in here)}{f', {meaning}:' if here else ''}"
        for each in here[:MOST_LINES]:
            yield f"    {each.many:6}  {each.topic}  {each.reason}, {_moment(each.since)}"
        if len(here) > MOST_LINES:
            yield f"            and {len(here) - MOST_LINES} more"
    if aside:
        yield "send again: python -m bot post --resend failed | unsure | TOPIC (the second column)"


def _moment(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else ""


def _span(time: timedelta) -> str:
    minutes = int(time.total_seconds()) // 60
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
