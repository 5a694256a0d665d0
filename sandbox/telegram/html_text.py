import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sandbox.telegram.urls import WrongUrl, checked

Entity = dict[str, Any]

_SPACES = " \t\r\n\v\0"
_END = "\0"
_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<dec>[0-9]*)|(?P<name>[a-zA-Z]*))")


class MarkupError(ValueError):
    pass


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_borders(text: str) -> list[int]:
    """Where each character begins, and where the last one ends."""
    return [0, *accumulate([1 + (character > "\uffff") for character in text])]


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int
    start: int


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities (offsets in UTF-16 units) of Telegram's HTML. Offsets in errors are UTF-8 bytes."""
    parser = _Parser(source)
    parser.run()
    return _joined_surrogates("".join(parser.text)), parser.entities


def decode_reference(source: str, at: int) -> tuple[str, int]:
    """The character that `&...` at this place stands for and where it ends; ("", at) when it is plain text."""
    match = _REFERENCE.match(source, at)
    if match is None:
        return "", at
    character = _NAMED.get(match["name"] or "", "") or _numbered(match)
    end = match.end()
    if not character:
        return "", at
    return character, end + (source[end : end + 1] == ";")


def _numbered(match: re.Match[str]) -> str:
    digits, base = (match["hex"], 16) if match["hex"] is not None else (match["dec"], 10)
    code = int(digits, base) if digits else 0
    return chr(code) if 0 < code < 0x10FFFF and match.end() - match.start() < 10 else ""


def _joined_surrogates(text: str) -> str:
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise MarkupError(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        ) from None


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source.replace(_END, " ") + _END
        self._at = 0
        self._offset = 0
        self._open: list[_Open] = []
        self.text: list[str] = []
        self.entities: list[Entity] = []

    def run(self) -> None:
        while self._here != _END:
            if self._here == "<":
                self._tag()
            else:
                self._character()
        if self._open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')

    @property
    def _here(self) -> str:
        return self._source[self._at]

    def _character(self) -> None:
        character, end = decode_reference(self._source, self._at) if self._here == "&" else ("", self._at)
        if not character:
            character, end = self._here, self._at + 1
        self.text.append(character)
        self._offset += utf16_length(character)
        self._at = end

    def _tag(self) -> None:
        begin = self._at
        self._at += 1
        if self._here == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)
        self._at += 1

    def _start_tag(self, begin: int) -> None:
        tag = self._take_until(_SPACES + ">").lower()
        if self._here == _END:
            raise self._error("Unclosed start tag", begin)
        if tag not in _TYPES:
            raise self._error(f'Unsupported start tag "{tag}"', begin)
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(_Open(tag, argument, self._offset, len(self.text)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._skip_spaces()
            if self._here == ">":
                return argument
            name = self._take_until(_SPACES + "=>")
            if not name:
                raise self._error(f'Empty attribute name in the tag "{tag}"', begin)
            argument = self._attribute(tag, name, begin) or argument

    def _attribute(self, tag: str, name: str, begin: int) -> str:
        self._skip_spaces()
        if self._here != "=":
            if tag == "blockquote" and name == "expandable":
                return "expandable"
            raise self._error(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
        self._at += 1
        self._skip_spaces()
        if self._here == _END:
            raise self._error(f'Unclosed start tag "{tag}"', begin)
        return _meaning(tag, name, self._value(begin))

    def _value(self, begin: int) -> str:
        value = self._quoted() if self._here in "'\"" else self._name_token()
        if self._here == _END:
            raise self._error("Unclosed start tag", begin)
        return value

    def _name_token(self) -> str:
        start = self._at
        while self._here.isascii() and (self._here.isalnum() or self._here in ".-"):
            self._at += 1
        if self._here not in _SPACES + ">":
            raise self._error("Unexpected end of name token", start)
        return self._source[start : self._at].lower()

    def _quoted(self) -> str:
        quote = self._here
        self._at += 1
        value = []
        while self._here not in (quote, _END):
            character, end = decode_reference(self._source, self._at)
            value.append(character or self._here)
            self._at = end if character else self._at + 1
        self._at += self._here == quote
        return "".join(value)

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            raise self._error("Unexpected end tag", begin)
        self._at += 1
        found = self._take_until(_SPACES + ">").lower()
        self._skip_spaces()
        if self._here != ">":
            raise self._error("Unclosed end tag", begin)
        opened = self._open.pop()
        if found and found != opened.tag:
            message = f'Unmatched end tag at byte offset {self._bytes(begin)}, expected "</{opened.tag}>", '
            raise MarkupError(f'{message}found "</{found}>"')
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self._offset - opened.offset
        if length == 0:
            return
        entity = {"type": _TYPES[opened.tag], "offset": opened.offset, "length": length}
        if opened.tag == "a":
            self._link(entity, opened.argument or "".join(self.text[opened.start :]))
        elif opened.tag in ("code", "pre"):
            self._code(entity, opened.argument)
        else:
            self.entities.append(_detailed(entity, opened.argument))

    def _link(self, entity: Entity, url: str) -> None:
        try:
            self.entities.append({**entity, "url": checked(url)})
        except WrongUrl:
            return  # the real server forgets such a link silently

    def _code(self, entity: Entity, language: str) -> None:
        last = self.entities[-1] if self.entities else {}
        same_place = last.get("offset") == entity["offset"] and last.get("length") == entity["length"]
        if same_place and {last["type"], entity["type"]} == {"code", "pre"}:
            language = language or last.get("language", "")
            self.entities[-1] = {**entity, "type": "pre"}
        else:
            self.entities.append(entity)
        if language:
            self.entities[-1]["language"] = language

    def _take_until(self, stops: str) -> str:
        start = self._at
        while self._here not in stops:
            self._at += 1
        return self._source[start : self._at]

    def _skip_spaces(self) -> None:
        while self._here in _SPACES and self._here != _END:
            self._at += 1

    def _bytes(self, at: int) -> int:
        return len(self._source[:at].encode("utf-8", "surrogatepass"))

    def _error(self, message: str, at: int) -> MarkupError:
        return MarkupError(f"{message} at byte offset {self._bytes(at)}")


def _meaning(tag: str, name: str, value: str) -> str:
    if (tag, name) in (("a", "href"), ("tg-emoji", "emoji-id")):
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value[len("language-") :]
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value[len("tg-") :]
    return ""


def _detailed(entity: Entity, argument: str) -> Entity:
    if argument == "expandable":
        return {**entity, "type": "expandable_blockquote"}
    if entity["type"] == "custom_emoji":
        if not argument.isdigit() or int(argument) == 0:
            raise MarkupError("Invalid custom emoji identifier specified")
        return {**entity, "custom_emoji_id": argument}
    return entity
