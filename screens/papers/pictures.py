from __future__ import annotations

from io import BytesIO
from threading import Lock

_PDFIUM = Lock()  # it knows nothing of threads


def png(pdf: bytes, width: int) -> bytes:
    """The first page as a picture so many pixels wide."""
    import pypdfium2

    content = BytesIO()
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        page = document[0]
        page.render(scale=width / page.get_width()).to_pil().save(content, "PNG")
        document.close()
    return content.getvalue()
