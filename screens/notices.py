"""The words of notifications, made at delivery; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, expected, exports
from community.access import seconds
from community.notices import Notice
from community.offers import Access
from community.profiles import CommunityProfile
from community.roles import Role
from community.standing_in import last_day
from messengers.screen import Screen
from screens import deciding, mentors, presses
from screens.access import GIVES, access_name, named
from screens.account_notices import ACCOUNT_KINDS, ACCOUNT_NOTICES
from screens.agreeing_notices import AGREEING_NOTICES
from screens.announcing_notices import ANNOUNCING_KINDS, ANNOUNCING_NOTICES
from screens.answering_notices import ANSWERING_NOTICES
from screens.article_notices import ARTICLE_NOTICES
from screens.attendance_notices import ATTENDANCE_NOTICES
from screens.attention import LOOKS
from screens.audit import noted_role
from screens.broadcast_notices import BROADCAST_KINDS, BROADCAST_NOTICES
from screens.case_desk_notices import CASE_DESK_NOTICES
from screens.case_notices import CASE_NOTICES
from screens.certificate_notices import CERTIFICATE_NOTICES
from screens.clock_notices import CLOCK_KINDS, CLOCK_NOTICES
from screens.closing_notices import CLOSING_NOTICES
from screens.consultation_notices import CONSULTATION_NOTICES
from screens.event_notices import EVENT_NOTICES
from screens.exports import PURPOSES
from screens.meeting_notices import MEETING_KINDS, MEETING_NOTICES
from screens.mentoring_notices import MENTORING_KINDS, MENTORING_NOTICES
from screens.navigation import button, menu
from screens.pair_life_notices import PAIR_KINDS, PAIR_NOTICES
from screens.pair_talk_notices import PAIR_TALK_KINDS, PAIR_TALK_NOTICES
from screens.pairviews_notices import PAIRVIEWS_KINDS, PAIRVIEWS_NOTICES
from screens.plan_notices import PLAN_NOTICES
from screens.sending_notices import SENDING_KINDS, SENDING_NOTICES
from screens.series_notices import SERIES_NOTICES
from screens.stand_ins import lent_words
from screens.words import day, esc, full_day
from storage.models import Grant, MentorApplication, Person, StandIn


def member_joined(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    person = session.get(Person, ids["person"])
    if person is None or person.joined_at is None:
        return None
    position, town = community.position(person.position or ""), community.municipality(person.municipality or "")
    facts = ", ".join(esc(item.name) for item in (position, town) if item)
    text = f"🤝 В {esc(community.noun.short.accusative)} вступает <b>{esc(person.name)}</b>"
    text += f"\n{facts}." if facts else "."
    card = button("👤 Карточка", presses.Member(id=person.id))
    return Screen(text, [[card, button("👥 Реестры", presses.Registers())], [menu()]], kept=True)


def undelivered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    what = KINDS.get(ids["kind"], "одно из уведомлений")
    text = (
        f"❗ Не удалось доставить: {what}. Остальные сообщения уходят как обычно.\n"
        "Кому и почему не дошло, покажет администратору команда <b>python -m bot post</b>, она же отправит ещё раз."
    )
    return Screen(text, [[menu()]], kept=True)


def register(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Its document is made at delivery, in `screens/registers_xlsx.py`."""
    asked = exports.read(session, ids)
    if asked is None:
        return None
    text = (
        f"Список — в файле выше: {PURPOSES[asked.purpose].lower()}. В нём личные данные: "
        "не пересылайте его посторонним и удалите, когда станет не нужен."
    )
    return Screen(text, [[button("👥 Реестры", presses.Registers())], [menu()]], kept=True)


def mentor_application(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while somebody has to decide."""
    application = session.get(MentorApplication, ids["application"])
    person = session.get(Person, application.person_id) if application else None
    if application is None or person is None or person.joined_at is None or application.state != "sent":
        return None
    today = application.sent_at.astimezone(community.tz).date()
    text = deciding.told(application, person, community, today)
    return Screen(text, [*deciding.choices(application), [menu()]], kept=True)


def mentor_answer(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    application = session.get(MentorApplication, ids["application"])
    if application is None or application.state != ids["state"]:
        return None
    return deciding.answer(application, application.state, mentors.confirmed(community))


def list_template(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Its document is made at delivery, in `screens/list_template.py`."""
    text = "📄 Образец — в файле выше. Заполните его и пришлите сюда: раздел «Загрузить список» ждёт файл."
    return Screen(text, [[button("📥 Загрузить список", presses.ImportList())], [menu()]], kept=True)


def list_links(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """The same, in `screens/list_links.py`."""
    actor, at = session.get(Person, ids["by"]), datetime.fromisoformat(ids["at"])
    if actor is None or not expected.may_import(session, actor, at):
        return None
    text = (
        "🔗 Личные ссылки — в файле выше. Отправьте каждому только свою: ссылка срабатывает один раз. "
        "В файле личные данные: удалите его, когда раздадите."
    )
    return Screen(text, [[button("📥 Загрузить список", presses.ImportList())], [menu()]], kept=True)


def role_granted(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    grant = session.get(Grant, ids["grant"])
    access = Access.of(grant) if grant and seconds(grant) == ids["since"] else None
    if access is None:
        return None
    text = f"🔑 Вам открыт доступ: {esc(access_name(access, community))}.\nЧто он даёт: {GIVES[access.role]}."
    return Screen(text, [[button("⚙️ Ещё", presses.MoreOfDesk()), menu()]], kept=True)


def role_withdrawn(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    text = f"Доступ закрыт: {esc(noted_role(ids, community))}. Спасибо за помощь!\n"
    text += "Если это ошибка, напишите координатору. Всё остальное работает как прежде."
    return Screen(text, [[menu()]], kept=True)


def stand_in_named(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    stand_in = session.get(StandIn, ids["stand_in"])
    if stand_in is None or stand_in.ended_at is not None:
        return None
    lent = session.execute(select(Grant).where(Grant.person_id == stand_in.person_id, Grant.role != Role.OWNER.value))
    who, until = named(session.get(Person, stand_in.person_id)), full_day(last_day(stand_in, community.tz))
    text = f"🔁 Вас просят о замещении: <b>{esc(who)}</b>, по {until} включительно.\n"
    text += f"На это время вам открыто: {lent_words(list(lent.scalars()), community)}. Отказаться можно в любой день."
    return Screen(text, [[button("🔁 Замещение", presses.StandIns()), menu()]], kept=True)


def stand_in_ended(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    stand_in = session.get(StandIn, ids["stand_in"])
    lent, gone = ids["lender"], stand_in is None or stand_in.ended_at is None  # erased, and the number used again
    other = session.get(Person, stand_in.stand_in_id if lent else stand_in.person_id) if stand_in and not gone else None
    if other is None or other.joined_at is None:
        text = f"🔁 Замещение закончено: {'кто вас замещал' if lent else 'кого вы замещали'}, больше не участвует."
        return Screen(text, [[button("🔁 Замещение", presses.StandIns()), menu()]], kept=True)
    text = f"🔁 Замещение закончено. {'Кто замещал' if lent else 'Кого замещали'}: {esc(named(other))}."
    return Screen(f"{text} Спасибо!", [[menu()]], kept=True)


def attention_due(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    person, at = session.get(Person, ids["person"]), datetime.fromisoformat(ids["at"])
    if person is None or not attention.has_desk(session, person, at, LOOKS):
        return None
    late = attention.count_due(session, person, at, at, LOOKS)
    soon = attention.count_due(session, person, attention.end_of_tomorrow(community.tz, at), at, LOOKS) - late
    today = at.astimezone(community.tz).date()
    until = day(today + timedelta(days=1), today)
    said = [f"срок прошёл — {late}" if late else "", f"срок до вечера {until} — {soon}" if soon else ""]
    if not late + soon:
        return None
    text = f"🔔 Ждут вашего решения: {', '.join(filter(None, said))}."
    return Screen(text, [[button("🔔 Посмотреть", presses.Attention(page=0)), menu()]], kept=True)


KINDS = {
    **ACCOUNT_KINDS,
    Notice.MEMBER_JOINED: "сообщение о новом участнике",
    Notice.REGISTER: "файл со списком",
    Notice.LIST_TEMPLATE: "образец списка",
    Notice.LIST_LINKS: "файл с личными ссылками",
    Notice.ROLE_GRANTED: "сообщение об открытом доступе",
    Notice.ROLE_WITHDRAWN: "сообщение о закрытом доступе",
    Notice.STAND_IN_NAMED: "просьба о замещении",
    Notice.STAND_IN_ENDED: "сообщение о конце замещения",
    Notice.ATTENTION_DUE: "напоминание о том, что ждёт решения",
    Notice.MENTOR_APPLICATION: "заявка в наставники",
    Notice.MENTOR_ANSWER: "ответ на заявку в наставники",
    Notice.SEAT_OFFERED: "сообщение об освободившемся месте",
    Notice.SEAT_LAPSED: "сообщение о месте, отданном следующему",
    Notice.SEAT_FREED: "сообщение о месте, отданном следующему",
    Notice.REGISTRATION_REQUESTED: "запись, которую нужно подтвердить",
    Notice.REGISTRATION_ANSWERED: "ответ организатора",
    Notice.EVENT_CHANGED: "сообщение о переносе мероприятия",
    Notice.EVENT_CANCELLED: "сообщение об отмене мероприятия",
    Notice.EVENT_REMINDER: "напоминание о мероприятии",
    Notice.STILL_COMING: "вопрос «Ещё придёте?»",
    Notice.EVENT_FILE: "файл для календаря",
    Notice.EVENT_POSTER: "плакат мероприятия",
    Notice.HOW_WAS_IT: "вопрос «Как прошло?»",
    Notice.EVENT_MATERIALS: "материалы мероприятия",
    Notice.CERTIFICATE: "файл сертификата",
    Notice.CERTIFICATE_CORRECTED: "исправленный сертификат",
    Notice.CERTIFICATE_READY: "сообщение о готовом сертификате",
    Notice.CERTIFICATE_WITHDRAWN: "сообщение об отозванном сертификате",
    Notice.PLAN_TEMPLATE: "образец плана",
    Notice.PLAN_FILE: "файл с планом",
    Notice.SERIES_ENDED: "сообщение о конце серии мероприятий",
    Notice.SERIES_CHANGED: "сообщение о новых датах встреч",
    Notice.SERIES_CANCELLED: "сообщение об отмене встреч",
    Notice.EVENT_PROPOSED: "предложение провести мероприятие",
    Notice.PROPOSAL_ANSWERED: "ответ на предложение мероприятия",
    Notice.TOPIC_SUGGESTED: "предложенная тема",
    Notice.TOPIC_ANSWERED: "ответ на предложенную тему",
    Notice.RESULT_GIVEN: "результат участия",
    Notice.CASE_CARD: "карточка вопроса",
    Notice.CASE_TAKEN: "отметка, что на вопрос отвечает коллега",
    Notice.TALK_MESSAGE: "сообщение из переписки",
    Notice.CASE_BATCH: "новые вопросы одним сообщением",
    Notice.CASE_FILES: "вложения к вопросу",
    Notice.CASE_HANDED: "вопрос, который передаёт коллега",
    Notice.CASE_HANDING_ANSWERED: "ответ коллеги о переданном вопросе",
    Notice.CASE_ANSWER_DUE: "напоминание об ответе на вопрос",
    Notice.CASE_LAPSED: "сообщение, что срок ответа прошёл",
    Notice.CASE_MOVED: "новость о вопросе",
    Notice.CASE_ASSIGNED: "просьба ответить на вопрос",
    Notice.CASE_ENDED: "сообщение о закрытом вопросе",
    Notice.CASES_FILE: "файл с цифрами по вопросам",
    Notice.COMPLAINT_FILES: "вложения к обращению",
    Notice.COMPLAINT_MADE: "обращение о переписке",
    Notice.COMPLAINT_DECIDED: "ответ на обращение",
    Notice.BAN_LIFTED: "сообщение о снятом ограничении",
    Notice.TALK_EDITED: "исправленное сообщение из переписки",
    Notice.TALK_UNDELIVERED: "весть о том, что сообщение не доставлено",
    Notice.ARTICLE_CONSENT: "просьба о согласии на готовый ответ",
    Notice.ARTICLE_WAITS: "готовый ответ на проверку",
    Notice.ARTICLE_ANSWERED: "решение о готовом ответе",
    Notice.CASE_TO_CLOSE: "предложение закрыть вопрос",
    Notice.CASE_QUIET: "предупреждение, что вопрос закроется",
    Notice.CASE_SILENT: "сообщение, что вопрос закрыт",
    Notice.CASE_CLOSED: "отметка наставнику, что вопрос закрыт",
    Notice.CASE_REOPENED: "отметка, что вопрос открыт снова",
    Notice.CASE_RATED: "оценка ответа на вопрос",
    **ANNOUNCING_KINDS,
    **BROADCAST_KINDS,
    **SENDING_KINDS,
    **MENTORING_KINDS,
    **PAIR_TALK_KINDS,
    **PAIRVIEWS_KINDS,
    **MEETING_KINDS,
    **PAIR_KINDS,
    **CLOCK_KINDS,
}
NOTICES: dict[str, Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]] = {
    Notice.MEMBER_JOINED: member_joined,
    Notice.UNDELIVERED: undelivered,
    Notice.REGISTER: register,
    Notice.LIST_TEMPLATE: list_template,
    Notice.LIST_LINKS: list_links,
    Notice.ROLE_GRANTED: role_granted,
    Notice.ROLE_WITHDRAWN: role_withdrawn,
    Notice.STAND_IN_NAMED: stand_in_named,
    Notice.STAND_IN_ENDED: stand_in_ended,
    Notice.ATTENTION_DUE: attention_due,
    Notice.MENTOR_APPLICATION: mentor_application,
    Notice.MENTOR_ANSWER: mentor_answer,
    **ACCOUNT_NOTICES,
    **ANNOUNCING_NOTICES,
    **BROADCAST_NOTICES,
    **SENDING_NOTICES,
    **EVENT_NOTICES,
    **ATTENDANCE_NOTICES,
    **CERTIFICATE_NOTICES,
    **PLAN_NOTICES,
    **SERIES_NOTICES,
    **CONSULTATION_NOTICES,
    **CASE_NOTICES,
    **CASE_DESK_NOTICES,
    **ARTICLE_NOTICES,
    **CLOSING_NOTICES,
    **MENTORING_NOTICES,
    **PAIR_TALK_NOTICES,
    **AGREEING_NOTICES,
    **PAIRVIEWS_NOTICES,
    **MEETING_NOTICES,
    **PAIR_NOTICES,
    **ANSWERING_NOTICES,
    **CLOCK_NOTICES,
}
