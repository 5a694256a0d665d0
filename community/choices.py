"""Lists a person picks from, and what they may mean by the letters they type."""

from collections.abc import Iterable
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from storage.models import words_of


def plain(text: str) -> str:
    """Words of the text for comparing: no case, «ё», punctuation or extra spaces."""
    return " ".join(words_of(text))


def _has_words(text: str) -> str:
    if not plain(text):
        raise ValueError("should contain letters or digits")
    return text


Text = Annotated[str, StringConstraints(pattern=r"^\S(.*\S)?$", max_length=300), AfterValidator(_has_words)]
Name = Annotated[Text, StringConstraints(max_length=40)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=24)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(Part):
    """Something a person picks from a list. `search`: other names people type for it."""

    id: Slug
    name: Name
    search: tuple[Text, ...] = ()


AnyChoice = TypeVar("AnyChoice", bound=Choice)


def by_id(choices: Iterable[AnyChoice], slug: str) -> AnyChoice | None:
    return next((choice for choice in choices if choice.id == slug), None)


def find(choices: Iterable[AnyChoice], typed: str) -> list[AnyChoice]:
    """What a person may mean by the typed letters, the likeliest first; nothing typed finds nothing.

    When no choice has all the words, those that have the most of them.
    """
    wanted, choices = plain(typed), list(choices)
    if not wanted:
        return []
    ranked = [(rank, choice) for choice in choices if (rank := _rank(choice, wanted)) is not None]
    found = [choice for _, choice in sorted(ranked, key=lambda pair: pair[0])]
    return found or _nearest(choices, wanted)


def find_exact(choices: Iterable[AnyChoice], typed: str) -> AnyChoice | None:
    """The choice called just so, to be taken without asking; an alias counts if only one has it."""
    wanted, choices = plain(typed), list(choices)
    for names_of in (_own_name, _names):
        exact = [choice for choice in choices if wanted and wanted in names_of(choice)]
        if len(exact) == 1:
            return exact[0]
    return None


def _own_name(choice: Choice) -> list[str]:
    return [plain(choice.name)]


def _names(choice: Choice) -> list[str]:
    return [plain(choice.name), *map(plain, choice.search)]


def _rank(choice: Choice, wanted: str) -> int | None:
    names = _names(choice)
    if wanted in names:
        return 0 if wanted == names[0] else 1
    begun = [_joined(name).startswith(_joined(wanted)) for name in names]
    if any(begun):
        return 2 if begun[0] else 3
    return 4 if _words_begun(choice, wanted) == len(wanted.split()) else None


def _joined(words: str) -> str:
    return words.replace(" ", "")


def _words_begun(choice: Choice, wanted: str) -> int:
    words = " ".join(_names(choice)).split()
    return sum(any(word.startswith(start) for word in words) for start in wanted.split())


def _nearest(choices: list[AnyChoice], wanted: str) -> list[AnyChoice]:
    long_words = " ".join(word for word in wanted.split() if len(word) > 2)
    begun = [(_words_begun(choice, long_words), choice) for choice in choices]
    most = max((count for count, _ in begun), default=0)
    return [choice for count, choice in begun if most and count == most]
