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
    "certificate": "сертификат",
    "consent": "согласие",
    "event": "мероприятие",
    "event_host": "участие в проведении мероприятия",
    "event_series": "серия мероприятий",
    "expected": "строка импортированного списка",
    "feedback": "отзыв о мероприятии",
    "grant": "роль",
    "inbox_update": "сообщение в обработке",
    "invitation": "приглашение стать наставником",
    "link_code": "код привязки аккаунта",
    "mentor": "запись в реестре наставников",
    "mentor_application": "заявка наставника",
    "notification": "уведомление",
    "person": "профиль",
    "recovery_request": "просьба вернуть профиль",
    "registration": "запись на мероприятие",
    "search_word": "слово для поиска",
    "stand_in": "замещение",
    "topic_idea": "предложенная тема",
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
    "answers": "ответы при записи",
    "at": "когда",
    "attempts": "попыток",
    "attended_at": "участие подтверждено",
    "blocked_at": "бот заблокирован",
    "cancelled_at": "отменено",
    "capacity": "сколько подопечных",
    "catalogue": "где искать",
    "changed_at": "изменено",
    "choices": "выбранные данные",
    "clarification": "ответ на вопрос",
    "closed_at": "закрыто",
    "closes_at": "запись до",
    "code_word": "кодовое слово",
    "competences": "компетенции",
    "confirmed_at": "подтверждено",
    "contest": "конкурс",
    "corrected_at": "исправлено",
    "created_at": "создано",
    "decided_at": "решено",
    "dedupe_key": "ключ от повторов",
    "details": "подробности",
    "dialogue_at": "последний шаг анкеты",
    "done_at": "доставлено",
    "due": "срок",
    "ended_at": "окончено",
    "ends_at": "окончание",
    "event_id": "номер мероприятия",
    "expires_at": "действует до",
    "financing": "финансирование",
    "formats": "форматы",
    "forms": "неоконченные анкеты",
    "full_name": "фамилия, имя, отчество",
    "given_at": "дано",
    "granted_at": "дана",
    "ground": "основание",
    "heard_at": "последнее сообщение, с точностью до дня",
    "id": "номер записи",
    "ids": "о чём",
    "in_teams": "командный",
    "invitation_id": "номер приглашения",
    "is_minor": "нет 18 лет",
    "issued_at": "выдано",
    "joined_at": "в составе с",
    "key": "номер сообщения",
    "kind": "вид",
    "lane": "очередь",
    "learns": "хочу научиться",
    "materials": "материалы",
    "missing": "чего не хватает",
    "moved_at": "время менялось",
    "municipality": "муниципалитет",
    "muted_topics": "отключённые темы",
    "name": "имя",
    "named": "название серии",
    "needs_approval": "с подтверждением",
    "network": "мессенджер",
    "number": "номер в мессенджере",
    "occurs_on": "день серии",
    "offered_until": "место держим до",
    "opened_at": "открыто",
    "opens_at": "запись с",
    "organisation": "организация",
    "others": "участников без бота",
    "parent_form_at": "форма от родителей получена",
    "parent_form_code": "код формы для родителей",
    "pattern": "образец",
    "paused_at": "на паузе с",
    "paused_until": "пауза до",
    "person_id": "номер профиля",
    "picture": "картинка",
    "place": "где",
    "position": "кто вы",
    "preferred_network": "куда писать",
    "prompted_at": "спросили, придёте ли",
    "proof": "подтверждения",
    "published": "что показывать",
    "published_at": "опубликовано",
    "questions": "вопросы при записи",
    "queued_at": "в очереди с",
    "quiet_from": "тихие часы с",
    "quiet_to": "тихие часы до",
    "rated_at": "отзыв оставлен",
    "rating": "оценка",
    "raw": "сообщение",
    "reason": "причина",
    "received_at": "получено",
    "recommendation": "рекомендация",
    "recording": "запись встречи",
    "registration_url": "внешняя запись",
    "release": "пост-релиз",
    "remark": "замечание",
    "result": "результат",
    "results_shown": "результаты видны",
    "role": "роль",
    "rule": "как повторяется",
    "search": "слова для поиска",
    "sent_at": "отправлено",
    "series_id": "номер серии",
    "shares": "могу поделиться",
    "skipped": "пропущенные дни",
    "specialities": "предметы и направления",
    "stand_in_id": "номер того, кто замещает",
    "starts_at": "начало",
    "state": "состояние",
    "subject": "номер дела",
    "subject_id": "номер профиля",
    "teaching_since": "преподаю с",
    "team": "команда",
    "text_hash": "отпечаток текста",
    "title": "название",
    "token": "код проверки",
    "until": "до",
    "url": "ссылка",
    "used_at": "использовано",
    "used_by": "номер профиля",
    "useful_until": "нужно до",
    "values": "сведения",
    "version": "версия",
    "withdrawn_at": "отозвано",
    "word": "слово",
    "words": "слова",
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
