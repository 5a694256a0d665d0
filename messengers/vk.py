from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from secrets import token_hex
from time import monotonic
from typing import Any

from messengers.limiter import Limiter
from messengers.markup import Formatted
from messengers.messenger import Batch, DeliveryError, Lane, Place, Rejected, Shown, SlowDown, Unavailable, Uncertain
from messengers.screen import Button, Screen
from messengers.vk_calls import RATE, Calls
from messengers.vk_client import Clients, make_client
from messengers.vk_errors import FLOOD_SECONDS, failure_of_code
from messengers.vk_files import Files
from messengers.vk_inspection import Inspection
from messengers.vk_listener import Listener
from messengers.vk_peers import Peers
from messengers.vk_screens import Look, Parameters, keyboard, messages_of, parts_of, random_id, snackbar, text_of
from messengers.vk_updates import HEARD, place_of, translated

CLIENTS = 8


@dataclass(frozen=True)
class Community:
    """Where and as whom the bot speaks. `secret` differs between installations and restored copies."""

    token: str
    group_id: int
    api_url: str
    api_version: str
    secret: str
    menu: Button | None = None
    rate: float = RATE
    bulk_rate: float = 50.0


class Vk:
    """A community of VK: the bot's API through vk_api and the long poll, many calls in one request.

    What is shown with a key is delivered once, however often it is repeated.
    """

    network = "vk"
    at_once = 200  # eight requests of 25 calls

    def __init__(self, community: Community) -> None:
        self._community = community
        self._clients = Clients(
            partial(make_client, community.token, community.api_url, community.api_version), CLIENTS
        )
        self._calls = Calls(self._clients, community.rate)
        self._files = Files(self._calls, self._clients)
        self._peers = Peers(self._call, community.menu)
        self._listener = Listener(self._call, community.group_id, self._peers)
        self.many_at_once = int(min(max(community.bulk_rate / 2, 15), self.at_once))
        self._bulk = Limiter(community.bulk_rate, burst=int(community.bulk_rate))
        self._bulk_closed_until = 0.0
        logging.getLogger("urllib3").setLevel(logging.INFO)  # its debug lines hold the key of the long poll

    def resume(self, cursor: str | None) -> None:
        self._listener.move_to(cursor)

    async def open(self) -> None:
        settings = {"group_id": self._community.group_id, "enabled": 1, "api_version": self._community.api_version}
        await self._call("groups.setLongPollSettings", settings | dict.fromkeys(HEARD, 1))

    def link(self, word: str) -> str | None:
        return f"https://vk.me/club{self._community.group_id}?ref={word}"

    async def introduce(self) -> None:
        """The settings know it."""

    def inspection(self) -> Inspection:
        return Inspection(self._call, self._community.group_id)

    async def receive(self) -> Batch:
        return await self._listener.receive()

    async def confirm(self, batch: Batch) -> None:
        self._listener.move_to(batch.cursor)

    def translate(self, raw: dict[str, Any]) -> dict[str, Any]:
        return translated(raw)

    def place(self, raw: dict[str, Any]) -> Place:
        return place_of(raw)

    async def show(self, screen: Screen, place: Place, lane: Lane, key: str | None = None) -> Shown:
        if place.press is None:
            return await self._show(screen, place, lane, key)
        number, _ = await asyncio.gather(
            self._show(screen, place, lane, key), self._answer_press(place.chat, place.press, screen.toast)
        )
        return number

    async def show_many(self, screen: Screen, chats: Sequence[int], lane: Lane, key: str) -> dict[int, DeliveryError]:
        groups = list(self._peers.alike(chats))
        refused = await asyncio.gather(*(self._show_group(screen, group, lane, key) for group in groups))
        return {chat: failure for group in refused for chat, failure in group.items()}

    async def fetch(self, file: str, most: int) -> bytes:
        return await self._files.fetch(file, most)

    def forget(self, number: int) -> None:
        self._peers.forget(number)

    async def close(self) -> None:
        self._listener.close()
        await self._calls.close()

    async def _show(self, screen: Screen, place: Place, lane: Lane, key: str | None) -> Shown:
        """Attachments that are gone keep the words not back."""
        try:
            return await self._deliver(screen, place, lane, key)
        except Rejected:
            if not screen.attached:
                raise
            return await self._deliver(replace(screen, attached=()), place, lane, key)

    async def _deliver(self, screen: Screen, place: Place, lane: Lane, key: str | None) -> Shown:
        if place.replaces is not None and not screen.files and not screen.attached:
            parts = parts_of(screen.text)
            if len(parts) == 1 and await self._edit(parts[0], screen, place, place.replaces, lane):
                return Shown(place.replaces)
        look = self._peers.look(place.chat)
        shown: list[int] = []
        messages = await self._messages(screen, look, place.chat, lane)
        for part, message in enumerate(messages):
            number = random_id(self._community.secret, key or token_hex(8), place.chat, part, len(messages))
            numbers, refused = await self._send([place.chat], message | {"random_id": number}, lane, bool(key))
            if refused:
                raise refused[place.chat]
            shown.append(numbers[place.chat])
        self._peers.greeted(place.chat)
        return Shown(*shown)

    async def _show_group(self, screen: Screen, chats: list[int], lane: Lane, key: str) -> dict[int, DeliveryError]:
        refused: dict[int, DeliveryError] = {}
        try:
            look = replace(self._peers.look(chats[0]), greeted=True)
            messages = await self._messages(screen, look, chats[0], lane)
            for part, message in enumerate(messages):
                number = random_id(self._community.secret, key, part, len(messages))
                left = [chat for chat in chats if chat not in refused]
                refused |= (await self._send(left, message | {"random_id": number}, lane, keyed=True))[1]
        except DeliveryError as failure:
            refused |= {chat: failure for chat in chats if chat not in refused}
        return refused

    async def _messages(self, screen: Screen, look: Look, peer: int, lane: Lane) -> list[Parameters]:
        attachments = [await self._files.upload(file, peer, lane) for file in screen.files]
        return messages_of(screen, look, [*attachments, *(f"{each.kind}{each.reference}" for each in screen.attached)])

    async def _send(
        self, chats: list[int], message: Parameters, lane: Lane, keyed: bool
    ) -> tuple[dict[int, int], dict[int, DeliveryError]]:
        """The new messages' numbers, and the refusals, which VK hides inside the items of a good answer."""
        if not chats:
            return {}, {}
        await self._admit(lane, len(chats))
        try:
            items = await self._call("messages.send", {"peer_ids": ",".join(map(str, chats))} | message, lane)
        except Uncertain as doubt:
            raise _repeatable(doubt, keyed) from None
        numbers, refused = sorted_out(items, chats)
        return numbers, {chat: self._noted(_repeatable(failure, keyed)) for chat, failure in refused.items()}

    async def _edit(self, part: Formatted, screen: Screen, place: Place, number: int, lane: Lane) -> bool:
        message = text_of(part) | {"peer_id": place.chat, "cmid": number}
        if screen.buttons:
            message["keyboard"] = keyboard(screen, self._peers.look(place.chat).callbacks)
        try:
            await self._call("messages.edit", message, lane)
        except Rejected:  # too old or gone; what is wrong with the screen itself, sending will show
            return False
        return True

    async def _answer_press(self, chat: int, press: str, toast: str | None) -> None:
        answer = {"event_id": press, "user_id": chat, "peer_id": chat}
        try:
            await self._call(
                "messages.sendMessageEventAnswer", answer | ({"event_data": snackbar(toast)} if toast else {})
            )
        except DeliveryError:
            return  # the spinner stops by itself; the screen is what counts

    async def _call(self, method: str, values: Parameters, lane: Lane = Lane.REPLY) -> Any:
        try:
            return await self._calls.call(method, values, lane)
        except DeliveryError as failure:
            raise self._noted(failure) from None

    def _noted(self, failure: DeliveryError) -> DeliveryError:
        """Flood control and captchas are about bulk: replies go on, announcements wait."""
        if failure.code == "captcha" or (isinstance(failure, SlowDown) and failure.seconds >= FLOOD_SECONDS):
            self._bulk_closed_until = monotonic() + FLOOD_SECONDS
        return failure

    async def _admit(self, lane: Lane, many: int) -> None:
        if lane is not Lane.BULK:
            return
        closed = self._bulk_closed_until - monotonic()
        if closed > 0:
            raise SlowDown(closed)
        for _ in range(many):
            await self._bulk.wait(lane)


def sorted_out(items: Any, chats: list[int]) -> tuple[dict[int, int], dict[int, DeliveryError]]:
    """The numbers of what was sent, and the failures of the others; who is not mentioned may have it or not."""
    numbers: dict[int, int] = {}
    refused: dict[int, DeliveryError] = {chat: Uncertain("undecodable") for chat in chats}
    for item in items if isinstance(items, list) else []:
        chat = item.get("peer_id") if isinstance(item, dict) else None
        if chat not in refused:
            continue
        error = item.get("error")
        if not error:
            del refused[chat]
            numbers[chat] = item.get("conversation_message_id") or item.get("message_id") or 0
        elif isinstance(error, dict) and isinstance(error.get("code"), int):
            refused[chat] = failure_of_code(error["code"])
    return numbers, refused


def _repeatable(failure: DeliveryError, keyed: bool) -> DeliveryError:
    """With a key a doubt is no harm: repeating cannot deliver twice."""
    return Unavailable(failure.code) if keyed and isinstance(failure, Uncertain) else failure
