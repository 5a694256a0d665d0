"""Files that somebody sends come whole, or the message is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import Message

from bot import uploads
from bot.uploads import Uploads
from community.profile_files import load_profile
from community.talks import MOST_BYTES
from handlers.turn import Upload, Wanted
from messengers.messenger import TOO_LARGE, Rejected, Unavailable

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HEAD = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}


def document(name: str, size: int | None = None) -> dict[str, Any]:
    return {"document": {"file_id": name, "file_unique_id": name, "file_name": name, "file_size": size}}


def sent(*parts: Mapping[str, Any]) -> Message:
    """As VK sends several: the first as the message's own, all of them beside it."""
    return Message.model_validate({**HEAD, **parts[0], "attachments": list(parts)} if parts else {**HEAD, "text": "Да"})


async def fetch(file: str, most: int) -> bytes:
    if file == "gone":
        raise Rejected("no_file")
    if file == "slow":
        raise Unavailable("no_answer")
    content = b"x" * int(file) if file.isdigit() else file.encode()
    if len(content) > most:
        raise Rejected(TOO_LARGE)
    return content


async def taken(message: Message) -> Upload:
    box = Uploads(load_profile("perm-nastavniki"), {"vk": fetch})
    return await box.take("vk", message, Wanted(MOST_BYTES), NOW)


async def test_all_files_of_a_message_are_taken() -> None:
    upload = await taken(sent(document("one"), document("two")))
    assert [(file.kind, file.name, file.content) for file in upload.value] == [
        ("document", "one", b"one"),
        ("document", "two", b"two"),
    ]
    assert upload.trouble is None


@pytest.mark.parametrize(
    ("trouble", "parts"),
    [
        ("no_file", []),
        ("unreachable", [document("one"), document("gone")]),
        ("unreachable", [document("one"), document("slow")]),
        ("too_large", [document("one"), document("two", MOST_BYTES + 1)]),
    ],
)
async def test_message_that_does_not_come_whole_is_none(trouble: str, parts: list[dict[str, Any]]) -> None:
    upload = await taken(sent(*parts))
    assert not upload.value
    assert upload.trouble == trouble


async def test_files_together_have_a_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_TOGETHER", 10)
    assert (await taken(sent(document("5"), document("5")))).trouble is None
    assert (await taken(sent(document("5"), document("6")))).trouble == "too_large"
