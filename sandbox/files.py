import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Stored:
    key: str
    kind: str
    name: str
    mime: str
    size: int


class FileStore:
    """Contents of everything sent, in memory or, when the world is kept, in a folder beside it."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._contents: dict[str, bytes] = {}
        self._stored: dict[str, Stored] = {}

    def add(self, kind: str, name: str, mime: str, content: bytes) -> Stored:
        stored = Stored(secrets.token_hex(12), kind, name, mime, len(content))
        self._stored[stored.key] = stored
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self._folder / stored.key).write_bytes(content)
        else:
            self._contents[stored.key] = content
        return stored

    def get(self, key: str) -> Stored | None:
        return self._stored.get(key)

    def content(self, stored: Stored) -> bytes:
        return (self._folder / stored.key).read_bytes() if self._folder else self._contents[stored.key]

    def dump(self) -> list[dict[str, Any]]:
        return [asdict(stored) for stored in self._stored.values()]

    def load(self, rows: list[dict[str, Any]]) -> None:
        self._stored = {row["key"]: Stored(**row) for row in rows}
