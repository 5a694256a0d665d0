"""An event for a person's own calendar: a file of RFC 5545. Times in UTC need no time zone in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 75  # octets
UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u0085\u2028\u2029\ud800-\udfff]")
ESCAPED = re.compile(r"[\\;,]")


@dataclass(frozen=True)
class CalendarEntry:
    """A calendar replaces what it has under the same `uid` by what has a greater `sequence`."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    place: str = ""
    url: str = ""
    details: str = ""
    sequence: int = 0
    cancelled: bool = False


def ics(entry: CalendarEntry) -> bytes:
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Nastavnik//Events//RU", "METHOD:PUBLISH", "BEGIN:VEVENT")
    lines = (*head, *_properties(entry), "END:VEVENT", "END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _properties(entry: CalendarEntry) -> Iterator[str]:
    yield f"UID:{_text(entry.uid)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    for name, moment in (("DTSTAMP", entry.changed_at), ("DTSTART", entry.starts_at), ("DTEND", entry.ends_at)):
        yield f"{name}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for name, text in (("SUMMARY", entry.title), ("LOCATION", entry.place), ("DESCRIPTION", entry.details)):
        if text:
            yield f"{name}:{_text(text)}"
    if entry.url:
        yield f"URL:{_address(entry.url)}"


def _address(url: str) -> str:
    """No address has a backslash (RFC 3986); a calendar would read it as the beginning of a sign."""
    return "".join(UNSEEN.sub("", url).split()).replace("\\", "%5C")


def _text(text: str) -> str:
    plain = UNSEEN.sub(" ", text.replace("\r\n", "\n"))
    return ESCAPED.sub(r"\\\g<0>", plain).replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line that goes on begins with a space; no letter is cut in two."""
    parts, room = [""], LONGEST_LINE
    for sign in line:
        octets = len(sign.encode())
        if octets > room:
            parts.append("")
            room = LONGEST_LINE - 1
        parts[-1] += sign
        room -= octets
    return "\r\n ".join(parts)
