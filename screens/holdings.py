"""What is kept about a person, in their own language: names of tables and columns, and what they are for."""

from __future__ import annotations

import json
from datetime import datetime, tzinfo
from typing import Any

from community.profiles import CommunityProfile
from storage.holdings import Held, Tie

TABLES = {
    "account": "учётная запись в мессенджере",
    "attention": "дело, которое ждёт координатора",
    "audit_entry": "запись журнала действий",
    "consent": "согласие",
    "expected": "строка импортированного списка",
    "grant": "роль",
    "inbox_update": "сообщение в обработке",
    "invitation": "приглашение стать наставником",
    "link_code": "код привязки аккаунта",
    "mentor": "запись в реестре наставников",
    "mentor_application": "заявка наставника",
    "notification": "уведомление",
    "person": "профиль",
    "recovery_request": "просьба вернуть профиль",
    "search_word": "слово для поиска",
    "stand_in": "замещение",
}
DONE = "сделано вами"
COLUMNS = {
    "about": "о себе",
    "account_id": "номер учётной записи",
    "action": "действие",
    "activated_at": "найдено",
    "afterwards": "к чему вернуться",
    "answer": "ответ бота",
    "answer_by": "ответить до",
    "at": "когда",
    "attempts": "попыток",
    "blocked_at": "бот заблокирован",
    "capacity": "сколько подопечных",
    "catalogue": "где искать",
    "choices": "выбранные данные",
    "clarification": "ответ на вопрос",
    "closed_at": "закрыто",
    "competences": "компетенции",
    "confirmed_at": "подтверждено",
    "created_at": "создано",
    "decided_at": "решено",
    "dedupe_key": "ключ от повторов",
    "details": "подробности",
    "dialogue_at": "последний шаг анкеты",
    "done_at": "доставлено",
    "due": "срок",
    "ended_at": "окончено",
    "expires_at": "действует до",
    "formats": "форматы",
    "forms": "неоконченные анкеты",
    "full_name": "фамилия, имя, отчество",
    "given_at": "дано",
    "granted_at": "дана",
    "ground": "основание",
    "heard_at": "последнее сообщение, с точностью до дня",
    "id": "номер записи",
    "ids": "о чём",
    "invitation_id": "номер приглашения",
    "is_minor": "нет 18 лет",
    "joined_at": "в составе с",
    "key": "номер сообщения",
    "kind": "вид",
    "lane": "очередь",
    "learns": "хочу научиться",
    "municipality": "муниципалитет",
    "missing": "чего не хватает",
    "muted_topics": "отключённые темы",
    "name": "имя",
    "network": "мессенджер",
    "number": "номер в мессенджере",
    "opened_at": "открыто",
    "organisation": "организация",
    "parent_form_at": "форма от родителей получена",
    "parent_form_code": "код формы для родителей",
    "paused_at": "на паузе с",
    "paused_until": "пауза до",
    "person_id": "номер профиля",
    "position": "кто вы",
    "preferred_network": "куда писать",
    "proof": "подтверждения",
    "published": "что показывать",
    "quiet_from": "тихие часы с",
    "quiet_to": "тихие часы до",
    "raw": "сообщение",
    "reason": "причина",
    "received_at": "получено",
    "recommendation": "рекомендация",
    "remark": "замечание",
    "role": "роль",
    "search": "слова для поиска",
    "sent_at": "отправлено",
    "shares": "могу поделиться",
    "specialities": "предметы и направления",
    "stand_in_id": "номер того, кто замещает",
    "state": "состояние",
    "subject": "номер дела",
    "subject_id": "номер профиля",
    "teaching_since": "преподаю с",
    "text_hash": "отпечаток текста",
    "until": "до",
    "used_at": "использовано",
    "used_by": "номер профиля",
    "useful_until": "нужно до",
    "values": "сведения",
    "version": "версия",
    "withdrawn_at": "отозвано",
    "word": "слово",
}


def title(held: Held) -> str:
    return f"{TABLES[held.table]} ({DONE})" if held.tie is Tie.DONE else TABLES[held.table]


def lines(held: Held, community: CommunityProfile) -> dict[str, str]:
    """What the row says, without what is empty."""
    told = {COLUMNS[name]: _said(name, value, community) for name, value in held.values.items()}
    return {name: value for name, value in told.items() if value}


def _said(name: str, value: Any, community: CommunityProfile) -> str:
    if value in (None, "", [], {}):
        return ""
    match value:
        case bool():
            return "да" if value else "нет"
        case datetime():
            return _moment(value, community.tz)
        case dict():
            return json.dumps(value, ensure_ascii=False)
        case list():
            return ", ".join(_called(name, item, community) for item in value)
    return _called(name, value, community)


def _called(name: str, value: Any, community: CommunityProfile) -> str:
    """Choices of the profile are kept by id and shown by name."""
    lists = {
        "municipality": community.municipalities,
        "position": community.positions,
        "specialities": (*community.subjects, *community.fields, *community.age_groups),
    }.get(name, community.competences)
    return next((choice.name for choice in lists if choice.id == value), str(value))


def _moment(value: datetime, zone: tzinfo) -> str:
    return f"{value.astimezone(zone):%d.%m.%Y %H:%M}"
