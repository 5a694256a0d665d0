"""What people are told by coordinators of questions, made at delivery; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import case_numbers, complaints, talks
from community.case_desk import MERGED
from community.complaint_files import asked_for
from community.consultations import WITH_MENTOR
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import complaints as screens
from screens import presses
from screens.case_numbers import days_of
from screens.case_topics import topic_of
from screens.complaints import until_day
from screens.consultations import from_whom, own_button, words_of
from screens.navigation import button, menu
from screens.words import esc
from storage.models import Ban, Case, Complaint, Person

Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]
KINDLY = {
    "answered": "Похоже, ответ уже найден.",
    "elsewhere": "С этим лучше помогут в другом месте: среди нас такого опыта нет.",
    "nobody": "К сожалению, сейчас среди нас нет того, кто мог бы ответить. Простите за ожидание.",
    "rules": "В переписке нарушены правила общения.",
    "other": "Координатор решил, что вопрос можно закрыть.",
}
NEUTRAL = {
    complaints.NOTHING: "координатор посмотрел отмеченные сообщения и решил, что меры не нужны",
    complaints.WARNING: "координатор напомнил о правилах общения",
    complaints.CLOSED: "координатор закрыл вопрос",
}
RULES = "Пожалуйста, пишите бережно: без грубости, рекламы и чужих личных данных."


def case_assigned(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while it is still to be answered; the files of the question come with it."""
    case = session.get(Case, ids["case"])
    if case is None or case.state not in WITH_MENTOR:
        return None
    asker = session.get(Person, case.asker_id) if case.asker_id else None
    text = f"❓ Координатор просит вас ответить: вопрос № {case.id} · {topic_of(case, community)}\n"
    text += f"{from_whom(case, asker, community)}\n\n{words_of(talks.question(session, talks.of_case(session, case)))}"
    text += "\n\nОтветьте на это сообщение или нажмите «Ответить»."
    return Screen(text, [[button("↩️ Ответить", presses.AnswerCase(id=case.id)), menu()]], kept=True)


def case_ended(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    case = session.get(Case, ids["case"])
    if case is None:
        return None
    if ids["to"] == "moved":
        return Screen(f"Вопрос № {case.id} передан коллеге. Спасибо, что помогали!", [[menu()]], kept=True)
    if case.closed_at is None:
        return None
    rows = [[own_button(case.merged_into or case.id)]] if ids["to"] == "asker" else []
    if case.close_reason == MERGED and case.merged_into:
        text = f"Вопрос № {case.id} объединён с вопросом № {case.merged_into} того же автора: разговор идёт там."
    elif ids["to"] == "mentor":
        text = f"Координатор закрыл вопрос № {case.id}. Отвечать больше не нужно, спасибо!"
    else:
        text = f"Вопрос № {case.id} закрыт. {KINDLY.get(case.close_reason or '', KINDLY['other'])}"
        text += f"\nОт координатора: «{esc(case.close_words)}»" if case.close_words else ""
        text += "\nМожно задать новый: просто напишите его сюда."
    return Screen(text, [*rows, [menu()]], kept=True)


def cases_file(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Its document is made at delivery, in `screens/cases_xlsx.py`."""
    asked = case_numbers.asked(session, ids)
    if asked is None:
        return None
    text = f"📊 Вопросы за {days_of(asked[1])} — в файле выше. Имён и текстов в нём нет."
    return Screen(text, [[button("📊 Итоги", presses.CaseNumbers()), menu()]], kept=True)


def complaint_made(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while somebody has to decide; nothing of what was said."""
    complaint = session.get(Complaint, ids["complaint"])
    if complaint is None or complaint.decided_at is not None:
        return None
    text = f"⚠️ Обращение № {complaint.id}: кто-то просит посмотреть отмеченные сообщения переписки."
    return Screen(text, [[button("⚠️ Посмотреть", presses.ShowComplaint(id=complaint.id)), menu()]], kept=True)


def complaint_files(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    opened = asked_for(session, ids)
    return screens.files(opened) if opened and opened.has_files else None


def complaint_decided(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    complaint = session.get(Complaint, ids["complaint"])
    if complaint is None or complaint.decided_at is None:
        return None
    measure = NEUTRAL.get(complaint.decision or "", "координатор принял меры")
    if ids["to"] == "author":
        text = f"По вашему обращению № {complaint.id}: {measure}. Спасибо, что не промолчали."
    else:
        text = _to_whom_it_concerns(session, complaint, ids.get("case"), community)
    return Screen(text, [[menu()]], kept=True)


def ban_lifted(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    ban = session.get(Ban, ids["ban"])
    if ban is None or ban.ended_at is None:
        return None
    return Screen("🔑 Ограничение снято: вопросы, ответы и переписка для вас снова открыты.", [[menu()]], kept=True)


def _to_whom_it_concerns(session: Session, complaint: Complaint, case: int | None, community: CommunityProfile) -> str:
    text = f"По вопросу № {case} было обращение. " if case else "По переписке вашей пары было обращение. "
    ban = complaints.ban_of(session, complaint)
    if ban is None:
        return f"{text}Решение: {NEUTRAL.get(complaint.decision or '', 'координатор принял меры')}. {RULES}"
    text += f"Вопросы, ответы и переписка для вас закрыты до {until_day(ban.until, community)}, "
    text += "остальное работает как прежде."
    return f"{text}\nПричина: «{esc(ban.reason)}»" if ban.reason else f"{text} {RULES}"


CASE_DESK_NOTICES: dict[str, Told] = {
    Notice.CASE_ASSIGNED: case_assigned,
    Notice.CASE_ENDED: case_ended,
    Notice.CASES_FILE: cases_file,
    Notice.COMPLAINT_FILES: complaint_files,
    Notice.COMPLAINT_MADE: complaint_made,
    Notice.COMPLAINT_DECIDED: complaint_decided,
    Notice.BAN_LIFTED: ban_lifted,
}
