import re
from itertools import accumulate
from typing import Any

from sandbox.vk.errors import ApiError, wrong
from sandbox.vk.params import Params
from sandbox.world import Json

TEXT_LENGTH = 4096
STYLES = ("bold", "italic", "underline", "url")
_URL = re.compile(r"\bhttps?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_MENTION = re.compile(r"\[(?:id|club|public)\d+\|[^\]\n]+\]|[@*](?:id|club)\d+\b")


def text_of(params: Params) -> tuple[str, list[Json]]:
    """The message's text and its checked format."""
    text = params.text("message")
    if len(text) > TEXT_LENGTH:
        raise ApiError(914)
    return text, format_of(params, text)


def format_of(params: Params, text: str) -> list[Json]:
    data = params.parsed("format_data")
    if data is None:
        return []
    if str(data.get("version")) != "1" or not isinstance(data.get("items"), list):
        raise wrong("format_data should have version 1 and items")
    borders = _borders(text)
    return [_item(each, borders) for each in data["items"]]


def found(text: str, taken: list[Json]) -> list[Json]:
    """Links and mentions that VK itself makes of a text, beside what was formatted."""
    borders = _borders(text)
    spans = []
    for kind, pattern in (("url", _URL), ("mention", _MENTION)):
        for match in pattern.finditer(text):
            start, end = borders[match.start()], borders[match.end()]
            spans.append({"type": kind, "offset": start, "length": end - start})
    links = [each for each in taken if each["type"] == "url"]
    return [span for span in spans if not any(_overlap(span, link) for link in links)]


def _item(item: Any, borders: list[int]) -> Json:
    if not isinstance(item, dict) or item.get("type") not in STYLES:
        raise wrong(f"format_data items are of types {', '.join(STYLES)}")
    offset, length = _number(item.get("offset"), 0), _number(item.get("length"), 1)
    if offset + length > borders[-1] or not {offset, offset + length} <= set(borders):
        raise wrong("format_data items lie within the text, counted in UTF-16")
    if item["type"] == "url" and not str(item.get("url", "")).startswith(("http://", "https://")):
        raise wrong("format_data item of type url needs a url")
    return {name: item[name] for name in ("type", "offset", "length", "url") if name in item}


def _number(value: Any, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise wrong("format_data items have an offset and a length")
    return value


def _borders(text: str) -> list[int]:
    """Where each character begins, and the end, in UTF-16."""
    return [0, *accumulate(2 if ord(character) > 0xFFFF else 1 for character in text)]


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])
