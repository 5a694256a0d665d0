from __future__ import annotations

import re
import unicodedata

LONGEST = 60
LONGEST_FULL = 150
BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"  # letters to Unicode, nothing to the eye
MARKS = " '’.-"
PATRONYMIC = re.compile(r".{2,}(?:вич|вна|ична)", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*\.?")


def clean(text: str) -> str:
    """One line of visible text: no control, direction or zero-width characters, single spaces."""
    kept = (" " if unicodedata.category(letter).startswith("Z") or letter in "\n\t\r" else letter for letter in text)
    visible = (letter for letter in kept if unicodedata.category(letter)[0] != "C" and letter not in BLANK_LETTERS)
    return " ".join("".join(visible).split())


def parse_name(text: str, longest: int = LONGEST) -> str | None:
    """A name to address somebody by: letters, spaces, hyphens, apostrophes; None when it is something else."""
    name = unicodedata.normalize("NFC", clean(text))
    if not _is_name(name, longest):
        return None
    titled = unicodedata.normalize("NFC", name.title())
    return titled if (name.islower() or name.isupper()) and _is_name(titled, longest) else name


def _is_name(text: str, longest: int) -> bool:
    letters = sum(letter.isalpha() for letter in text)
    foreign = any(not (letter.isalpha() or letter in MARKS or unicodedata.combining(letter)) for letter in text)
    return letters >= 2 and not foreign and len(text) <= longest and _NAME.fullmatch(text) is not None


def parse_full_name(text: str) -> str | None:
    """A surname with at least one name, as documents need it."""
    name = parse_name(text, LONGEST_FULL)
    return name if name and " " in name else None


def parse_organisation(text: str) -> str | None:
    """«школа № 7», «Лицей «Дельта»»: 2 to 120 visible characters, a letter among them."""
    name = unicodedata.normalize("NFC", clean(text))
    return name if 2 <= len(name) <= 120 and any(map(str.isalpha, name)) else None


def addressed(full_name: str) -> str:
    """The name and the patronymic, in whichever order they stand; the whole where there is but one word."""
    words = full_name.split()
    for at, word in enumerate(words[1:], 1):
        if PATRONYMIC.fullmatch(word):
            return " ".join(words[at - 1 : at + 1])
    return " ".join(words[1:2]) or full_name


def first_name(name: str) -> str:
    """By which somebody is spoken to; with the patronymic where it is told."""
    words = name.split()
    return addressed(name) if any(map(PATRONYMIC.fullmatch, words[1:])) else " ".join(words[:1])
