"""The words of notifications, made at delivery; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import deciding, mentors, presses
from screens.navigation import button, menu
from screens.words import esc
from storage.models import MentorApplication, Person


def member_joined(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    person = session.get(Person, ids["person"])
    if person is None or person.joined_at is None:
        return None
    position, town = community.position(person.position or ""), community.municipality(person.municipality or "")
    facts = ", ".join(esc(item.name) for item in (position, town) if item)
    text = f"🤝 В {esc(community.noun.short.accusative)} вступает <b>{esc(person.name)}</b>"
    text += f"\n{facts}." if facts else "."
    card = button("👤 Карточка", presses.Member(id=person.id))
    return Screen(text, [[card, button("👥 Участники", presses.Members(page=0))], [menu()]], kept=True)


def undelivered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    what = KINDS.get(ids["kind"], "одно из уведомлений")
    text = (
        f"❗ Не удалось доставить: {what}. Остальные сообщения уходят как обычно.\n"
        "Кому и почему не дошло, покажет администратору команда <b>python -m bot post</b>, она же отправит ещё раз."
    )
    return Screen(text, [[menu()]], kept=True)


def mentor_application(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    return _application(session, ids, community, "")


def mentor_application_due(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    return _application(session, ids, community, "🔔 Заявка ещё ждёт ответа.\n\n")


def mentor_answer(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    application = session.get(MentorApplication, ids["application"])
    if application is None or application.state != ids["state"]:
        return None
    return deciding.answer(application, application.state, mentors.confirmed(community))


def _application(session: Session, ids: Mapping[str, Any], community: CommunityProfile, lead: str) -> Screen | None:
    """Only while somebody has to decide."""
    application = session.get(MentorApplication, ids["application"])
    person = session.get(Person, application.person_id) if application else None
    if application is None or person is None or person.joined_at is None or application.state != "sent":
        return None
    today = application.sent_at.astimezone(community.tz).date()
    text = lead + deciding.told(application, person, community, today)
    return Screen(text, [*deciding.choices(application), [menu()]], kept=True)


KINDS = {
    Notice.MEMBER_JOINED: "сообщение о новом участнике",
    Notice.MENTOR_APPLICATION: "заявка в наставники",
    Notice.MENTOR_APPLICATION_DUE: "напоминание о заявке в наставники",
    Notice.MENTOR_ANSWER: "ответ на заявку в наставники",
}
NOTICES: dict[str, Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]] = {
    Notice.MEMBER_JOINED: member_joined,
    Notice.UNDELIVERED: undelivered,
    Notice.MENTOR_APPLICATION: mentor_application,
    Notice.MENTOR_APPLICATION_DUE: mentor_application_due,
    Notice.MENTOR_ANSWER: mentor_answer,
}
