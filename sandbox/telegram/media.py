"""Files as Telegram describes them: identifiers, sizes of photos, durations."""

import mimetypes
import re
from pathlib import PurePath
from typing import Any

from sandbox.files import FileStore, Stored
from sandbox.images import image_size
from sandbox.telegram.errors import bad_request
from sandbox.telegram.params import Params, Upload
from sandbox.telegram.rules import DOWNLOAD_BYTES, PHOTO_BYTES, PHOTO_RATIO, PHOTO_SIDES, UPLOAD_BYTES
from sandbox.telegram.wire import file_key
from sandbox.world import Json

_PREFIXES = {
    "photo": "AgAC", "document": "BQAC", "voice": "AwAC", "video": "BAAC", "audio": "CQAC",
    "sticker": "CAAC", "animation": "CgAC", "video_note": "DQAC",
}  # fmt: skip
_FOLDERS = {"photo": "photos", "voice": "voice", "video": "videos", "audio": "music", "sticker": "stickers",
            "animation": "animations", "video_note": "video_notes"}  # fmt: skip
_DEFAULT_MIME = {"photo": "image/jpeg", "voice": "audio/ogg", "video": "video/mp4", "audio": "audio/mpeg",
                 "sticker": "image/webp", "animation": "video/mp4", "video_note": "video/mp4"}  # fmt: skip
_DETAILS: dict[str, Json] = {
    "document": {},
    "voice": {"duration": 3},
    "audio": {"duration": 180},
    "video": {"duration": 5, "width": 640, "height": 360},
    "animation": {"duration": 2, "width": 320, "height": 240},
    "video_note": {"duration": 5, "length": 240},
    "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"},
}
_NAMED = ("document", "audio", "video", "animation")
_UNKNOWN_SIZE = (800, 600)


def describe(kind: str, stored: Stored, **details: Any) -> Any:
    """The value of the message's field of that name: a list of sizes for a photo, an object for anything else."""
    if kind == "photo":
        width, height = details.get("size") or _UNKNOWN_SIZE
        return _photo_sizes(stored, width, height)
    described = {**_ids(kind, stored, "x"), **_DETAILS[kind], **{k: v for k, v in details.items() if v}}
    if kind in _NAMED:
        described |= {"file_name": stored.name}
    if kind not in ("sticker", "video_note"):
        described |= {"mime_type": stored.mime}
    return described


def keep(files: FileStore, kind: str, name: str, mime: str, content: bytes) -> Stored:
    guessed = mimetypes.guess_type(name)[0] or _DEFAULT_MIME.get(kind, "application/octet-stream")
    mime = guessed if mime in ("", "application/octet-stream") else mime
    return files.add(kind, name or f"file{mimetypes.guess_extension(mime) or ''}", mime, content)


def from_bot(files: FileStore, kind: str, params: Params, name: str) -> tuple[Stored, tuple[int, int] | None]:
    """What the bot sends under this name: an upload, or the identifier of something sent before."""
    value = params.text(name)
    upload = params.upload(value.removeprefix("attach://") if value.startswith("attach://") else name)
    if upload:
        return _uploaded(files, kind, upload)
    if not value:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    stored = by_id(files, value)
    if stored.kind != kind and not (kind == "document" and stored.kind in ("video", "animation", "audio")):
        raise bad_request(f"can't use file of type {_title(stored.kind)} as {_title(kind)}")
    return stored, image_size(files.content(stored))


def by_id(files: FileStore, file_id: str) -> Stored:
    if re.match(r"https?://", file_id):
        raise bad_request("failed to get HTTP URL content")  # nothing leaves the sandbox
    stored = files.get(file_key(file_id))
    if stored is None or not file_id.startswith(_PREFIXES[stored.kind]):
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored


def for_download(files: FileStore, file_id: str) -> Json:
    stored = files.get(file_key(file_id))
    if stored is None:
        raise bad_request("invalid file_id")
    if stored.size > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    ids = _ids(stored.kind, stored, file_id[-1])
    suffix = PurePath(stored.name).suffix or mimetypes.guess_extension(stored.mime) or ""
    return {**ids, "file_path": f"{_FOLDERS.get(stored.kind, 'documents')}/file_{stored.key}{suffix}"}


def by_path(files: FileStore, path: str) -> Stored | None:
    match = re.search(r"/file_([0-9a-f]{24})(?:\.\w+)?$", path)
    stored = files.get(match[1]) if match else None
    return stored if stored and stored.size <= DOWNLOAD_BYTES else None


def _uploaded(files: FileStore, kind: str, upload: Upload) -> tuple[Stored, tuple[int, int] | None]:
    if not upload.content:
        raise bad_request("file must be non-empty")
    size = image_size(upload.content)
    if kind == "photo":
        _check_photo(upload.content, size)
    if len(upload.content) > UPLOAD_BYTES:
        raise bad_request("file is too big")
    return keep(files, kind, upload.name, upload.mime, upload.content), size


def _check_photo(content: bytes, size: tuple[int, int] | None) -> None:
    if len(content) > PHOTO_BYTES:
        raise bad_request("file is too big for a photo")
    if size is None or 0 in size:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > PHOTO_SIDES or max(size) > PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _photo_sizes(stored: Stored, width: int, height: int) -> list[Json]:
    sizes = [(letter, side) for letter, side in (("s", 90), ("m", 320), ("x", 800)) if side < max(width, height)]
    sizes = [*sizes, ("y", max(width, height))]
    return [_scaled(stored, letter, side / max(width, height), width, height) for letter, side in sizes]


def _scaled(stored: Stored, letter: str, scale: float, width: int, height: int) -> Json:
    sides = {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
    return {**_ids("photo", stored, letter), **sides}


def _ids(kind: str, stored: Stored, letter: str) -> Json:
    file_id = f"{_PREFIXES[kind]}AgIAAxkBAAI{stored.key}{letter}"
    return {"file_id": file_id, "file_unique_id": f"AgAD{stored.key[:11]}{letter}", "file_size": stored.size}


def _title(kind: str) -> str:
    return "".join(word.capitalize() for word in kind.split("_"))
