from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.orm import Session

from messengers.screen import File, Screen
from storage.database import Database
from storage.notifications import Judge, at_once

Ids = Mapping[str, Any]
Words = Callable[[Session, str, Ids], Screen | None]
Document = Callable[[Session, Ids], tuple[str, bytes]]  # its name, its content


@dataclass(frozen=True)
class Notices:
    """How notifications become what people read: `words` within a tick, documents at delivery, outside of it.

    `judge` says before which are to wait, and which are not wanted.
    """

    words: Words
    documents: Mapping[str, Document] = field(default_factory=dict)
    judge: Judge = at_once

    def has_document(self, kind: str) -> bool:
        return kind in self.documents

    @asynccontextmanager
    async def complete(self, database: Database, screen: Screen, kind: str, ids: Ids) -> AsyncIterator[Screen]:
        """The screen with its document, which is on disk only meanwhile."""
        if not self.has_document(kind):
            yield screen
            return
        build = self.documents[kind]
        name, content = await database.read(lambda session: build(session, ids))
        with TemporaryDirectory() as folder:
            path = Path(folder) / "document"
            await asyncio.to_thread(path.write_bytes, content)
            yield replace(screen, files=(File(path, name),))
