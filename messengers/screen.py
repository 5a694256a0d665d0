from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MAX_BUTTONS = 10
MAX_ROWS = 6
MAX_LABEL = 40
Links = Mapping[str, Callable[[str], str | None]]  # by network: the address that opens the bot with a parameter
MAX_PRESS_BYTES = 63  # 64 in Telegram, less the mark of a kept screen


@dataclass(frozen=True)
class Button:
    label: str
    press: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.label) <= MAX_LABEL:
            raise ValueError(f"a label has 1 to {MAX_LABEL} characters, not {len(self.label)}")
        if (self.press is None) == (self.url is None):
            raise ValueError("a button has either a press or an address")
        if self.press is not None and not 0 < len(self.press.encode()) <= MAX_PRESS_BYTES:
            raise ValueError(f"a press has 1 to {MAX_PRESS_BYTES} bytes")


@dataclass(frozen=True)
class File:
    """A file on disk that goes with the screen; `name` is what the person sees.

    `kind`: document, photo, voice, audio or video; a network without the kind shows a document. `passing`: it is on
    disk for this screen only. `mark`: what is in it, for a network that need not be given the same again.
    """

    path: Path
    name: str
    kind: str = "document"
    passing: bool = False
    mark: str | None = None

    @property
    def edition(self) -> tuple[Path, float] | str | None:
        """Changes with the content, None when it will not be sent again; a file that is not there has one too."""
        if self.mark:
            return self.mark
        if self.passing or self.kind != "document":
            return None
        return self.path, self.path.stat().st_mtime if self.path.exists() else 0.0


@dataclass(frozen=True)
class Attachment:
    """A file that somebody has sent in this very network: a photo or a doc, `reference` is its name there."""

    kind: str
    reference: str


@dataclass(frozen=True)
class Screen:
    """What a person reads and may press next, without a word about any network.

    `text` is markup: `<b> <i> <u> <a href>`, everything else escaped (`markup.escape`).
    `kept`: presses are answered below this screen instead of in its place (notices, documents).
    `attached` goes before the text; what the network does not find any more is left out.
    `toast` is a short note shown with the answer to a press where the network has one.
    """

    text: str
    buttons: list[list[Button]] = field(default_factory=list)
    files: tuple[File, ...] = ()
    toast: str | None = None
    kept: bool = False
    attached: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a screen says something")
        if len(self.buttons) > MAX_ROWS or sum(map(len, self.buttons)) > MAX_BUTTONS:
            raise ValueError(f"a screen has at most {MAX_BUTTONS} buttons in {MAX_ROWS} rows")

    def to_json(self) -> str:
        buttons = [[(button.label, button.press, button.url) for button in row] for row in self.buttons]
        files = [(str(file.path), file.name, file.kind) for file in self.files]
        attached = [(each.kind, each.reference) for each in self.attached]
        return json.dumps([self.text, buttons, files, self.toast, self.kept, attached], separators=(",", ":"))

    @classmethod
    def from_json(cls, content: str) -> Screen:
        text, rows, files, toast, kept, *later = json.loads(content)  # an older program knew nothing of attachments
        buttons = [[Button(*button) for button in row] for row in rows]
        found = tuple(File(Path(path), *rest) for path, *rest in files)
        attached = tuple(Attachment(*each) for each in (later[0] if later else ()))
        return cls(text, buttons, found, toast, kept, attached)
