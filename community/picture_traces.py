"""What a photo tells besides the picture: where and when it was taken, with whose device.

Only such notes are left out: the picture stays byte for byte, and which way up it is to be shown.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")  # what begins a segment; within a scan nothing else looks so
_END = 0xD9
_JFIF, _APP1, _APP2, _ADOBE, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
_NOTES = {*range(0xE0, 0xF0), _COMMENT} - {_JFIF, _ADOBE}
_COLOURS, _EXIF = b"ICC_PROFILE\x00", b"Exif\x00\x00"
_ORIENTATION = 0x0112
_PNG_NOTES = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_WEBP_NOTES, _WEBP_FLAGS = {b"EXIF", b"XMP "}, 0x08 | 0x04


def without_traces(content: bytes) -> bytes:
    """What is no JPEG, PNG or WebP stays as it is."""
    if content.startswith(_JPEG):
        return b"".join(_jpeg(content))
    if content.startswith(_PNG):
        return _PNG + b"".join(_png(content))
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        chunks = b"WEBP" + b"".join(_webp(content))
        return b"RIFF" + len(chunks).to_bytes(4, "little") + chunks
    return content


def _jpeg(content: bytes) -> Iterator[bytes]:
    """What comes after the end, like a film of a moving photo, goes too."""
    yield content[:2]
    place = 2
    while found := _MARKER.search(content, place):
        yield content[place : found.start()]
        marker, size = found[1][0], int.from_bytes(content[found.end() : found.end() + 2], "big")
        if marker == _END:
            yield found[0]
            return
        place = found.end() + size
        body = content[found.end() + 2 : place]
        if marker == _APP1 and body.startswith(_EXIF):
            yield _turned(_orientation(body[len(_EXIF) :]))
        elif marker not in _NOTES or (marker == _APP2 and body.startswith(_COLOURS)):
            yield content[found.start() : place]
    yield content[place:]


def _orientation(notes: bytes) -> int:
    """1: as it is."""
    order = "<" if notes[:2] == b"II" else ">"
    try:
        [first] = struct.unpack_from(f"{order}I", notes, 4)
        [many] = struct.unpack_from(f"{order}H", notes, first)
        for number in range(many):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", notes, first + 2 + 12 * number)
            if tag == _ORIENTATION:
                return int(value)
    except struct.error:
        pass
    return 1


def _turned(orientation: int) -> bytes:
    if orientation not in range(2, 9):
        return b""
    notes = _EXIF + b"II*\x00" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + (len(notes) + 2).to_bytes(2, "big") + notes


def _png(content: bytes) -> Iterator[bytes]:
    place = len(_PNG)
    while place < len(content):
        size, kind = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        if kind not in _PNG_NOTES:
            yield content[place : place + size + 12]
        if kind == b"IEND":
            return
        place += size + 12


def _webp(content: bytes) -> Iterator[bytes]:
    place = 12
    while place < len(content):
        kind, size = content[place : place + 4], int.from_bytes(content[place + 4 : place + 8], "little")
        whole = content[place : place + 8 + size + size % 2]
        if kind == b"VP8X" and size:
            whole = whole[:8] + bytes([whole[8] & ~_WEBP_FLAGS]) + whole[9:]
        if kind not in _WEBP_NOTES:
            yield whole
        place += 8 + size + size % 2
