"""Complaining of what was said in a pair; what becomes of it is in `screens/complaints.py`."""

from __future__ import annotations

from messengers.screen import Screen
from screens import presses
from screens.complaints import Marking, Way, marked, worded


def ask(pair_id: int, marking: Marking) -> Screen:
    return marked(_of_pair(pair_id), marking)


def ask_words(pair_id: int, flagged: int, remark: str = "") -> Screen:
    return worded(_of_pair(pair_id), flagged, remark)


def _of_pair(pair_id: int) -> Way:
    return Way(
        presses.ShowMentorship(id=pair_id, page=0),
        lambda page: presses.ComplainOfPair(id=pair_id, page=page),
        lambda message, page: presses.FlagInPair(id=pair_id, message=message, page=page),
        presses.WordOfPair(id=pair_id),
        presses.FileOfPair(id=pair_id),
    )
