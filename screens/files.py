"""How files are put together. A DOCX is a ZIP of three small files: office programs open, change and print it, phones
show it, and it needs neither a library nor a font of ours. The same words make the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "http://schemas.openxmlformats.org"
_TYPES = (
    f'{_HEAD}<Types xmlns="{_OPEN}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_OPEN}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_OPEN}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_FONT = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
_SIZE = '<w:sz w:val="24"/><w:lang w:val="ru-RU"/>'


def zipped(files: Mapping[str, bytes]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return content.getvalue()


def docx(title: str, paragraphs: Iterable[str]) -> bytes:
    """A title in the middle, then paragraphs."""
    body = _paragraph(title, title=True) + "".join(map(_paragraph, paragraphs))
    margins = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    margins += '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:header="0" w:footer="0" '
    margins += 'w:gutter="0"/></w:sectPr>'
    document = f'{_HEAD}<w:document xmlns:w="{_OPEN}/wordprocessingml/2006/main"><w:body>{body}{margins}</w:body>'
    files = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f"{document}</w:document>",
    }
    return zipped({name: text.encode() for name, text in files.items()})


def _paragraph(text: str, title: bool = False) -> str:
    layout = '<w:pPr><w:spacing w:after="160"/>' + ('<w:jc w:val="center"/>' if title else "") + "</w:pPr>"
    look = f"<w:rPr>{_FONT}{'<w:b/>' if title else ''}{_SIZE}</w:rPr>"
    return f'<w:p>{layout}<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
