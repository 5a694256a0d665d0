"""What people are told when a case ends or begins again, made at delivery; None: there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from community.closing import ERASED, REOPENS, SILENCE
from community.consultations import State
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.case_topics import topic_of
from screens.closing import HELPED, again, rows_of_rating
from screens.consultation_notices import found
from screens.consultations import closed_meanwhile
from screens.navigation import Rows, button, menu
from screens.words import esc, full_day
from storage.models import Case

Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def case_to_close(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """The mentor thinks that it is answered."""
    _, case = found(session, ids)
    if case is None or case.state != State.ANSWERED.value:
        return None
    text = f"Вопрос № {case.id}: наставник считает, что ответ дан. Всё ясно?"
    return Screen(text, [_decide(case), [menu()]], kept=True)


def case_quiet(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    talk, case = found(session, ids)
    if talk is None or case is None or case.state != State.ANSWERED.value or talk.last_at is None:
        return None
    ends = full_day((talk.last_at + SILENCE).astimezone(community.tz).date())
    text = f"Вопрос № {case.id}: ответ есть, и дальше тихо. Если всё ясно, он закроется {ends}, ничего делать не нужно."
    return Screen(text, [_decide(case), [menu()]], kept=True)


def case_silent(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """To the asker: closed because of the silence."""
    _, case = found(session, ids)
    if case is None or case.state != State.CLOSED.value or case.closed_at is None:
        return None
    last = full_day((case.closed_at + REOPENS).astimezone(community.tz).date())
    asks = f" {HELPED}" if (rating := rows_of_rating(case)) else ""
    text = f"Вопрос № {case.id} закрыт: неделю никто не писал. Открыть снова можно до {last}.{asks}"
    return Screen(text, [*rating, [again(case)], [menu()]], kept=True)


def case_closed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """To its mentor."""
    _, case = found(session, ids)
    if case is None or case.state != State.CLOSED.value:
        return None
    screen = closed_meanwhile(case, community)
    return replace(screen, buttons=[*_to_keep(case), *screen.buttons])


def _to_keep(case: Case) -> Rows:
    """A good answer helps the next one who asks; nothing of unnamed askers and of support becomes one."""
    answered = case.answered_at is not None and case.close_reason != ERASED
    if not answered or case.is_anonymous or case.is_support:
        return []
    return [[button("📚 В готовые ответы", presses.MakeArticle(id=case.id))]]


def case_reopened(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    _, case = found(session, ids)
    if case is None or case.state != State.TAKEN.value:
        return None
    text = f"Вопрос № {case.id} · {topic_of(case, community)}\n"
    text += "Открыт снова: у автора остались вопросы. Напишите, что нужно."
    return Screen(text, [[button("↩️ Ответить", presses.AnswerCase(id=case.id)), menu()]], kept=True)


def case_rated(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """To its mentor; who has asked is not said."""
    _, case = found(session, ids)
    if case is None or case.rating is None or case.asker_id is None:
        return None
    words = f"\n«{esc(case.rating_words)}»" if case.rating_words else ""
    text = f"⭐ Вопрос № {case.id}: ответ оценён на {case.rating} из 5.{words}\nСпасибо, что отвечаете!"
    return Screen(text, [[button("🏅 Мои итоги", presses.MyResults())], [menu()]], kept=True)


def _decide(case: Case) -> list[Any]:
    solved = button("✅ Вопрос решён", presses.CloseCase(id=case.id))
    return [solved, button("✏️ Ещё вопрос", presses.AnswerCase(id=case.id))]


CLOSING_NOTICES: dict[str, Told] = {
    Notice.CASE_TO_CLOSE: case_to_close,
    Notice.CASE_QUIET: case_quiet,
    Notice.CASE_SILENT: case_silent,
    Notice.CASE_CLOSED: case_closed,
    Notice.CASE_REOPENED: case_reopened,
    Notice.CASE_RATED: case_rated,
}
