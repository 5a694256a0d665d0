"""The part of VKScript that a bot's batches need: one `return` of calls, arrays and JSON values.

return [API.messages.send({"peer_id": 1}), API.messages.edit({})];
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.vk.errors import ApiError

MOST_CALLS = 25
_CALL = re.compile(r"API\.([A-Za-z]+(?:\.[A-Za-z]+)?)\s*\(")
_RETURN = re.compile(r"\s*return\b")
_SPACE = re.compile(r"\s*")
_LINE_ENDS = ("\u2028", "\u2029")  # they end a line of a script, also inside a string


@dataclass(frozen=True)
class Call:
    method: str
    values: dict[str, Any]


def parsed(code: str) -> Any:
    """The returned expression: a `Call`, a list of expressions, or a plain JSON value."""
    if any(end in code for end in _LINE_ENDS):
        raise _uncompilable("unexpected end of line")
    start = _RETURN.match(code)
    if start is None:
        raise _uncompilable("'return' expected")
    try:
        value, at = _expression(code, start.end())
    except RecursionError:
        raise _uncompilable("too deep") from None
    if code[_skip(code, at) :].strip() not in (";", ""):
        raise _uncompilable("';' expected", at)
    return value


def calls_in(expression: Any) -> Iterator[Call]:
    if isinstance(expression, Call):
        yield expression
    elif isinstance(expression, list):
        for each in expression:
            yield from calls_in(each)


def _expression(code: str, at: int) -> tuple[Any, int]:
    at = _skip(code, at)
    call = _CALL.match(code, at)
    if call:
        return _call(code, call)
    if code[at : at + 1] == "[":
        return _array(code, at + 1)
    return _json(code, at)


def _call(code: str, call: re.Match[str]) -> tuple[Call, int]:
    at = _skip(code, call.end())
    values: Any = {}
    if code[at : at + 1] != ")":
        values, at = _json(code, at)
    at = _skip(code, at)
    if not isinstance(values, dict) or code[at : at + 1] != ")":
        raise _uncompilable("an object and ')' expected", at)
    return Call(call[1], values), at + 1


def _array(code: str, at: int) -> tuple[list[Any], int]:
    items: list[Any] = []
    at = _skip(code, at)
    while code[at : at + 1] != "]":
        if items:
            at = _past(code, at, ",")
        item, at = _expression(code, at)
        items.append(item)
        at = _skip(code, at)
    return items, at + 1


def _json(code: str, at: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(code, at)
    except ValueError:
        raise _uncompilable("unexpected token", at) from None


def _past(code: str, at: int, sign: str) -> int:
    if code[at : at + 1] != sign:
        raise _uncompilable(f"{sign!r} expected", at)
    return at + 1


def _skip(code: str, at: int) -> int:
    space = _SPACE.match(code, at)
    return space.end() if space else at


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _uncompilable(what: str, at: int = 0) -> ApiError:
    return ApiError(12, f"{what} at {at}")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)
