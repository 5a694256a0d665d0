from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from messengers.screen import File, Screen
from storage.claiming import Judge, at_once
from storage.database import Database
from storage.notifications import WITH_FILE

Ids = Mapping[str, Any]
Words = Callable[[Session, str, Ids], Screen | None]


class Built(NamedTuple):
    """A file as it leaves: what the person sees it called, what is in it, and its kind and `mark` as in `File`."""

    name: str
    content: bytes
    kind: str = "document"
    mark: str | None = None


Documents = Callable[[Session, Ids], Sequence[Built]]


@dataclass(frozen=True)
class Notices:
    """How notifications become what people read: `words` within a tick, documents at delivery, outside of it.

    `judge` says before which are to wait, and which are not wanted.
    """

    words: Words
    documents: Mapping[str, Documents] = field(default_factory=dict)
    judge: Judge = at_once

    def has_document(self, kind: str, ids: Ids) -> bool:
        """Of some kinds only those whose ids say so."""
        return kind in self.documents and bool(ids.get(WITH_FILE, True))

    @asynccontextmanager
    async def complete(self, database: Database, screen: Screen, kind: str, ids: Ids) -> AsyncIterator[Screen]:
        """The screen with its files, which are on disk only meanwhile."""
        if not self.has_document(kind, ids):
            yield screen
            return
        build = self.documents[kind]
        built = await database.read(lambda session: build(session, ids))
        with TemporaryDirectory() as folder:
            yield replace(
                screen, files=tuple([await _on_disk(Path(folder) / str(at), each) for at, each in enumerate(built)])
            )


async def _on_disk(path: Path, built: Built) -> File:
    await asyncio.to_thread(path.write_bytes, built.content)
    return File(path, built.name, built.kind, passing=True, mark=built.mark)
