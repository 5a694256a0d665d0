"""How papers are read here: as a PDF reader, a camera and a person would."""

from io import BytesIO
from typing import Any

import zxingcpp
from PIL import Image
from pypdf import PdfReader


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader(pdf).pages).split())


def letters_of(pdf: bytes) -> str:
    """Without spaces: a line may end anywhere."""
    return text_of(pdf).replace(" ", "")


def fonts_not_embedded(pdf: bytes) -> list[str]:
    fonts = [font for page in reader(pdf).pages for font in inside(page, "/Resources", "/Font").values()]
    described = [inside(inside(font, "/DescendantFonts")[0], "/FontDescriptor") for font in fonts]
    assert described
    return [font["/FontName"] for font in described if "/FontFile2" not in font]


def links_of(pdf: bytes) -> list[str]:
    return [inside(note, "/A", "/URI") for page in reader(pdf).pages for note in inside(page, "/Annots")]


def inside(container: Any, *keys: str) -> Any:
    for key in keys:
        container = container.get_object()[key]
    return container.get_object()


def size_of(png: bytes) -> tuple[int, int]:
    return image(png).size


def image(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png), formats=["PNG"]).convert("L")


def codes_of(png: bytes) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(image(png))}
