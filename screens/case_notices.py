"""What mentors and askers are told while a case goes from one to another, made at delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community import responders, talks
from community.consultations import WITH_MENTOR, State
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import mentor_desk as screens
from screens import presses
from screens.case_topics import topic_of
from screens.consultations import own_button
from screens.navigation import button, menu
from screens.words import esc, full_day
from storage.models import Case, Person

Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def case_batch(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only what nobody has taken meanwhile."""
    cases = responders.batch(session, ids["person"], datetime.fromisoformat(ids["at"]))
    return screens.batch(cases, community) if cases else None


def case_files(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    case = session.get(Case, ids["case"])
    is_late = "card" in ids and case is not None and case.state in WITH_MENTOR  # a colleague has it by now
    if case is None or is_late:
        return None
    open_it = button("❓ Открыть вопрос", presses.MentorCase(id=case.id))
    return Screen(f"📎 Вложения к вопросу № {case.id} — выше.", [[open_it], [menu()]], kept=True)


def case_handed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while the colleague waits for an answer."""
    case = session.get(Case, ids["case"])
    if case is None or case.state not in WITH_MENTOR:
        return None
    return screens.handed_card(case, *_said(session, case), community)


def case_handing_answered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    case, colleague = session.get(Case, ids["case"]), session.get(Person, ids["person"])
    if case is None or colleague is None:
        return None
    if ids["accepted"]:
        text = f"🤝 На вопрос № {case.id} теперь отвечает {esc(colleague.name)}. Спасибо, что передали!"
        return Screen(text, [[screens.questions_button(0)], [menu()]], kept=True)
    text = f"{esc(colleague.name)} сейчас не может ответить на вопрос № {case.id}: он остаётся за вами."
    return Screen(text, [[button("❓ Открыть вопрос", presses.MentorCase(id=case.id))], [menu()]], kept=True)


def case_answer_due(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    case = session.get(Case, ids["case"])
    if case is None or case.state != State.TAKEN or case.mentor_id != ids["mentor"] or case.answer_by is None:
        return None
    here = case.answer_by.astimezone(community.tz)
    text = f"🔔 Вопрос № {case.id} · {topic_of(case, community)} ждёт вашего ответа "
    text += f"до {here:%H:%M}, {full_day(here.date())}. Если не получится, верните его: найдём другого наставника."
    rows = [[button("↩️ Ответить", presses.AnswerCase(id=case.id))]]
    rows.append([button("🔁 Вернуть в общий список", presses.GiveBackCase(id=case.id))])
    return Screen(text, [*rows, [menu()]], kept=True)


def case_lapsed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    case = session.get(Case, ids["case"])
    if case is None:
        return None
    text = f"Срок ответа на вопрос № {case.id} прошёл, и мы ищем другого наставника. Так бывает, ничего страшного. "
    text += "Если сейчас не до вопросов, возьмите паузу."
    return Screen(text, [[button("⚙️ Как отвечаю", presses.HowIAnswer())], [menu()]], kept=True)


def case_moved(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """For the asker; nothing of what is not true any more."""
    case = session.get(Case, ids["case"])
    if case is None or case.state != ids["state"] or case.mentor_id != ids["mentor"]:
        return None
    match case.state:
        case State.SEARCHING:
            text = "Наставник сейчас не может ответить, ищем другого. Ответ придёт сюда, ждать в чате не нужно."
        case State.COORDINATOR:
            text = "Вопрос у координатора: он подберёт того, кто ответит. Ответ придёт сюда."
        case _:
            mentor = session.get(Person, case.mentor_id) if case.mentor_id else None
            text = f"Теперь отвечает {esc(mentor.name)}." if mentor else "Теперь отвечает другой наставник."
    return Screen(f"Вопрос № {case.id}. {text}", [[own_button(case.id)], [menu()]], kept=True)


def _said(session: Session, case: Case) -> tuple[Any, Person | None]:
    asker = session.get(Person, case.asker_id) if case.asker_id else None
    return talks.question(session, talks.of_case(session, case)), asker


CASE_NOTICES: dict[str, Told] = {
    Notice.CASE_BATCH: case_batch,
    Notice.CASE_FILES: case_files,
    Notice.CASE_HANDED: case_handed,
    Notice.CASE_HANDING_ANSWERED: case_handing_answered,
    Notice.CASE_ANSWER_DUE: case_answer_due,
    Notice.CASE_LAPSED: case_lapsed,
    Notice.CASE_MOVED: case_moved,
}
