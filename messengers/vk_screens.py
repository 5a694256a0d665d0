"""A screen in VK's parameters: pure functions, no network."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from messengers.markup import Formatted, parse, split
from messengers.screen import Button, Screen
from messengers.vk_updates import KEPT

MAX_TEXT = 4096
MAX_TOAST = 90
MENTION = re.compile(r"\[(?=[^\[\]|\n]{1,60}\|)")  # [id1|words] would become a link
LINE_ENDS = {0: None, 0x2028: "\n", 0x2029: "\n"}  # a zero, and two that end a line of VKScript

Parameters = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """How a screen is shown to this peer: what its client can do, and whether it has the permanent keyboard yet."""

    callbacks: bool = True
    greeted: bool = True
    menu: Button | None = None


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def clean(text: str) -> str:
    """What VK would refuse or turn into a mention; the length in UTF-16 stays, but for zeros."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(LINE_ENDS)
    return MENTION.sub("［", text)


def random_id(secret: str, *what: object) -> int:
    """31 bits that say which part of which screen this is: VK does not deliver the same one to a peer twice."""
    digest = sha256(compact([secret, *map(str, what)]).encode()).digest()
    return int.from_bytes(digest[:4], "big") % (2**31 - 1) + 1


def messages_of(screen: Screen, look: Look, attachments: list[str]) -> list[Parameters]:
    """The messages that make up a screen, in order.

    VK has one keyboard per message. The screen's own buttons go with the last one; every message without
    buttons carries the permanent keyboard. When somebody has just come, the greeting is parted for that: its last
    line, which says what to do, stays with the buttons, and nothing is said only to carry a keyboard.
    """
    texts = _greeting(screen.text) if screen.buttons and not look.greeted and look.menu else [screen.text]
    parts = [part for text in texts for part in parts_of(text)]
    messages = [text_of(part) for part in parts]
    if attachments:
        messages.insert(0, {"attachment": ",".join(attachments)})
    if screen.buttons:
        messages[-1]["keyboard"] = keyboard(screen, look.callbacks)
    if look.menu:
        messages = [{"keyboard": permanent(look.menu)} | message for message in messages]
    return messages


def parts_of(text: str) -> list[Formatted]:
    return split(parse(clean(text)), MAX_TEXT)


def text_of(part: Formatted) -> Parameters:
    base: Parameters = {"message": part.text, "disable_mentions": 1, "dont_parse_links": 1}
    return base | {"format_data": format_data(part)} if part.spans else base


def format_data(part: Formatted) -> str:
    items = [
        {"type": span.kind, "offset": span.offset, "length": span.length} | ({"url": span.url} if span.url else {})
        for span in part.spans
    ]
    return compact({"version": 1, "items": items})


def keyboard(screen: Screen, callbacks: bool) -> str:
    rows = [[_button(button, screen.kept, callbacks) for button in row] for row in screen.buttons if row]
    return compact({"inline": True, "buttons": rows})


def permanent(menu: Button) -> str:
    """Stays below the dialogue for years and on every device, so its button is of the kind that all clients have."""
    return compact({"one_time": False, "buttons": [[_button(menu, kept=False, callbacks=False)]]})


def snackbar(toast: str) -> str:
    return compact({"type": "show_snackbar", "text": clean(toast)[:MAX_TOAST]})


def _button(button: Button, kept: bool, callbacks: bool) -> Parameters:
    label = clean(button.label)
    if button.press is None:
        return {"action": {"type": "open_link", "link": button.url, "label": label}}
    payload = compact({"press": button.press} | ({KEPT: 1} if kept else {}))
    return {"action": {"type": "callback" if callbacks else "text", "payload": payload, "label": label}}


def _greeting(text: str) -> list[str]:
    head, _, last = text.rpartition("\n")
    if not head.strip() or not last.strip():
        return [text]
    try:
        parse(head)
    except ValueError:  # a tag goes on in the last line
        return [text]
    return [head.rstrip("\n"), last]
