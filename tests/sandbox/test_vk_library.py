"""The library that bots use, led here by an adapter instead of to the real address."""

import asyncio
import io
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.community import GROUP, TOKEN, Community, button, inline
from tests.sandbox.conftest import Phone
from tests.sandbox.test_messages import PNG

vk_api = pytest.importorskip("vk_api")
requests = pytest.importorskip("requests")
pytest.importorskip("vk_api.bot_longpoll")
memory = pytest.importorskip("jconfig.memory")

OFFICIAL = "https://api.vk.ru/"


class Detour:
    """Sends requests for VK to the sandbox."""

    def __init__(self, base: str) -> None:
        self._base = f"{base}/"
        self._line = requests.adapters.HTTPAdapter()

    def send(self, request: Any, **settings: Any) -> Any:
        request.url = request.url.replace(OFFICIAL, self._base)
        return self._line.send(request, **settings)

    def close(self) -> None:
        self._line.close()


@pytest.fixture
def client(community: Community) -> Iterator[Any]:
    with requests.Session() as session:
        session.mount(OFFICIAL, Detour(community.url))
        yield vk_api.VkApi(token=TOKEN, api_version="5.199", config=memory.MemoryConfig, session=session)


async def test_a_conversation_from_start_to_the_answered_press(client: Any, vera: Phone) -> None:
    listener = await asyncio.to_thread(vk_api.bot_longpoll.VkBotLongPoll, client, GROUP, 1)
    api = client.get_api()
    await vera.does("start", payload="event_7")
    [event] = await asyncio.to_thread(listener.check)
    assert (event.type.value, event.message.text, event.message.ref) == ("message_new", "Начать", "event_7")
    sent = {"peer_ids": [event.message.peer_id], "random_id": 1, "message": "Идёте?", "keyboard": inline([button()])}
    [item] = await asyncio.to_thread(lambda: api.messages.send(**sent))
    await vera.does("press", message_id=item["conversation_message_id"], row=0, column=0)
    [event] = await asyncio.to_thread(listener.check)
    answer = {name: event.object[name] for name in ("event_id", "user_id", "peer_id")}
    await asyncio.to_thread(lambda: api.messages.sendMessageEventAnswer(**answer))
    place = {"peer_id": 3001, "cmid": event.object["conversation_message_id"]}
    await asyncio.to_thread(lambda: api.messages.edit(**place, message="Вы записаны"))
    assert ((await vera.last())["text"], (await vera.sees())["pending"]) == ("Вы записаны", [])
    listener.session.close()


async def test_errors_are_the_librarys_own(client: Any) -> None:
    with pytest.raises(vk_api.exceptions.ApiError, match="permission") as caught:
        await asyncio.to_thread(client.method, "messages.send", {"peer_id": 3001, "random_id": 1, "message": "нет"})
    assert caught.value.code == 901


async def test_a_batch_goes_through_execute(client: Any, vera: Phone) -> None:
    await vera.says("привет")
    code = 'return [API.messages.send({"peer_id": 3001, "random_id": 1, "message": "раз"}), API.messages.send({})];'
    answer = await asyncio.to_thread(client.method, "execute", {"code": code}, raw=True)
    assert answer["response"] == [2, False]
    assert answer["execute_errors"][0]["error_code"] == 100


@pytest.fixture
def uploads(client: Any) -> Iterator[Any]:
    upload = vk_api.VkUpload(client)
    yield upload
    upload.http.close()


async def test_files_are_uploaded_saved_and_attached(client: Any, uploads: Any, vera: Phone) -> None:
    await vera.says("привет")
    saved = await asyncio.to_thread(uploads.document_message, named(b"pdf", "a.pdf"), title="План.pdf", peer_id=3001)
    doc = saved["doc"]
    assert (saved["type"], doc["title"], doc["ext"], doc["size"]) == ("doc", "План.pdf", "pdf", 3)
    voice = (await asyncio.to_thread(uploads.audio_message, named(b"ogg", "a.ogg"), peer_id=3001))["audio_message"]
    [photo] = await asyncio.to_thread(uploads.photo_messages, named(PNG, "a.png"), peer_id=3001)
    names = f"doc{doc['owner_id']}_{doc['id']},photo{photo['owner_id']}_{photo['id']}_{photo['access_key']}"
    sent = {"peer_id": 3001, "random_id": 1, "attachment": names}
    await asyncio.to_thread(client.method, "messages.send", sent)
    assert [(file["kind"], file["name"]) for file in (await vera.last())["files"]] == [
        ("document", "План.pdf"), ("photo", ""),
    ]  # fmt: skip
    sent = {"peer_id": 3001, "random_id": 2, "attachment": f"doc{voice['owner_id']}_{voice['id']}"}
    await asyncio.to_thread(client.method, "messages.send", sent)
    assert (await vera.last())["files"][0]["kind"] == "voice"
    assert (await asyncio.to_thread(requests.get, voice["link_ogg"])).content == b"ogg"


async def test_what_is_no_picture_is_not_saved_as_one(client: Any, uploads: Any) -> None:
    with pytest.raises(vk_api.exceptions.ApiError, match="photos list is invalid"):
        await asyncio.to_thread(uploads.photo_messages, named(b"text", "a.png"), peer_id=3001)
    with pytest.raises(vk_api.exceptions.ApiError, match="file is undefined"):
        await asyncio.to_thread(client.method, "docs.save", {"file": "other|doc|1"})


def named(content: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file
