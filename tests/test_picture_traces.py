"""Photos are passed on without what they tell of place, time and device."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import IFD, Base
from PIL.PngImagePlugin import PngInfo

from community.picture_traces import without_traces

DEVICE, PLACE = "Телефон Анны".encode(), 7
SIDEWAYS = 6


def photo(kind: str) -> bytes:
    """Taken by Anna's phone, held sideways, at a known place."""
    picture = Image.effect_mandelbrot((40, 30), (-2, -1.5, 1, 1.5), 50).convert("RGB")
    notes = Image.Exif()
    notes[Base.Orientation], notes[Base.Model] = SIDEWAYS, DEVICE.decode("latin-1")
    notes.get_ifd(IFD.GPSInfo)[PLACE] = (55.0, 44.0, 33.0)
    file, texts = BytesIO(), PngInfo()
    texts.add_text("Author", DEVICE.decode("latin-1"))
    more = {"pnginfo": texts} if kind == "PNG" else {"comment": DEVICE, "progressive": True} if kind == "JPEG" else {}
    picture.save(file, kind, exif=notes, xmp=DEVICE, icc_profile=b"colours", **more)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photo_keeps_only_the_picture(kind: str) -> None:
    taken = photo(kind) + (b"a film with Anna" if kind != "WEBP" else b"")
    assert DEVICE.decode("latin-1").encode() in taken or DEVICE in taken
    passed_on = without_traces(taken)
    for trace in (DEVICE, DEVICE.decode("latin-1").encode(), b"Anna"):
        assert trace not in passed_on
    before, after = Image.open(BytesIO(taken)), Image.open(BytesIO(passed_on))
    assert after.tobytes() == before.tobytes()
    assert after.info["icc_profile"] == b"colours"
    assert dict(after.getexif()) == ({Base.Orientation: SIDEWAYS} if kind == "JPEG" else {})
    assert without_traces(passed_on) == passed_on


@given(st.binary(), st.sampled_from([b"", *map(photo, ("JPEG", "PNG", "WEBP"))]), st.integers(0, 400))
@example(b"", b"\xff\xd8\xff", 400)
def test_broken_photo_is_passed_on(noise: bytes, begins: bytes, cut: int) -> None:
    whole = begins[:cut] + noise
    assert len(without_traces(whole)) <= max(len(whole), 12)


def test_what_is_no_picture_stays() -> None:
    assert without_traces(b"%PDF-1.7 Exif") == b"%PDF-1.7 Exif"
