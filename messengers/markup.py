from __future__ import annotations

from dataclasses import dataclass, field, replace
from html import escape as html_escape
from html.parser import HTMLParser
from itertools import pairwise

KINDS = {"b": "bold", "i": "italic", "u": "underline", "a": "url"}
TAGS = {kind: tag for tag, kind in KINDS.items() if tag != "a"}


@dataclass(frozen=True)
class Span:
    """A formatted stretch of text; offset and length in UTF-16 units, as both networks count."""

    kind: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True)
class Formatted:
    text: str
    spans: tuple[Span, ...] = ()


def escape(value: object) -> str:
    return html_escape(str(value), quote=False)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parse(markup: str) -> Formatted:
    """Raises ValueError for a tag that no network shows or that is not closed."""
    if "<" not in markup and "&" not in markup:
        return Formatted(markup)
    parser = _Parser()
    parser.feed(markup)
    parser.close()
    if parser.open:
        raise ValueError(f"not closed: <{parser.open[-1][0]}>")
    return Formatted("".join(parser.parts), tuple(sorted(parser.spans, key=lambda span: (span.offset, -span.length))))


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.spans: list[Span] = []
        self.open: list[tuple[str, int, str | None]] = []
        self.position = 0

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
        self.position += units(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KINDS:
            raise ValueError(f"no network shows <{tag}>")
        address = dict(attrs).get("href")
        if tag == "a" and not address:
            raise ValueError("a link needs an address")
        self.open.append((tag, self.position, address))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise ValueError(f"</{tag}> closes nothing")
        _, offset, url = self.open.pop()
        if self.position > offset:
            self.spans.append(Span(KINDS[tag], offset, self.position - offset, url))


@dataclass
class _Piece:
    text: str
    start: int = 0
    spans: list[Span] = field(default_factory=list)


def markup_of(formatted: Formatted) -> str:
    """The contrary of `parse`. Spans may overlap as they like: each stretch has tags of its own."""
    letters = formatted.text.encode("utf-16-le", "surrogatepass")
    spans = [_inside(span, len(letters) // 2) for span in formatted.spans]
    edges = sorted({0, len(letters) // 2, *(edge for begin, end, _ in spans for edge in (begin, end))})
    return "".join(
        _tagged(
            letters[2 * begin : 2 * end].decode("utf-16-le", "replace"),
            [span for first, last, span in spans if first <= begin and end <= last],
        )
        for begin, end in pairwise(edges)
    )


def _inside(span: Span, length: int) -> tuple[int, int, Span]:
    begin = min(max(span.offset, 0), length)
    return begin, min(max(span.offset + span.length, begin), length), span


def _tagged(text: str, spans: list[Span]) -> str:
    """What no address is given for is no link, and a link is in no other."""
    marked = escape(text)
    for tag in sorted({TAGS[span.kind] for span in spans if span.kind in TAGS}, reverse=True):
        marked = f"<{tag}>{marked}</{tag}>"
    url = next((span.url for span in spans if span.kind == "url" and span.url), None)
    return f'<a href="{html_escape(url)}">{marked}</a>' if url else marked


def split(formatted: Formatted, limit: int) -> list[Formatted]:
    """Parts of at most `limit` UTF-16 units, cut at a line or a word where one is near, formatting kept."""
    if len(formatted.text) * 2 <= limit or units(formatted.text) <= limit:
        return [formatted]
    pieces: list[_Piece] = []
    rest, start = formatted.text, 0
    while rest:
        cut = _cut(rest, limit)
        pieces.append(_Piece(rest[:cut], start))
        start += units(rest[:cut])
        rest = rest[cut:]
    for piece in pieces:
        piece.spans = [part for span in formatted.spans if (part := _within(span, piece))]
    return [Formatted(piece.text, tuple(piece.spans)) for piece in pieces if piece.text.strip()]


def _cut(text: str, limit: int) -> int:
    if units(text) <= limit:
        return len(text)
    longest = _prefix(text, limit)
    for mark in ("\n\n", "\n", ". ", " "):
        found = text.rfind(mark, longest // 2, longest)
        if found > 0:
            return found + len(mark)
    return longest


def _prefix(text: str, limit: int) -> int:
    used = 0
    for index, letter in enumerate(text):
        used += 2 if ord(letter) > 0xFFFF else 1
        if used > limit:
            return max(index, 1)
    return len(text)


def _within(span: Span, piece: _Piece) -> Span | None:
    begin = max(span.offset, piece.start)
    end = min(span.offset + span.length, piece.start + units(piece.text))
    return replace(span, offset=begin - piece.start, length=end - begin) if end > begin else None
