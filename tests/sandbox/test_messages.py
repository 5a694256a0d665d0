import struct

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto, MediaUnion, ReplyParameters

from sandbox.telegram import rules
from tests.sandbox.conftest import Phone, Sandbox, news

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 1280, 720) + b"\x08\x02\0\0\0"


def upload(content: bytes, name: str) -> BufferedInputFile:
    return BufferedInputFile(content, filename=name)


async def test_start_is_a_command_with_its_payload(bot: Bot, anna: Phone) -> None:
    await anna.does("start", payload="event_7")
    message = (await news(bot))[0].message
    assert message is not None
    assert message.from_user is not None
    assert message.text == "/start event_7"
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities or []] == [("bot_command", 0, 6)]
    assert (message.chat.type, message.chat.id, message.from_user.full_name) == ("private", 1001, "Анна Тестова")


async def test_a_reply_shows_what_it_replies_to_on_both_sides(bot: Bot, anna: Phone) -> None:
    said = await anna.says("Когда вебинар?")
    sent = await bot.send_message(1001, "В среду", reply_parameters=ReplyParameters(message_id=said))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "Когда вебинар?"
    assert (await anna.last())["reply_to"] == said
    await news(bot)
    await anna.says("Спасибо", reply_to=sent.message_id)
    message = (await news(bot))[0].message
    assert message is not None
    assert message.reply_to_message is not None
    assert message.reply_to_message.message_id == sent.message_id
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(1001, "Кому?", reply_parameters=ReplyParameters(message_id=999))


async def test_a_person_edits_a_message(bot: Bot, anna: Phone) -> None:
    said = await anna.says("превет")
    await news(bot)
    await anna.does("edit", message_id=said, text="привет")
    edited = (await news(bot))[0].edited_message
    assert edited is not None
    assert (edited.message_id, edited.text) == (said, "привет")
    assert edited.edit_date


async def test_a_photo_comes_in_sizes_and_can_be_fetched_and_sent_on(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await anna.attaches("photo", PNG, caption="Схема")
    message = (await news(bot))[0].message
    assert message is not None
    assert message.photo is not None
    assert (message.caption, message.photo[-1].width, message.photo[-1].height) == ("Схема", 1280, 720)
    assert [size.width for size in message.photo] == sorted(size.width for size in message.photo)
    file = await bot.get_file(message.photo[-1].file_id)
    assert file.file_path is not None
    content = await bot.download_file(file.file_path)
    assert content is not None
    assert content.read() == PNG
    again = await bot.send_photo(1001, message.photo[-1].file_id)
    assert again.photo is not None
    shown = (await anna.last())["files"][0]
    assert (shown["kind"], shown["size"]) == ("photo", len(PNG))
    async with sandbox.http.get(shown["url"]) as response:
        assert await response.read() == PNG


async def test_everything_a_person_can_send_is_understood_by_aiogram(bot: Bot, anna: Phone) -> None:
    kinds = ["document", "voice", "audio", "video", "video_note", "animation", "sticker"]
    for kind in kinds:
        await anna.attaches(kind, b"content")
    for kind in ("contact", "location", "poll"):
        await anna.attaches(kind)
    updates = await news(bot)
    assert [update.message.content_type for update in updates if update.message] == [
        *kinds,
        "contact",
        "location",
        "poll",
    ]


async def test_an_album_shares_its_group(bot: Bot, anna: Phone) -> None:
    for _ in range(2):
        await anna.attaches("photo", PNG, group="77")
    assert [update.message.media_group_id for update in await news(bot) if update.message] == ["77", "77"]


async def test_the_bot_sends_an_album(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    sent = await bot.send_document(1001, upload(b"program", "план.pdf"), caption="<b>План</b>", parse_mode="HTML")
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption) == ("план.pdf", "План")
    album = await bot.send_media_group(
        1001, [InputMediaDocument(media=upload(b"1", "1.txt")), InputMediaDocument(media=sent.document.file_id)]
    )
    assert len({message.media_group_id for message in album}) == 1
    assert [file["name"] for m in (await anna.sees())["messages"] for file in m["files"]] == [
        "план.pdf",
        "1.txt",
        "план.pdf",
    ]
    mixed: list[MediaUnion] = [
        InputMediaDocument(media=sent.document.file_id),
        InputMediaPhoto(media=upload(PNG, "a.png")),
    ]
    with pytest.raises(TelegramBadRequest, match="can't use the media of the specified type in the album"):
        await bot.send_media_group(1001, mixed)


async def test_bad_files_are_refused(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    document = (await bot.send_document(1001, upload(b"x", "x.txt"))).document
    assert document is not None
    with pytest.raises(TelegramBadRequest, match="can't use file of type Document as Photo"):
        await bot.send_photo(1001, document.file_id)
    with pytest.raises(TelegramBadRequest, match="wrong file identifier/HTTP URL specified"):
        await bot.send_photo(1001, "no-such-file")
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(1001, upload(b"not a picture", "a.png"))
    with pytest.raises(TelegramBadRequest, match="PHOTO_INVALID_DIMENSIONS"):
        await bot.send_photo(
            1001, upload(PNG.replace(struct.pack(">II", 1280, 720), struct.pack(">II", 2100, 100)), "a")
        )
    with pytest.raises(TelegramBadRequest, match="file must be non-empty"):
        await bot.send_document(1001, upload(b"", "x.txt"))
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_document(1001, document.file_id, caption="я" * 1025)


async def test_the_bot_cannot_fetch_more_than_the_limit(bot: Bot, anna: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules.DOWNLOAD_BYTES == 20 * 1024 * 1024
    monkeypatch.setattr("sandbox.telegram.media.DOWNLOAD_BYTES", 20)
    await anna.attaches("video", b"\0" * 21)
    message = (await news(bot))[0].message
    assert message is not None
    assert message.video is not None
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(message.video.file_id)


async def test_a_caption_is_edited_only_where_there_is_a_file(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    sent = await bot.send_document(1001, upload(b"x", "x.txt"), caption="было")
    await bot.edit_message_caption(chat_id=1001, message_id=sent.message_id, caption="стало")
    assert (await anna.last())["text"] == "стало"
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("текст", chat_id=1001, message_id=sent.message_id)


async def test_a_copy_tells_nothing_of_its_origin(bot: Bot, anna: Phone, boris: Phone) -> None:
    await anna.does("start")
    said = await boris.says("Как вести классный час?")
    await bot.copy_message(chat_id=1001, from_chat_id=1002, message_id=said)
    shown = await anna.last()
    assert (shown["text"], shown["from"]) == ("Как вести классный час?", "bot")
