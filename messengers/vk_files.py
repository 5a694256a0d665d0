from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

from messengers.messenger import FETCH_SECONDS, TOO_LARGE, DeliveryError, Lane, Rejected, Unavailable
from messengers.screen import File
from messengers.vk_calls import Calls
from messengers.vk_client import Client, Clients

UPLOAD_SECONDS = (5.0, 60.0)
PIECE = 65_536


class Files:
    """Uploads to VK; each returns what `messages.send` takes as an attachment and raises `DeliveryError`."""

    def __init__(self, calls: Calls, clients: Clients) -> None:
        self._calls = calls
        self._clients = clients
        self._known: dict[tuple[str, object], str] = {}  # what VK keeps, by kind and edition

    async def upload(self, file: File, peer: int, lane: Lane) -> str:
        """VK takes no video and no music of a community: they go as documents, and so does what it finds wrong."""
        ways = {"photo": self.photo, "voice": self.voice}
        if file.kind in ways:
            with suppress(Rejected):
                return await self._once(file, partial(ways[file.kind], file, peer, lane))
        return await self.document(file, peer, lane)

    async def document(self, file: File, peer: int, lane: Lane) -> str:
        return await self._once(file, partial(self._save, file, peer, lane, "doc"))

    async def _once(self, file: File, upload: Callable[[], Awaitable[str]]) -> str:
        """A file that was sent before is not uploaded again."""
        known = (file.kind, file.edition)
        if file.edition is None:
            return await upload()
        if known not in self._known:
            self._known[known] = await upload()
        return self._known[known]

    async def voice(self, file: File, peer: int, lane: Lane) -> str:
        """An ogg with opus, as Telegram sends it too."""
        return await self._save(file, peer, lane, "audio_message")

    async def photo(self, file: File, peer: int, lane: Lane) -> str:
        server = await self._calls.call("photos.getMessagesUploadServer", {"peer_id": peer}, lane)
        sent = await self._upload(server, "photo", file)
        about = {name: sent.get(name, "") for name in ("server", "photo", "hash")}
        saved = await self._calls.call("photos.saveMessagesPhoto", about, lane)
        return _attachment("photo", saved[0] if isinstance(saved, list) and saved else None)

    async def fetch(self, address: str, most: int) -> bytes:
        """What VK keeps at the address it has told of."""
        if not address.startswith(("https://", "http://")):
            raise Rejected("no_file")
        content = await self._clients.run(partial(_downloaded, address=address, most=most))
        if isinstance(content, Rejected):
            raise content
        if not isinstance(content, bytes):
            raise Unavailable(content.code if isinstance(content, DeliveryError) else "undecodable")
        return content

    async def _save(self, file: File, peer: int, lane: Lane, kind: str) -> str:
        server = await self._calls.call("docs.getMessagesUploadServer", {"type": kind, "peer_id": peer}, lane)
        sent = await self._upload(server, "file", file)
        saved = await self._calls.call("docs.save", {"file": sent.get("file", ""), "title": file.name}, lane)
        return _attachment("doc", saved.get(saved.get("type")) if isinstance(saved, dict) else None)

    async def _upload(self, server: Any, field: str, file: File) -> dict[str, Any]:
        address = server.get("upload_url") if isinstance(server, dict) else None
        if not isinstance(address, str):
            raise Unavailable("undecodable")
        answer = await self._clients.run(partial(_posted, address=address, field=field, file=file))
        if isinstance(answer, DeliveryError):
            raise answer
        if not isinstance(answer, dict) or "error" in answer:
            raise Unavailable("upload")
        return answer


def _posted(client: Client, address: str, field: str, file: File) -> Any:
    with file.path.open("rb") as content:
        response = client.http.post(address, files={field: (file.name, content)}, timeout=UPLOAD_SECONDS)
    return response.json() if response.ok else None


def _downloaded(client: Client, address: str, most: int) -> Any:
    """No longer than is allowed, whatever the other side says of itself."""
    until, content = monotonic() + FETCH_SECONDS, bytearray()
    with client.http.get(address, stream=True, timeout=(5.0, FETCH_SECONDS)) as response:
        if not response.ok:
            return Unavailable("server") if response.status_code >= 500 else Rejected("no_file")
        for piece in response.iter_content(PIECE):
            content += piece
            if len(content) > most:
                return Rejected(TOO_LARGE)
            if monotonic() > until:
                return Unavailable("no_answer")
    return bytes(content)


def _attachment(kind: str, saved: Any) -> str:
    if not isinstance(saved, dict) or "id" not in saved:
        raise Unavailable("undecodable")
    key = f"_{saved['access_key']}" if saved.get("access_key") else ""
    return f"{kind}{saved.get('owner_id')}_{saved['id']}{key}"
