from __future__ import annotations

from pathlib import Path

import pytest

from messengers.messenger import Lane, Place, Rejected
from messengers.screen import Attachment, Button, File, Screen
from tests.contract.networks import MENU, Network, Reader
from tests.sandbox.test_messages import PNG


@pytest.fixture
def plan(tmp_path: Path) -> File:
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.4 plan")
    return File(tmp_path / "plan.pdf", "План урока.pdf")


def with_file(file: File) -> Screen:
    return Screen("Положение в файле выше", [[Button("Понятно", "read")], [MENU]], files=(file,))


async def test_document_comes_above_its_screen_and_the_buttons_work(network: Network, anna: Reader, plan: File) -> None:
    number = await network.show(with_file(plan), anna)
    document, screen = await anna.shown()
    assert [file["name"] for file in document["files"]] == ["План урока.pdf"]
    assert (screen["text"], screen["id"]) == ("Положение в файле выше", number)
    await anna.presses(screen)
    [(update, place)] = await network.heard()
    assert update["callback_query"]["data"] == "read"
    await network.messenger.show(Screen("Хорошо", [[MENU]]), place, Lane.REPLY)
    assert [message["text"] for message in await anna.shown()] == ["", "Хорошо"]


async def test_document_arrives_whole(network: Network, anna: Reader, plan: File) -> None:
    await network.show(with_file(plan), anna)
    [file] = (await anna.shown())[0]["files"]
    async with network.sandbox.http.get(file["url"]) as answer:
        assert await answer.read() == b"%PDF-1.4 plan"


async def test_screen_with_a_document_replaces_nothing(network: Network, anna: Reader, plan: File) -> None:
    first = await network.show(Screen("Меню", [[MENU]]), anna)
    await network.show(with_file(plan), anna, replaces=first)
    assert [message["text"] for message in await anna.shown()] == ["Меню", "", "Положение в файле выше"]


async def test_file_that_somebody_sent_is_shown_to_somebody_else(network: Network, anna: Reader, boris: Reader) -> None:
    await boris.attaches("photo", b"content")
    [(update, _)] = await network.heard()
    photo = update["message"]["photo"][-1]
    reference = photo["file_unique_id" if network.name == "vk" else "file_id"]
    screen = Screen("Документы выше", [[MENU]], attached=(Attachment("photo", reference),))
    await network.show(screen, anna)
    file, words = await anna.shown()
    assert [each["kind"] for each in file["files"]] == ["photo"]
    assert words["text"] == "Документы выше"


@pytest.mark.parametrize("kind", ["photo", "doc"])
async def test_file_that_is_gone_keeps_the_words_not_back(network: Network, anna: Reader, kind: str) -> None:
    await network.show(Screen("Документы выше", [[MENU]], attached=(Attachment(kind, "1_404_gone"),)), anna)
    assert [message["text"] for message in await anna.shown()] == ["Документы выше"]


async def test_document_is_uploaded_once_for_all(network: Network, anna: Reader, boris: Reader, plan: File) -> None:
    for reader in (anna, boris, anna):
        await network.show(with_file(plan), reader)
    shown = [*await anna.shown(), *await boris.shown()]
    assert len({file["url"] for message in shown for file in message["files"]}) == 1


async def test_marked_photo_is_uploaded_once_for_all(
    network: Network, anna: Reader, boris: Reader, tmp_path: Path
) -> None:
    for reader, mark in ((anna, "sun"), (boris, "sun"), (anna, "moon")):
        photo = File(tmp_path / f"{reader.number}{mark}", "photo.png", "photo", passing=True, mark=mark)
        photo.path.write_bytes(PNG + mark.encode())
        await network.show(with_file(photo), reader)
    files = [file for reader in (anna, boris) for message in await reader.shown() for file in message["files"]]
    assert [file["kind"] for file in files] == ["photo"] * 3
    assert len({file["url"] for file in files}) == 2


async def test_changed_document_is_uploaded_again(network: Network, anna: Reader, plan: File) -> None:
    await network.show(with_file(plan), anna)
    plan.path.write_bytes(b"%PDF-1.4 another plan")
    await network.show(with_file(plan), anna)
    assert len({file["url"] for message in await anna.shown() for file in message["files"]}) == 2


async def test_missing_document_is_a_refusal(network: Network, anna: Reader, tmp_path: Path) -> None:
    with pytest.raises(Rejected) as caught:
        await network.show(with_file(File(tmp_path / "none.pdf", "x.pdf")), anna)
    assert caught.value.code == "no_file"


@pytest.mark.parametrize("kind", ["photo", "voice", "audio", "video", "document"])
async def test_file_of_any_kind_arrives_whole(network: Network, anna: Reader, tmp_path: Path, kind: str) -> None:
    content = PNG if kind == "photo" else b"content"  # no other than a picture goes as a photo
    (tmp_path / "file").write_bytes(content)
    await network.show(with_file(File(tmp_path / "file", "Схема.bin", kind, passing=True)), anna)
    [file] = (await anna.shown())[0]["files"]
    is_as_sent = network.name == "telegram" or kind in ("photo", "voice", "document")
    assert file["kind"] == (kind if is_as_sent else "document")
    async with network.sandbox.http.get(file["url"]) as answer:
        assert await answer.read() == content


async def test_files_of_a_screen_come_before_its_words_and_have_numbers(
    network: Network, anna: Reader, tmp_path: Path
) -> None:
    names = ("1.jpg", "2.jpg")
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    files = tuple(File(tmp_path / name, name, "photo", passing=True) for name in names)
    shown = await network.messenger.show(Screen("Доска", files=files), Place(anna.number), Lane.PERSONAL, "key")
    messages = await anna.shown()
    assert [message["id"] for message in messages] == list(shown.numbers)
    assert sum(len(message["files"]) for message in messages) == len(names)
    assert (messages[-1]["text"], messages[-1]["id"]) == ("Доска", shown)


async def test_video_that_somebody_sends_is_a_file_or_a_link(network: Network, anna: Reader) -> None:
    await anna.attaches("video", b"content", caption="Урок")
    [(update, _)] = await network.heard()
    message = update["message"]
    if network.name == "telegram":
        assert message["video"]
        assert message["caption"] == "Урок"
    else:
        assert "video" not in message
        assert message["text"].startswith("Урок\nhttps://vk.com/video")


async def test_several_files_of_one_message_are_one_album(network: Network, anna: Reader) -> None:
    """Telegram tells of each by itself, with a mark in common; VK of all at once."""
    await anna.attaches("photo", b"one", b"two")
    heard = [update["message"] for update, _ in await network.heard()]
    if network.name == "telegram":
        assert len({message["media_group_id"] for message in heard}) == 1
        assert len(heard) == 2
    else:
        [message] = heard
        assert len(message["attachments"]) == 2
