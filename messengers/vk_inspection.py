from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from messengers.messenger import Blocked, Rejected
from messengers.screen import Button
from messengers.vk_peers import Call
from messengers.vk_screens import permanent
from messengers.vk_updates import HEARD

MASKS = {"messages": 4096, "manage": 262144, "photos": 4, "docs": 131072}  # the rights that the bot needs


@dataclass(frozen=True)
class LongPollSettings:
    enabled: bool
    api_version: str
    silent: tuple[str, ...]  # the events the bot needs that VK does not tell of


class Inspection:
    """Looks at a community and at its token and changes nothing. Every look raises `DeliveryError`."""

    def __init__(self, call: Call, group_id: int) -> None:
        self._call = call
        self._group_id = group_id

    async def community(self) -> tuple[int, str]:
        """The number and the name of the community that the token belongs to, whatever the settings say."""
        found = await self._call("groups.getById", {})
        groups = found.get("groups") if isinstance(found, dict) else None
        return (int(groups[0]["id"]), str(groups[0].get("name", ""))) if groups else (0, "")

    async def missing_rights(self) -> list[str]:
        found = await self._call("groups.getTokenPermissions", {})
        mask = int(found.get("mask", 0)) if isinstance(found, dict) else 0
        return [name for name, bit in MASKS.items() if not mask & bit]

    async def takes_messages(self) -> bool:
        """VK tells of this setting only by refusing; the token has the right to read messages."""
        try:
            await self._call("messages.getConversations", {"group_id": self._group_id, "count": 1})
        except Rejected as refusal:
            if refusal.code == "no_access":
                return False
            raise
        return True

    async def takes_keyboards(self) -> bool:
        """Likewise. The message is to the community itself, so nobody can get it: it is refused in any case."""
        try:
            await self._call("messages.send", self._probe())
        except (Rejected, Blocked) as refusal:
            return refusal.code != "bot_features_off"
        return True

    async def long_poll(self) -> LongPollSettings:
        found: Any = await self._call("groups.getLongPollSettings", {"group_id": self._group_id})
        events = found.get("events") or {}
        silent = tuple(name for name in HEARD if not events.get(name))
        return LongPollSettings(bool(found.get("is_enabled")), str(found.get("api_version", "")), silent)

    def _probe(self) -> dict[str, Any]:
        keyboard = permanent(Button("Меню", "menu"))
        return {"peer_id": -self._group_id, "random_id": 0, "message": "…", "keyboard": keyboard}
