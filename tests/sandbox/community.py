import json
from itertools import count
from typing import Any

from aiohttp import ClientSession

from sandbox.config import Newcomer

TOKEN = "vk1.a.sandbox"
GROUP = 900001
VERA = Newcomer("vk", 3001, "Вера", "Новая")
GLEB = Newcomer("vk", 3002, "Глеб", "Старый", old_client=True)
HEARD = ("message_new", "message_event", "message_allow", "message_deny", "message_edit")


class Community:
    """VK's API without a library in between."""

    def __init__(self, http: ClientSession, url: str) -> None:
        self.http, self.url = http, url
        self.ts, self.key = "", ""
        self._random_ids = count(1)

    async def opened(self) -> "Community":
        await self.does("groups.setLongPollSettings", group_id=GROUP, enabled=1, **dict.fromkeys(HEARD, 1))
        await self.listens()
        return self

    async def listens(self) -> None:
        server = await self.does("groups.getLongPollServer", group_id=GROUP)
        self.ts, self.key = server["ts"], server["key"]

    async def call(self, method: str, **params: Any) -> Any:
        form = {name: str(value) for name, value in {"access_token": TOKEN, "v": "5.199", **params}.items()}
        async with self.http.post(f"/method/{method}", data=form) as response:
            assert response.status == 200
            return await response.json()

    async def does(self, method: str, **params: Any) -> Any:
        answer = await self.call(method, **params)
        assert "response" in answer, answer
        return answer["response"]

    async def fails(self, method: str, **params: Any) -> tuple[int, str]:
        error = (await self.call(method, **params))["error"]
        return error["error_code"], error["error_msg"]

    async def sends(self, text: str = "", peer: int = VERA.id or 0, **params: Any) -> int:
        """The number of the new message in the conversation."""
        params = {"random_id": next(self._random_ids), "message": text, "peer_ids": peer, **params}
        return int((await self.does("messages.send", **params))[0]["conversation_message_id"])

    async def polls(self, wait: int = 0, **changes: Any) -> Any:
        asked = {"act": "a_check", "key": self.key, "ts": self.ts, "wait": wait, **changes}
        async with self.http.get("/vk/longpoll", params=asked) as response:
            return await response.json()

    async def news(self, wait: int = 0) -> list[Any]:
        answer = await self.polls(wait)
        self.ts = answer["ts"]
        return list(answer["updates"])

    async def hears(self) -> tuple[str, Any]:
        """The only new event: its kind and object. A page's click takes a moment."""
        [event] = await self.news(wait=5)
        return event["type"], event["object"]

    async def said(self) -> Any:
        kind, content = await self.hears()
        assert kind == "message_new"
        return content["message"]


def button(label: str = "Да", kind: str = "callback", **action: Any) -> dict[str, Any]:
    payload = {} if kind == "open_link" else {"payload": json.dumps({"press": "yes"})}
    return {"action": {"type": kind, "label": label, **payload, **action}}


def inline(*rows: list[dict[str, Any]]) -> str:
    return json.dumps({"inline": True, "buttons": rows})


def ordinary(*rows: list[dict[str, Any]], **more: Any) -> str:
    return json.dumps({"buttons": rows, **more})
