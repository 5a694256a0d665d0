"""Marking what was said in a talk and complaining of it: the same form for questions and for pairs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiogram.fsm.state import State
from sqlalchemy.orm import Session

from community import complaints
from handlers.turn import Turn
from messengers.screen import Screen
from screens import complaints as screens
from storage.models import Complaint, Person, TalkMessage

Complainable = Callable[[Session, Person, int], Sequence[TalkMessage]]
File = Callable[[Session, Person, int, Collection[int], str | None, datetime], tuple[Complaint, bool]]
Ask = Callable[[Turn, int, screens.Marking], Screen]


@dataclass(frozen=True)
class ComplaintForm:
    """`name`: of its answers, `words`: the step in which words are awaited; the rest: rules and screens of the talk."""

    name: str
    words: State
    complainable: Complainable
    file: File
    ask: Ask
    ask_words: Callable[[int, int, str], Screen]

    def choosing(self, turn: Turn, of: int, page: int, remark: str = "") -> Screen:
        messages, flagged = self.complainable(turn.session, turn.person, of), self.flagged_in(turn, of)
        page = min(max(page, 0), max(len(messages) - 1, 0) // screens.PAGE)
        shown = messages[page * screens.PAGE : (page + 1) * screens.PAGE]
        return self.ask(turn, of, screens.Marking(shown, len(messages), flagged, page, remark))

    def flagged_in(self, turn: Turn, of: int) -> list[int]:
        form = turn.dialogue.answers(self.name)
        if form.get("id") != of:
            form.update({"id": of, "flagged": []})
        found: list[int] = form["flagged"]
        return found

    def flag(self, turn: Turn, of: int, message: int, page: int) -> Screen:
        flagged = self.flagged_in(turn, of)
        others = [each for each in flagged if each != message]
        turn.dialogue.answers(self.name)["flagged"] = others if message in flagged else [*flagged, message]
        return self.choosing(turn, of, page)

    def wording(self, turn: Turn, of: int, remark: str = "") -> Screen:
        flagged = self.flagged_in(turn, of)
        if not flagged:
            return self.choosing(turn, of, 0, screens.NOTHING_FLAGGED)
        turn.dialogue.go(self.words)
        return self.ask_words(of, len(flagged), remark)

    def said(self, turn: Turn, text: str) -> Screen:
        of, words = turn.dialogue.answers(self.name).get("id", 0), complaints.parse(text)
        return self.filing(turn, of, words) if words else self.wording(turn, of, screens.WORDS)

    def filing(self, turn: Turn, of: int, words: str | None) -> Screen:
        flagged = self.flagged_in(turn, of)
        complaint, reached = self.file(turn.session, turn.person, of, flagged, words, turn.now)
        turn.dialogue.end(self.name)
        return screens.filed(complaint, reached)
