"""Uploading in VK's three steps: ask where to, post the file there, save what was answered."""

import json
import mimetypes

from sandbox.files import Stored
from sandbox.images import image_size
from sandbox.vk import media
from sandbox.vk.errors import wrong
from sandbox.vk.params import Params
from sandbox.vk.sending import Method
from sandbox.vk.server import Server
from sandbox.world import Json

DOC_KINDS = ("doc", "audio_message")
UPLOAD_PATH = "/vk/upload/"


def get_docs_server(server: Server, params: Params) -> Json:
    kind = params.text("type") or "doc"
    if kind not in DOC_KINDS:
        raise wrong("type is invalid")
    return {"upload_url": f"{UPLOAD_PATH}{kind}"}


def get_photos_server(server: Server, params: Params) -> Json:
    return {"upload_url": f"{UPLOAD_PATH}photo", "album_id": -64, "user_id": 0, "group_id": server.group_id}


def received(server: Server, kind: str, name: str, mime: str, content: bytes) -> Json:
    """What the upload server answers; the methods that save take it back."""
    if not content:
        return {"error": "no_file", "error_descr": "file is empty"}
    stored = keep(server, kind, name, mime, content)
    if kind != "photo":
        return {"file": f"{server.group_id}|{kind}|{stored.key}"}
    photo = json.dumps([{"photo": stored.key}]) if image_size(content) else "[]"
    return {"server": 1, "photo": photo, "hash": stored.key[:8]}


def keep(server: Server, kind: str, name: str, mime: str, content: bytes) -> Stored:
    if mime in ("", "application/octet-stream"):
        mime = mimetypes.guess_type(name)[0] or {"photo": "image/jpeg", "audio_message": "audio/ogg"}.get(kind, mime)
    return server.files.add(kind, name or "file", mime or "application/octet-stream", content)


def save_doc(server: Server, params: Params) -> Json:
    _, _, rest = params.needed("file").partition("|")
    kind, _, key = rest.partition("|")
    stored = server.files.get(key)
    if stored is None or stored.kind != kind or kind not in DOC_KINDS:
        raise wrong("file is undefined")
    return media.add(server, kind, stored, -server.group_id, params.text("title"))


def save_photo(server: Server, params: Params) -> list[Json]:
    try:
        keys = [str(each["photo"]) for each in json.loads(params.needed("photo"))]
    except (ValueError, TypeError, KeyError):
        raise wrong("photos list is invalid") from None
    stored = [found for key in keys if (found := server.files.get(key)) and found.key[:8] == params.text("hash")]
    if not stored or len(stored) != len(keys):
        raise wrong("photos list is invalid")
    return [dict(media.add(server, "photo", each, -server.group_id)["photo"]) for each in stored]


UPLOADS: dict[str, Method] = {
    "docs.getMessagesUploadServer": get_docs_server,
    "docs.save": save_doc,
    "photos.getMessagesUploadServer": get_photos_server,
    "photos.saveMessagesPhoto": save_photo,
}
