"""What people are told of their certificates, made at delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import certificates, events
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.certificates import WITHDRAWN_FOR_NOW
from screens.navigation import Rows, button, menu
from screens.words import esc, full_day
from storage.models import Certificate, Event, Person

Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def certificate(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Its document is made at delivery, in `screens/certificate_files.py`."""
    found = _of_somebody(session, ids)
    if found is None:
        return None
    text = f"🏅 Сертификат № {found.number} — в файле выше. По коду на нём любой проверит, что номер подлинный."
    return Screen(text, _ends(found), kept=True)


def certificate_corrected(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """The same."""
    found = _of_somebody(session, ids)
    if found is None:
        return None
    text = f"🏅 В сертификате № {found.number} исправлено имя: <b>{esc(found.details['full_name'])}</b>. "
    text += "Новый файл выше, номер прежний. Это сделал координатор; если ошибка осталась, напишите ему."
    return Screen(text, _ends(found), kept=True)


def certificate_ready(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Not for somebody who has got it meanwhile."""
    event, person = session.get(Event, ids["event"]), session.get(Person, ids["person"])
    if event is None or person is None or not certificates.may_get(session, person, event.id, events.ends_at(event)):
        return None
    day = full_day(event.starts_at.astimezone(community.tz).date())
    text = f"🏅 Ваше участие подтверждено: «{esc(event.title)}», {day}. "
    text += "Сертификат уже можно получить: осталось проверить имя."
    return Screen(text, [[button("🏅 Сертификат", presses.GetCertificate(id=event.id))], [menu()]], kept=True)


def certificate_withdrawn(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Not where presence is marked again meanwhile."""
    found = session.get(Certificate, ids["certificate"])
    if found is None or found.person_id is None or not certificates.is_withdrawn(session, found):
        return None
    text = f"Организатор снял отметку об участии: «{esc(found.details['title'])}». Поэтому сертификат № {found.number} "
    text += f"пока не действует.\n\n{WITHDRAWN_FOR_NOW}"
    return Screen(text, _ends(found), kept=True)


def _of_somebody(session: Session, ids: Mapping[str, Any]) -> Certificate | None:
    """Not of one that was withdrawn meanwhile."""
    found = session.get(Certificate, ids["certificate"])
    if found is None or found.person_id is None or certificates.is_withdrawn(session, found):
        return None
    return found


def _ends(found: Certificate) -> Rows:
    return [[button("🏅 К сертификату", presses.ShowCertificate(id=found.id))], [menu()]]


CERTIFICATE_NOTICES: dict[str, Told] = {
    Notice.CERTIFICATE: certificate,
    Notice.CERTIFICATE_CORRECTED: certificate_corrected,
    Notice.CERTIFICATE_READY: certificate_ready,
    Notice.CERTIFICATE_WITHDRAWN: certificate_withdrawn,
}
