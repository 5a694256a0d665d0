"""Whether a text names a way to reach somebody past the bot."""

from __future__ import annotations

import re

LEAST_DIGITS, MOST_DIGITS = 10, 12  # of a phone number, with the code of the town or without that of the country
_NUMBER = re.compile(r"(?<![\w.,/№-])(?:\+\s?)?\d(?:[\s().\-‑–]{0,3}\d){5,14}(?![\w/]|[.,]\d)")
_SHORT = re.compile(r"(?<![\w.,/№-])\d{3}[-‑–]\d{2}[-‑–]\d{2}(?![\w-])")
_NAMED = re.compile(r"(?<![\w.])@[A-Za-z]\w{3,}|[\w.+-]+@[\w-]+\.[\w.]{2,}")
_PAGE = re.compile(
    r"(?<![\w.])(?:t\.me|telegram\.me|vk\.me|wa\.me|max\.ru|ok\.ru/profile)/\S|(?<![\w.])vk\.(?:com|ru)/(?!video|wall|clip|doc)\S",
    re.IGNORECASE,
)
_GROUPS = re.compile(r"\d+")


def looks_like_contact(text: str) -> bool:
    """A phone number, a name behind @, an address of post, or a page in a network; dates and years are none."""
    if _NAMED.search(text) or _PAGE.search(text) or _SHORT.search(text):
        return True
    return any(_is_phone(found.group()) for found in _NUMBER.finditer(text))


def _is_phone(number: str) -> bool:
    digits = "".join(_GROUPS.findall(number))
    if not LEAST_DIGITS <= len(digits) <= MOST_DIGITS:
        return False
    return number.startswith("+") or digits[0] in "789" or "(" in number
