"""Certificates: the name on it, the card of one, whose they are, and whether one is genuine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from community.certificates import SAME_AS, Found, Kind, Standing
from community.event_calendar import Sought
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import back, button, menu
from screens.papers.certificates import ABOUT
from screens.words import count, esc, full_day, full_days, remarked, short, wanted
from storage.models import Certificate, Event

PAGE = 5  # and a row of arrows
PARTS = {
    Kind.PARTICIPANT: "участие",
    Kind.HOST: "проведение",
    Kind.ORGANISER: "организация",
    Kind.EXPERT: "экспертная работа",
}
FILE_IS_COMING = "📄 Файл придёт следующим сообщением."
READY = "🎉 Готово! Сертификат в PDF придёт следующим сообщением."
CORRECTED = "✅ Имя исправлено, номер прежний. Новый PDF придёт следующим сообщением."
CORRECTED_FOR_OTHERS = "✅ Имя исправлено, номер прежний. Новый файл отправляем владельцу."
NAME = wanted("фамилия и имя полностью, без сокращений")
CORRECTED_BEFORE = "\n<i>Имя уже исправлено. Если ошибка осталась, обратитесь к координатору.</i>"
ERASED = "данные удалены"
NAME_IS_SEEN = "Имя увидит каждый, кто откроет код на сертификате."
WITHDRAWN = "Сертификат отозван: участие в мероприятии не отмечено."
WITHDRAWN_FOR_NOW = (
    "Если вы там были, напишите организатору: он отметит, и сертификат снова будет действовать, с тем же номером."
)


def mark(full_name: str) -> str:
    """A name is too long for a button to carry."""
    return sha256(full_name.encode()).hexdigest()[:12]


def ask_name(event: Event, remark: str = "") -> Screen:
    text = remarked(remark) + f"Сертификат: «{esc(event.title)}».\n\n"
    text += "Как написать имя? Пришлите фамилию, имя и отчество, например: Иванова Анна Сергеевна."
    return Screen(text, [[back(presses.ShowEvent(id=event.id)), menu()]])


def confirm_name(event: Event, full_name: str) -> Screen:
    text = f"Сертификат: «{esc(event.title)}».\n\nПроверьте: <b>{esc(full_name)}</b>. Так и напишем?"
    text += f"\n<i>{NAME_IS_SEEN}</i>"
    yes = button("✅ Да, верно", presses.ConfirmFullName(id=event.id, mark=mark(full_name)))
    no = button("✏️ Исправить", presses.GetCertificate(id=event.id, anew=True))
    return Screen(text, [[yes, no], [back(presses.ShowEvent(id=event.id)), menu()]])


def several(standing: Standing, remark: str = "") -> Screen:
    """Somebody may have spoken and listened at the same event."""
    text = f"{remarked(remark)}Ваши сертификаты: «{esc(standing.event.title)}». Какой открыть?"
    rows = [
        [button(short(f"🏅 № {each.number}: {PARTS[Kind(each.kind)]}"), presses.ShowCertificate(id=each.id))]
        for each in standing.issued
    ]
    return Screen(text, [*rows, [back(presses.ShowEvent(id=standing.event.id)), menu()]])


def one(certificate: Certificate, community: CommunityProfile, remark: str = "") -> Screen:
    """The owner's."""
    files = [_file("📄 PDF", certificate, False), _file("🖼 Картинка", certificate, True)]
    fix = [] if certificate.corrected_at else [[_fix(certificate)]]
    text = remarked(remark) + _facts(certificate, certificate.details, community)
    text += CORRECTED_BEFORE if certificate.corrected_at else ""
    return Screen(text, [files, *fix, [back(presses.MyCertificates(page=0)), menu()]])


def withdrawn(certificate: Certificate, community: CommunityProfile) -> Screen:
    """The owner's, for as long as their presence is not marked."""
    text = f"{_facts(certificate, certificate.details, community)}\n\n<b>{WITHDRAWN}</b> {WITHDRAWN_FOR_NOW}"
    event = button("📅 Карточка", presses.ShowEvent(id=certificate.event_id))
    return Screen(text, [[event], [back(presses.MyCertificates(page=0)), menu()]])


def mine(listed: Sequence[Certificate], page: int, total: int) -> Screen:
    if not total:
        text = "Здесь появятся ваши сертификаты. Их получают после мероприятия те, чьё участие отмечено."
        past = button("📂 Прошедшие мероприятия", presses.Calendar(of="past", id="-", page=0))
        return Screen(text, [[past], [back(presses.CalendarFilters()), menu()]])
    text = f"🏅 У вас {count(total, 'сертификат', 'сертификата', 'сертификатов')}. Какой открыть?"
    rows = [[button(short(_named(each)), presses.ShowCertificate(id=each.id))] for each in listed]
    turn = _arrows(page, total, lambda number: presses.MyCertificates(page=number))
    return Screen(text, [*rows, [*turn, back(presses.CalendarFilters()), menu()]])


def ask_correction(certificate: Certificate, own: bool, remark: str = "") -> Screen:
    now = certificate.details.get("full_name", "")
    text = f"{remarked(remark)}В сертификате № {certificate.number} написано: <b>{esc(now)}</b>.\n\n"
    text += "Как правильно? Пришлите фамилию, имя и отчество, например: Иванова Анна Сергеевна."
    text += "\n<i>Исправить имя можно один раз, номер останется прежним.</i>" if own else ""
    return Screen(text, [[_back_to(certificate), menu()]])


def confirm_correction(certificate: Certificate, full_name: str, own: bool) -> Screen:
    text = f"Проверьте: <b>{esc(full_name)}</b>. Так и напишем в сертификате № {certificate.number}?"
    text += " Больше исправить не получится." if own else ""
    text += f"\n<i>{NAME_IS_SEEN}</i>"
    yes = button("✅ Да, верно", presses.ConfirmCorrection(id=certificate.id, mark=mark(full_name)))
    no = button("✏️ Исправить", presses.CorrectCertificate(id=certificate.id))
    return Screen(text, [[yes, no], [_back_to(certificate), menu()]])


def of_event(event: Event, listed: Sequence[Certificate], page: int, total: int) -> Screen:
    """For those who run it."""
    text = f"«{esc(event.title)}»\n\n"
    if total:
        text += f"🏅 Выдано: {count(total, 'сертификат', 'сертификата', 'сертификатов')}."
    else:
        text += "Сертификатов пока никто не получил. Их получают сами: в карточке мероприятия, когда участие отмечено."
    rows = [[button(short(_owned(each)), presses.ShowCertificate(id=each.id))] for each in listed]
    turn = _arrows(page, total, lambda number: presses.EventCertificates(id=event.id, page=number))
    return Screen(text, [*rows, [*turn, back(presses.RunEvent(id=event.id)), menu()]])


def issued(found: Found, correctable: bool, community: CommunityProfile, remark: str = "") -> Screen:
    """Somebody's, for those who run the event."""
    certificate = found.certificate
    text = remarked(remark) + _facts(certificate, found.told, community)
    text += "" if found.told else f"\n{ERASED.capitalize()}."
    text += f"\n\n<b>{WITHDRAWN}</b>" if found.withdrawn else ""
    fix = [[_fix(certificate)]] if correctable else []
    return Screen(text, [*fix, [back(presses.EventCertificates(id=certificate.event_id, page=0)), menu()]])


def verified(found: Found | None, community: CommunityProfile) -> Screen:
    """For anybody: members, guests, who has never been here."""
    calendar = button("📅 Мероприятия", presses.Calendar(of=Sought().of, id="-", page=0))
    if found is None:
        text = "Сертификата по этой ссылке нет. Проверьте, вся ли ссылка открылась, или наведите камеру на код ещё раз."
        return Screen(text, [[calendar], [menu()]])
    if found.withdrawn:
        text = f"❗ <b>Сертификат отозван</b> и не действует.\n\n{_facts(found.certificate, {}, community)}"
        return Screen(text, [[calendar], [menu()]])
    lead = "✅ Номер подлинный.\n\n" if found.told else "Номер подлинный, но данные владельца удалены.\n\n"
    return Screen(lead + _facts(found.certificate, found.told, community), [[calendar], [menu()]])


def _facts(certificate: Certificate, told: Mapping[str, Any], community: CommunityProfile) -> str:
    issued_on = certificate.issued_at.astimezone(community.tz).date()
    lines = [f"<b>Сертификат № {certificate.number}</b>", f"Выдан {full_day(issued_on)}."]
    if told:
        about = ABOUT[Kind(certificate.kind)]
        days = full_days(date.fromisoformat(told["day"]), date.fromisoformat(told["last_day"]))
        lines += [
            f"Кому: <b>{esc(told['full_name'])}</b>",
            f"{about[:1].upper()}{about[1:]} «{esc(told['title'])}», {days}.",
            f"Выдаёт: {esc(told['community'])}.",
        ]
    return "\n".join(lines)


def _named(certificate: Certificate) -> str:
    """«№ 123, 12.11.2026: Формирующее оценивание»."""
    said = certificate.details
    return f"№ {certificate.id}, {date.fromisoformat(said['day']):%d.%m.%Y}: {said['title']}"


def _owned(certificate: Certificate) -> str:
    said = certificate.details
    if SAME_AS in said:
        return f"№ {certificate.id}: то же, что № {said[SAME_AS]}"
    return f"№ {certificate.id}: {said.get('full_name', ERASED)}"


def _file(label: str, certificate: Certificate, picture: bool) -> Button:
    return button(label, presses.SendCertificate(id=certificate.id, picture=picture))


def _fix(certificate: Certificate) -> Button:
    return button("✏️ Исправить имя", presses.CorrectCertificate(id=certificate.id))


def _back_to(certificate: Certificate) -> Button:
    return back(presses.ShowCertificate(id=certificate.id))


def _arrows(page: int, total: int, turn_to: Any) -> list[Button]:
    arrows = [button("◀️", turn_to(page - 1))] if page else []
    return [*arrows, button("Ещё ▶️", turn_to(page + 1))] if (page + 1) * PAGE < total else arrows
