"""What people are told of agreements, programmes and who joins them, made at delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import gathering, mentorships
from community.agreements import is_agreed, terms_of, version
from community.gathering import Answer, Invited
from community.notices import Notice
from community.profiles import CommunityProfile
from community.programmes import is_done
from messengers.screen import Button, Screen
from screens import gathering as gathering_screens
from screens import presses
from screens.agreement_parts import rest_of
from screens.navigation import button, menu
from screens.programme_parts import title_of
from screens.words import count, esc
from storage.models import Mentorship, MentorshipInvitation, MentorshipMember, Person, ProgrammeStep

Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def agreement_proposed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only the newest, while it is not answered; what changed since comes with a notice of its own."""
    made, by = running(session, ids), name_of(session, ids["by"])
    members = mentorships.members_of(session, ids["mentorship"])
    if made is None or by is None or version(members) != ids["of"]:
        return None
    terms = terms_of(made)
    text = f"📝 {by} предлагает договориться.\nЦель: {esc(terms.goal or '')}\n{rest_of(terms, community)}"
    yes = button("✅ Согласиться", presses.ConfirmAgreement(id=made.id, read=ids["of"]))
    other = button("✏️ Предложить другое", presses.AgreeDraft(id=made.id))
    return Screen(text, [[yes], [other], [menu()]], kept=True)


def agreement_confirmed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    made, by = running(session, ids), name_of(session, ids["by"])
    members = mentorships.members_of(session, ids["mentorship"])
    if made is None or by is None or version(members) != ids["of"]:
        return None
    text = f"✅ Согласие получено: {by}."
    text += " Договорились, можно начинать!" if is_agreed(members) else " Ждём остальных."
    return Screen(text, [[card_button(made)], [menu()]], kept=True)


def programme_changed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    made, by = running(session, ids), name_of(session, ids["by"])
    steps = mentorships.steps_of(session, ids["mentorship"])
    if made is None or by is None or not steps:
        return None
    number = count(len(steps), "шаг", "шага", "шагов")
    text = f"📋 Программа обновлена: {by}. Теперь в ней {number}. Посмотрите, всё ли подходит."
    look = button("📋 Программа", presses.Programme(id=made.id, page=0))
    return Screen(text, [[look], [menu()]], kept=True)


def step_confirmed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Nothing where the mark was taken back, or the step was removed."""
    made, by, step = running(session, ids), name_of(session, ids["by"]), session.get(ProgrammeStep, ids["step"])
    if made is None or by is None or step is None or not (step.mentor_confirmed_at or step.mentee_confirmed_at):
        return None
    title = f"«{esc(title_of(step, community))}»"
    if is_done(step):
        text = f"✅ Шаг выполнен: {title}. Отметили обе стороны."
        return Screen(text, [[button("📋 Программа", presses.Programme(id=made.id, page=0))], [menu()]], kept=True)
    text = f"📋 {by}: шаг {title} отмечен как выполненный. Если всё так, отметьте и вы."
    yes = button("✅ Шаг выполнен", presses.ConfirmStep(id=step.id))
    return Screen(text, [[yes], [button("👁 Посмотреть", presses.ShowStep(id=step.id))], [menu()]], kept=True)


def group_invited(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while an answer is wanted."""
    asked = invited(session, ids["invitation"])
    return gathering_screens.invitation(asked, community) if asked and asked.is_open and asked.by else None


def group_answered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """A no is told without a reason, and without blame."""
    asked = invited(session, ids["invitation"])
    if asked is None or asked.person.name is None or asked.invitation.answer is None:
        return None
    name = esc(asked.person.name)
    if asked.invitation.answer == Answer.NO or asked.to is None:
        text = f"{name}: сейчас не получится. Можно позвать кого-то ещё."
        return Screen(text, [[button("👥 Группы, команды", presses.Together())], [menu()]], kept=True)
    return Screen(f"🎉 {name}: приглашение принято!", [[card_button(asked.to)], [menu()]], kept=True)


def invited(session: Session, number: int) -> Invited | None:
    found = session.get(MentorshipInvitation, number)
    person = session.get(Person, found.person_id) if found else None
    return gathering.look(session, person, number) if person else None


def running(session: Session, ids: Mapping[str, Any]) -> Mentorship | None:
    made = session.get(Mentorship, ids["mentorship"])
    return made if made is not None and made.completed_at is None else None


def name_of(session: Session, member: int) -> str | None:
    """Escaped; nobody tells of somebody who has gone."""
    found = session.get(MentorshipMember, member)
    person = session.get(Person, found.person_id) if found and found.person_id and found.left_at is None else None
    return esc(person.name) if person and person.name else None


def card_button(made: Mentorship) -> Button:
    return button("🤝 Открыть карточку", presses.ShowMentorship(id=made.id, page=0))


AGREEING_NOTICES: dict[str, Told] = {
    Notice.AGREEMENT_PROPOSED: agreement_proposed,
    Notice.AGREEMENT_CONFIRMED: agreement_confirmed,
    Notice.PROGRAMME_CHANGED: programme_changed,
    Notice.STEP_CONFIRMED: step_confirmed,
    Notice.GROUP_INVITED: group_invited,
    Notice.GROUP_ANSWERED: group_answered,
}
