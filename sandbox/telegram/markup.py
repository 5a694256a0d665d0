import bisect
import json
import re
from collections.abc import Iterator
from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.html_text import Entity, MarkupError, parse_html, utf16_borders, utf16_length
from sandbox.telegram.urls import WrongUrl, checked

_STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote",
           "code", "pre", "text_link", "custom_emoji")  # fmt: skip
_FOUND = (
    (
        "url",
        re.compile(r"\bhttps?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]|\b(?:[a-z0-9-]+\.)+(?:ru|com|org|net|рф)\b(?:/\S*)?"),
    ),
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}\b", re.ASCII)),
    ("bot_command", re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?\b(?!/)", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")


def formatted(text: str, parse_mode: str, entities: Any) -> tuple[str, list[Entity]]:
    """Text and entities as the server keeps them: parsed, trimmed, checked, with links and commands found."""
    text = _cleaned(text)
    styles: list[Entity]
    if parse_mode:
        text, styles = _parsed(text, parse_mode)
    else:
        styles = _given(text, entities or [])
    text, styles = trimmed(text, styles)
    styles = without_code_overlaps(styles)
    return text, ordered([*styles, *found(text, styles)])


def found(text: str, taken: list[Entity]) -> list[Entity]:
    """Links, mentions, commands that the server itself finds, outside code and links."""
    offsets = utf16_borders(text)
    closed = [_range(each) for each in taken if each["type"] in ("code", "pre", "text_link")]
    result: list[Entity] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            start, end = offsets[match.start()], offsets[match.end()]
            if not any(start < b and a < end for a, b in closed):
                closed.append((start, end))
                result.append({"type": kind, "offset": start, "length": end - start})
    return result


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    skipped = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    length = utf16_length(text)
    result = []
    for entity in entities:
        start, end = _range(entity)
        start, end = max(start - skipped, 0), min(end - skipped, length)
        if start < end:
            result.append({**entity, "offset": start, "length": end - start})
    return text, result


def without_code_overlaps(entities: list[Entity]) -> list[Entity]:
    """Code holds no other style: whatever lies over it is cut to what is left of it on both sides."""
    codes = [each for each in entities if each["type"] in ("code", "pre")]
    result = list(codes)
    for entity in entities:
        if entity["type"] not in ("code", "pre"):
            result += [{**entity, "offset": a, "length": b - a} for a, b in _outside(entity, codes)]
    return result


def ordered(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda each: (each["offset"], -each["length"], each["type"]))


def _outside(entity: Entity, codes: list[Entity]) -> Iterator[tuple[int, int]]:
    start, end = _range(entity)
    for code_start, code_end in sorted(map(_range, codes)):
        if code_start < end and start < code_end:
            if entity["type"] in ("blockquote", "expandable_blockquote"):
                continue
            if start < code_start:
                yield start, code_start
            start = code_end
    if start < end:
        yield start, end


def _parsed(text: str, parse_mode: str) -> tuple[str, list[Entity]]:
    if parse_mode.lower() in ("markdown", "markdownv2"):
        raise bad_request("the sandbox reads HTML and entities, not Markdown")
    if parse_mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    try:
        return parse_html(text)
    except MarkupError as error:
        raise bad_request(f"can't parse entities: {error}") from None


def _given(text: str, entities: Any) -> list[Entity]:
    if isinstance(entities, str):
        try:
            entities = json.loads(entities)
        except ValueError:
            raise bad_request("can't parse entities: can't parse entities JSON object") from None
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    borders = utf16_borders(text)
    return [one for each in entities if (one := _checked_entity(each, borders))]


def _checked_entity(entity: Any, borders: list[int]) -> Entity | None:
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        raise bad_request("can't parse entities: expected an Object")
    _check_place(entity.get("offset"), entity.get("length"), borders)
    if entity["length"] == 0 or entity["type"] not in _STYLES:
        return None  # what the server finds itself, such as mentions, is not taken from the bot
    names = ("type", "offset", "length", "language", "custom_emoji_id")
    kept = {name: entity[name] for name in names if entity.get(name) is not None}
    return kept | _link_of(entity)


def _link_of(entity: Entity) -> Entity:
    if entity["type"] != "text_link":
        return {}
    try:
        return {"url": checked(str(entity.get("url") or ""))}
    except WrongUrl as error:
        raise bad_request(f"entity {error}") from None


def _check_place(offset: Any, length: Any, borders: list[int]) -> None:
    for name, value in (("offset", offset), ("length", length)):
        if not isinstance(value, int) or not 0 <= value <= 1_000_000:
            raise bad_request(f"receive an entity with incorrect {name} {value}")
    if offset + length > borders[-1]:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {borders[-1]}"
        )
    for verb, place in (("begins", offset), ("ends", offset + length)):
        if borders[bisect.bisect_left(borders, place)] != place:
            raise bad_request(f"entity {verb} in a middle of a UTF-16 symbol at byte offset {place}")


def _cleaned(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return _CONTROL.sub(" ", text.replace("\r", ""))


def _range(entity: Entity) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]
