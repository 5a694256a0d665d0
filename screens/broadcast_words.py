"""What readers of a message to many see: its words with their name, its mark as advertising, its buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from community.broadcasts import NAME, ResendTo
from community.drafts import Does, Purpose
from messengers.markup import Formatted, Span, markup_of, parse, units
from messengers.screen import MAX_LABEL, Button
from screens import presses
from screens.navigation import Rows, button, menu
from screens.words import esc, short
from storage.models import Broadcast, Event

FILES = "📎 Вложения — выше."
ACKNOWLEDGE = "✅ Принято к сведению"
NO_MORE = "🔕 Не получать новости"
COLLEAGUE = "коллега"
PART = 4096  # of a message, in either network
_NAME = NAME.pattern
_ADDRESSED = re.compile(rf",\s*{_NAME}(?!\s*\w)", re.IGNORECASE)  # «Здравствуйте, {имя}!»
_BEGINS = re.compile(rf"(^|[.!?…\n]\s*){_NAME}\s*,\s*(\w)", re.IGNORECASE)  # «{имя}, приглашаем»
RESENT = {
    ResendTo.MISSED: "🔁 Повторно, только тем, кому ещё не дошло.",
    ResendTo.SILENT: "🔁 Повторно, только тем, кто не отметил «Принято к сведению».",
}
_FIRST = re.compile(rf"(^|[.!?…\n]\s*)((?:<[^>]+>)*){_NAME}", re.IGNORECASE)
_AMID = re.compile(rf"(?:[^\s.!?…]+[^\S\n]+)?\S*[\w»)][^\S\n]+{_NAME}", re.IGNORECASE)  # «подарок для {имя}»
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


class Styled(NamedTuple):
    """A stretch of what somebody wrote, as the Bot API tells of it: in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str | None = None


def marked_up(text: str, styles: Sequence[Styled]) -> str:
    """As the markup of a screen; what a screen cannot show is plain. An address that stands in the text is no link."""
    spans = [Span("url" if each.kind == "text_link" else each.kind, *each[1:]) for each in styles if each.kind != "url"]
    return markup_of(Formatted(text.replace("\x00", " "), tuple(spans))).strip()


def words_for(broadcast: Broadcast, name: str | None) -> str:
    """`name` None: of somebody who has not told theirs."""
    said = named(broadcast.words, name) if broadcast.words else FILES
    if broadcast.purpose == Purpose.ADVERTISING:
        said += f"\n\n<i>Реклама. {esc(broadcast.advertiser or '')}</i>"
    return said


def named(words: str, name: str | None) -> str:
    if name:
        return NAME.sub(lambda _: esc(name), words)
    words = _ADDRESSED.sub("", words)
    words = _BEGINS.sub(lambda found: found[1] + found[2].upper(), words)
    return NAME.sub(COLLEAGUE, _FIRST.sub(rf"\1\2{COLLEAGUE.capitalize()}", words))


def amid(words: str, name: str | None) -> str:
    """The name and what it follows within a phrase, where nobody declines it: «подарок для Анна»; as plain text."""
    found = _AMID.search(parse(words).text)
    return NAME.sub(name or COLLEAGUE, " ".join(found[0].split())) if found else ""


def without_name(words: str) -> str:
    """The first sentence with a name in it, as whoever has told none reads it; as plain text."""
    plain = parse(words).text
    said = next(each for each in [*_SENTENCE.split(plain), plain] if NAME.search(each))
    return " ".join(named(said, None).split())


def first_words(broadcast: Broadcast, most: int = 60) -> str:
    """As plain text; nothing where there are files only."""
    said = " ".join(parse(named(broadcast.words or "", None)).text.split())
    return short(said, most).replace(".…", "…")


def parts(text: str) -> int:
    """As how many messages it comes."""
    return -(-units(parse(text).text) // PART)


def resent(broadcast: Broadcast) -> str:
    """To which of those who are meant it goes again."""
    return RESENT[ResendTo(broadcast.resend_to)] if broadcast.resend_of and broadcast.resend_to else ""


def buttons_of(broadcast: Broadcast, events: Mapping[int, Event]) -> Rows:
    """For its readers. An event that is gone has no button."""
    own = [found for each in broadcast.buttons if (found := _own(broadcast, each, events))]
    no_more = button(NO_MORE, presses.WantNoMore(topic=broadcast.topic))
    return [*([each] for each in own), [no_more], [menu()]]


def _own(broadcast: Broadcast, kept: Mapping[str, object], events: Mapping[int, Event]) -> Button | None:
    match kept["kind"]:
        case Does.LINK:
            return Button(short(str(kept["label"])), url=str(kept["url"]))
        case Does.ACKNOWLEDGE:
            return button(ACKNOWLEDGE, presses.Acknowledge(id=broadcast.id))
    event = events.get(int(str(kept["id"])))
    return button(event_label(event), presses.ShowEvent(id=event.id)) if event else None


def event_label(event: Event) -> str:
    return short(f"📅 {event.title}", MAX_LABEL)
