"""Words as people type them: without endings, and near enough when a letter is wrong.

No library: a stemmer for all of Russian gains little on names of subjects and towns, and a mistyped word needs the
distance anyway.
"""

from __future__ import annotations

from functools import lru_cache

from community.choices import plain

ENDINGS = sorted(
    (
        *("иями", "ями", "ами", "иям", "иях", "ием", "ией", "ого", "его", "ому", "ему", "ыми", "ими", "ость", "ости"),
        *("ая", "яя", "ое", "ее", "ые", "ие", "ый", "ий", "ой", "ей", "ов", "ев", "ам", "ям", "ом", "ем", "ах", "ях"),
        *("ую", "юю", "ия", "ии", "ию", "ых", "их", "ым", "им", "у", "ю", "а", "я", "о", "е", "ы", "и", "ь", "й"),
    ),
    key=len,
    reverse=True,
)
SHORTEST = 3
NEAR = ((8, 2), (4, 1))  # from this length on so many letters may be wrong
EMPTY = frozenset(
    plain("""
    и в во на по с со к ко у о об от для из за не я мне нам нас ищу ищем нужен нужна нужно нужны кто есть найти найди
    хочу помогите помощь помочь поможет подскажите учитель учителя преподаватель наставник наставника педагог педагога
    коллега коллегу коллеги можно пожалуйста округ район город
    """).split()
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """«математике», «математика» → «математик»; a second ending stays."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word[: -len(ending)]
    return word


def stems(text: str) -> list[str]:
    """Of the words that say something, each once."""
    return list(dict.fromkeys(stem(word) for word in plain(text).split() if word not in EMPTY))


def is_near(one: str, other: str) -> bool:
    """Whether somebody who typed the one may have meant the other."""
    most = next((wrong for length, wrong in NEAR if min(len(one), len(other)) >= length), 0)
    return abs(len(one) - len(other)) <= most and _distance(one, other) <= most


def _distance(one: str, other: str) -> int:
    """Letters added, lost, changed or swapped with a neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for place, wanted in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != wanted))
            swapped = at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted
            row.append(min(cost, earlier[place - 2] + 1) if swapped else cost)
    return row[-1]
