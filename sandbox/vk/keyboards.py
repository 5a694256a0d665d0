"""Keyboards as the documentation limits them; what is wrong is told with the number of the button."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.vk.errors import ApiError
from sandbox.vk.params import Params
from sandbox.world import Json

LABEL_LENGTH = 40
PAYLOAD_BYTES = 255
COLORS = ("primary", "secondary", "default", "positive", "negative")
LINK = "open_link"
_PROPERTIES = {"text": {"payload"}, "callback": {"payload"}, LINK: {"payload", "link"}}


@dataclass(frozen=True)
class Size:
    buttons: int
    rows: int
    columns: int


INLINE = Size(buttons=10, rows=6, columns=5)
ORDINARY = Size(buttons=40, rows=10, columns=5)


def keyboard_of(params: Params) -> Json | None:
    """The checked keyboard, None when there is none."""
    if "keyboard" not in params:
        return None
    try:
        return checked(params.parsed("keyboard") or {})
    except ApiError as error:
        raise error if error.code == 911 else invalid("keyboard is not a valid JSON object") from None


def checked(keyboard: Json) -> Json:
    inline, one_time, rows = keyboard.get("inline", False), keyboard.get("one_time", False), keyboard.get("buttons")
    for name, value in (("inline", inline), ("one_time", one_time)):
        if not isinstance(value, bool):
            raise invalid(f"{name} property should be boolean")
    if inline and one_time:
        raise invalid("inline keyboard can't be one_time")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise invalid("buttons should be an array of arrays")
    _check_size(rows, INLINE if inline else ORDINARY)
    buttons = [[_button(button, f"[{y}][{x}]") for x, button in enumerate(row)] for y, row in enumerate(rows)]
    return {"one_time": one_time, "inline": inline, "buttons": [row for row in buttons if row]}


def invalid(what: str) -> ApiError:
    return ApiError(911, what)


def _check_size(rows: list[list[Any]], size: Size) -> None:
    if len(rows) > size.rows:
        raise invalid("buttons contain too much rows")
    if any(len(row) > size.columns for row in rows):
        raise invalid("buttons contain too much columns")
    if sum(map(len, rows)) > size.buttons:
        raise invalid("keyboard contains too much buttons")


def _button(button: Any, place: str) -> Json:
    action = button.get("action") if isinstance(button, dict) else None
    if not isinstance(action, dict):
        raise invalid(f"button {place} has no action")
    kind = action.get("type")
    if not isinstance(kind, str) or kind not in _PROPERTIES:
        raise invalid(f"button {place} has unknown action type")
    if set(action) - {"type", "label"} - _PROPERTIES[kind]:
        raise invalid(f"button {place} has unknown properties")
    _check_color(button, kind, place)
    _check_label(action.get("label"), place)
    _check_payload(action, place)
    if kind == LINK and not _is_link(action.get("link")):
        raise invalid(f"button {place} has invalid link")
    return {"action": action, **({"color": button.get("color", "default")} if kind != LINK else {})}


def _check_color(button: Json, kind: str, place: str) -> None:
    if "color" in button and (kind == LINK or button["color"] not in COLORS):
        raise invalid(f"button {place} has invalid color")


def _check_label(label: Any, place: str) -> None:
    if not isinstance(label, str) or not label.strip():
        raise invalid(f"button {place} has no label")
    if len(label) > LABEL_LENGTH:
        raise invalid(f"button {place} label is too long")


def _check_payload(action: Json, place: str) -> None:
    if "payload" not in action:
        return
    payload = action["payload"]
    if not isinstance(payload, str):
        raise invalid(f"button {place} payload should be a string")
    if len(payload.encode()) > PAYLOAD_BYTES:
        raise invalid(f"button {place} payload is too long")
    try:
        json.loads(payload)
    except (ValueError, RecursionError):
        raise invalid(f"button {place} payload is not valid JSON") from None


def _is_link(link: Any) -> bool:
    if not isinstance(link, str) or any(character.isspace() for character in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "").strip(".")
