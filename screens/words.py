from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from messengers.markup import escape as esc

__all__ = [
    "SIMILAR",
    "about",
    "count",
    "day",
    "ended",
    "esc",
    "full_day",
    "full_days",
    "listed",
    "network_name",
    "quoted",
    "remarked",
    "short",
    "squeezed",
    "wanted",
]

MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()  # noqa: SIM905
NETWORKS = {"telegram": "Telegram", "vk": "ВКонтакте"}


def network_name(network: str) -> str:
    return NETWORKS.get(network, network)


def count(number: int, one: str, few: str, many: str) -> str:
    """«1 участник», «2 участника», «5 участников»."""
    tens, units = number % 100, number % 10
    if units == 1 and tens != 11:
        return f"{number} {one}"
    return f"{number} {few if units in (2, 3, 4) and tens not in (12, 13, 14) else many}"


def day(value: date, today: date) -> str:
    return full_day(value).removesuffix(f" {today.year} года")


def full_day(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year} года"


def full_days(first: date, last: date | None) -> str:
    """«12–14 ноября 2026 года», «30 ноября – 2 декабря 2026 года»."""
    if last is None or last <= first:
        return full_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{full_day(last)}"
    return f"{day(first, last)} – {full_day(last)}"


def about(prepositional: str) -> str:
    """«о движении», «об объединении»."""
    return f"{'об' if prepositional[0].casefold() in 'аоуэи' else 'о'} {prepositional}"


SIMILAR = "Вот что похоже."


def wanted(what: str) -> str:
    return f"Здесь нужно другое: {what}."


def remarked(remark: str) -> str:
    """What stands above a question that is asked again."""
    return f"{remark}\n\n" if remark else ""


def ended(text: str) -> str:
    """With a full stop where whoever wrote it has put none."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def squeezed(text: str, most: int = 40) -> str:
    """What begins alike is often told apart by its end."""
    tail = most // 3
    return text if len(text) <= most else f"{text[: most - tail - 1].rstrip()}…{text[-tail:].lstrip()}"


def quoted(text: str, most: int) -> str:
    """As markup; a full stop of its own would stand before the closing mark."""
    return f"«{esc(short(text, most).rstrip('.'))}»"


def listed(names: Sequence[str], most: int = 4) -> str:
    """«Физика, Химия и ещё 3»."""
    shown = ", ".join(names[:most])
    return f"{shown} и ещё {len(names) - most}" if len(names) > most else shown
