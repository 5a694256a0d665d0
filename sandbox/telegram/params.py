import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.telegram.errors import ApiError, bad_request


@dataclass(frozen=True)
class Upload:
    name: str
    mime: str
    content: bytes


class Params:
    """Arguments of a call, however they came: values are text, or JSON as text, or already JSON."""

    def __init__(self, values: Mapping[str, Any], uploads: dict[str, Upload] | None = None) -> None:
        self._values = values
        self._uploads = uploads or {}

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        value = self._values.get(name)
        return value if isinstance(value, str) else "" if value is None else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        try:
            return int(self._values.get(name) or default)
        except (TypeError, ValueError):
            return default

    def boolean(self, name: str) -> bool:
        return str(self._values.get(name, "")).lower() in ("true", "1", "yes")

    def parsed(self, name: str) -> Any:
        value = self._values.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        return self._uploads.get(name)

    def within(self, values: Mapping[str, Any]) -> "Params":
        """The same uploads with the values of one item, as in an album."""
        return Params(values, self._uploads)


async def read_params(request: web.Request) -> Params:
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= await _json_body(request)
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, value.content_type, value.file.read())
            else:
                values[name] = value
    return Params(values, uploads)


async def _json_body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json() if request.can_read_body else {}
    except ValueError:
        raise ApiError(400, "Bad Request: can't parse request JSON object") from None
    if not isinstance(body, dict):
        raise ApiError(400, "Bad Request: request body must be a JSON object")
    return body
