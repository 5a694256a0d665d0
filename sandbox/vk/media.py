"""Files as VK describes them. An attachment's access key is the key of the stored file."""

import re
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from sandbox.files import Stored
from sandbox.images import image_size
from sandbox.vk.errors import wrong
from sandbox.vk.server import Server
from sandbox.vk.wire import FILE_PATH
from sandbox.world import Json

MOST_ATTACHMENTS = 10
_NAME = re.compile(r"(photo|doc|audio_message|audio|video)(-?\d+)_(\d+)(?:_(\w+))?")
_PHOTO_SIZES = (("s", 75), ("m", 130), ("x", 604), ("y", 807), ("z", 1080), ("w", 2560))
_UNKNOWN_SIZE = (800, 600)
_DOC_TYPES = {"gif": 3, "jpg": 4, "jpeg": 4, "png": 4, "mp3": 5, "ogg": 5, "mp4": 6, "pdf": 1, "docx": 1, "txt": 1}


def add(server: Server, kind: str, stored: Stored, owner_id: int, title: str = "", duration: int = 3) -> Json:
    """Puts a file among the owner's, as an attachment of that kind."""
    head = {"id": server.next_file_id, "owner_id": owner_id, "access_key": stored.key, "date": int(server.clock.now())}
    server.next_file_id += 1
    described = {**head, **_describe(server, kind, stored, title or stored.name, duration)}
    attachment = {"type": kind, kind: described}
    server.library[f"{owner_id}_{head['id']}"] = attachment
    return attachment


def attached(server: Server, names: list[str]) -> list[Json]:
    if len(names) > MOST_ATTACHMENTS:
        raise wrong("too many attachments")
    return [_named(server, name) for name in names]


def sticker(number: int) -> Json:
    images = [{"url": f"{FILE_PATH}sticker/{number}-{side}.png", "width": side, "height": side} for side in (64, 512)]
    about = {"inner_type": "base_sticker_new", "sticker_id": number, "product_id": 1, "is_allowed": True}
    return {"type": "sticker", "sticker": {**about, "images": images, "images_with_background": images}}


def address(stored: Stored) -> str:
    return f"{FILE_PATH}{stored.key}/{quote(stored.name or 'file')}"


def _named(server: Server, name: str) -> Json:
    """VK leaves out what it cannot find, which would hide our mistake; here it is an error."""
    match = _NAME.fullmatch(name)
    attachment = server.library.get(f"{match[2]}_{match[3]}") if match else None
    if match is None or attachment is None:
        raise wrong(f"attachment {name} not found")
    kind = attachment["type"]
    if match[1] != kind and (match[1], kind) != ("doc", "audio_message"):
        raise wrong(f"attachment {name} is of type {kind}")
    if int(match[2]) != -server.group_id and match[4] != attachment[kind]["access_key"]:
        raise wrong(f"attachment {name} needs its access key")
    return attachment


def _describe(server: Server, kind: str, stored: Stored, title: str, duration: int) -> Json:
    if kind == "photo":
        return _photo(stored, *(image_size(server.files.content(stored)) or _UNKNOWN_SIZE))
    if kind == "audio_message":
        links = {"link_ogg": address(stored), "link_mp3": address(stored)}
        return {"duration": duration, "waveform": [0, 3, 9, 17, 31, 12, 5, 0], **links}
    if kind == "audio":
        return {"artist": "Исполнитель", "title": title, "duration": duration, "url": address(stored)}
    if kind == "video":
        return {"title": title, "duration": duration, "width": 640, "height": 360, "image": [], "type": "video"}
    extension = PurePath(title).suffix.lstrip(".").lower() or "bin"
    about = {"title": title, "size": stored.size, "ext": extension, "type": _DOC_TYPES.get(extension, 8)}
    return {**about, "url": address(stored)}


def _photo(stored: Stored, width: int, height: int) -> Json:
    url, longest = address(stored), max(width, height)
    sides = [(letter, side) for letter, side in _PHOTO_SIZES if side < longest]
    sizes = [_scaled(url, letter, side / longest, width, height) for letter, side in sides]
    original = {"type": "base", "url": url, "width": width, "height": height}
    sizes.append(_scaled(url, _letter(longest), 1, width, height))
    return {"album_id": -3, "text": "", "has_tags": False, "sizes": sizes, "orig_photo": original}


def _letter(longest: int) -> str:
    return next((letter for letter, side in _PHOTO_SIZES if longest <= side), "w")


def _scaled(url: str, letter: str, scale: float, width: int, height: int) -> dict[str, Any]:
    return {"type": letter, "url": url, "width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
