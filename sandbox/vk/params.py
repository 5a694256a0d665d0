import json
from collections.abc import Mapping
from typing import Any

from sandbox.vk.errors import wrong
from sandbox.world import Json


class Params:
    """Arguments of a method: text from a form, or JSON values from the code of `execute`."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        return _sound(name, _text(self._values.get(name)))

    def needed(self, name: str) -> str:
        if name not in self:
            raise wrong(f"{name} is a required parameter")
        return self.text(name)

    def integer(self, name: str, default: int = 0) -> int:
        if name not in self:
            return default
        try:
            return int(self.text(name))
        except ValueError:
            raise wrong(f"{name} should be integer") from None

    def boolean(self, name: str) -> bool:
        return self.text(name).lower() in ("1", "true")

    def listed(self, name: str) -> list[str]:
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def integers(self, name: str) -> list[int]:
        try:
            return [int(part) for part in self.listed(name)]
        except ValueError:
            raise wrong(f"{name} should be a list of integers") from None

    def parsed(self, name: str) -> Json | None:
        """The object in a JSON string; objects are not taken, VK wants them as strings."""
        if name not in self:
            return None
        try:
            value = json.loads(self._values[name])
        except (TypeError, ValueError, RecursionError):
            raise wrong(f"{name} is not valid JSON") from None
        if not isinstance(value, dict):
            raise wrong(f"{name} should be an object")
        _sound(name, json.dumps(value, ensure_ascii=False))
        return value

    def shown(self, method: str) -> list[dict[str, str]]:
        """As errors repeat them, without the token."""
        pairs = {"oauth": "1", "method": method, **{name: _text(value) for name, value in self._values.items()}}
        return [{"key": key, "value": value} for key, value in pairs.items() if key != "access_token"]


def _sound(name: str, text: str) -> str:
    """Half a character, which JSON can write, is none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise wrong(f"{name} should be UTF-8") from None
    return text


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return "1" if value else ""
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return "[object Object]" if isinstance(value, dict) else str(value)
