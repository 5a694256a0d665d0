"""Looking for a mentor: what is chosen, who is suggested and why, how the request stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.choices import Choice
from community.matching import Match, Reason, Wish
from community.mentor_requests import Status
from community.mentoring_profile import MentoringGround
from community.mentoring_states import RequestState
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import Rows, back, button, choice, menu, paged, rows_of
from screens.words import count, day, esc, remarked, short, wanted
from storage.models import MentorRequest, Person

STATUS = {
    RequestState.ASKED: "Ждём ответа наставника",
    RequestState.CLARIFYING: "Наставник уточняет",
    RequestState.SEEKING: "Подбираем дальше",
    RequestState.COORDINATOR: "Подбирает координатор",
    RequestState.FOUND: "Наставник найден",
    RequestState.CANCELLED: "Отменён",
}
WHY = {
    Reason.SUBJECT: "тот же предмет",
    Reason.COMPETENCE: "нужная компетенция",
    Reason.MUNICIPALITY: "ваш муниципалитет",
    Reason.FORMAT: "подходит формат",
    Reason.QUICK: "обычно отвечает за день",
}
CLOSED = {
    "elsewhere": "С этим лучше помогут в другом месте: среди нас такого опыта нет.",
    "nobody": "К сожалению, сейчас среди нас нет того, кто мог бы помочь. Простите за ожидание.",
    "agreed": "Координатор отметил, что помощь уже нашлась.",
    "other": "Координатор закрыл запрос.",
}
ANY = "-"
TOPIC_WANTED = wanted("название словами, например «Физика», или кнопка из списка")
WORDS_WANTED = wanted("несколько слов, например «Первый год, трудно с дисциплиной в седьмом классе»")
FIND = "🤝 Найти наставника"


@dataclass(frozen=True)
class Seeking:
    """What is chosen so far, and who is suggested, in the order in which they would be asked."""

    wish: Wish
    words: str
    found: Sequence[tuple[Match, Person]]


def find_button() -> Button:
    return button(FIND, presses.FindMentor())


def grounds(requests: Sequence[MentorRequest], community: CommunityProfile) -> Screen:
    """`requests`: the open ones; each ground can have one."""
    text = "🤝 <b>Найти наставника</b>\nПо какому поводу? Подберём коллег и покажем, почему именно их."
    taken = {each.ground for each in requests}
    rows: Rows = [[_to_status(each, community)] for each in requests[:3]]
    if requests:
        text += "\n\nУже идут:"
        text += "".join(f"\n{about_request(each, community)} — {_state(each)}." for each in requests[:3])
    free = [each for each in community.mentoring.grounds if each.id not in taken]
    rows += [[button(short(each.name), presses.SeekOn(ground=each.id))] for each in free[:4]]
    return Screen(text, [*rows, [menu()]])


def ask_topic(
    ground: MentoringGround,
    known: Sequence[Choice],
    choices: Sequence[Choice],
    page: int,
    community: CommunityProfile,
    remark: str = "",
) -> Screen:
    """`known`: from the person's profile; then the list is one press further."""
    what = "Какая компетенция нужна?" if ground.asks == "competence" else "Какой предмет или направление?"
    text = f"{remarked(remark)}<b>{esc(ground.name)}</b>\n{what}"
    ends = [back(presses.FindMentor()), menu()]
    whatever = [] if ground.must_match else [button("Любой предмет", presses.SeekTopic(id=ANY))]
    if known:
        offers = [choice(each.name, each.id, presses.SeekTopic) for each in known[:6]]
        others = button("Выбрать из списка", presses.SeekTopics(page=0))
        return Screen(f"{text} Взяли из вашего профиля.", [*rows_of(offers)[:4], [others], ends])
    offers = [choice(each.name, each.id, presses.SeekTopic) for each in choices]
    text += " Выберите или начните писать название."
    return Screen(text, paged(offers, page, _topics_page, ends, onward=whatever))


def matches(seeking: Seeking, community: CommunityProfile) -> Screen:
    """In the order in which they would be asked."""
    number = len(seeking.found)
    text = f"🤝 {_about(seeking.wish, community)}\n"
    text += f"Подходит: {count(number, 'наставник', 'наставника', 'наставников')}. Спросим по порядку, "
    text += f"у каждого {_days(community)} на ответ.\n"
    for place, (match, person) in enumerate(seeking.found, 1):
        text += f"\n{place}. <b>{esc(short(_name(person), 32))}</b>{_who(person, community, 20)}{_why(match.reasons)}"
    text += f"\n\nО вас: «{esc(short(seeking.words, 60))}»" if seeking.words else ""
    cards = [
        button(f"{place}. {short(_name(person), 14)}", presses.SeekCard(id=person.id))
        for place, (_, person) in enumerate(seeking.found, 1)
    ]
    send = button("✅ Отправить по порядку" if number > 1 else "✅ Отправить", presses.SeekSend())
    return Screen(text, [[send], *rows_of(cards), [*_details(seeking)], [back(presses.FindMentor()), menu()]])


def nobody(seeking: Seeking, community: CommunityProfile) -> Screen:
    """Honestly: a coordinator looks."""
    text = f"🤝 {_about(seeking.wish, community)}\nСвободных наставников с этим сейчас нет. "
    text += "Можно передать запрос координатору: он подберёт вручную и напишет вам."
    text += f"\n\nО вас: «{esc(short(seeking.words, 300))}»" if seeking.words else ""
    send = button("✅ Передать координатору", presses.SeekSend())
    return Screen(text, [[send], [*_details(seeking)], [back(presses.FindMentor()), menu()]])


def found(seeking: Seeking, community: CommunityProfile) -> Screen:
    return matches(seeking, community) if seeking.found else nobody(seeking, community)


def card(person: Person, reasons: Mapping[str, Any], is_first: bool, community: CommunityProfile) -> Screen:
    """A mentor who is suggested."""
    lines = [f"👤 <b>{esc(_name(person))}</b>", esc(community.roles.mentor.title)]
    town = community.municipality(person.municipality or "")
    topics = [topic.name for each in person.specialities[:4] if (topic := community.topic(each))]
    said = {
        "Должность": getattr(community.position(person.position or ""), "name", None),
        "Муниципалитет": town.name if town else None,
        "Предметы и направления": ", ".join(topics),
    }
    lines += [f"{name}: {esc(value)}" for name, value in said.items() if value]
    lines += [f"\nПочему: {_reasons(reasons)}"] if _reasons(reasons) else []
    first = [] if is_first else [[button("⭐ Спросить первым", presses.SeekFirst(id=person.id))]]
    return Screen("\n".join(lines), [*first, [back(presses.SeekMatches()), menu()]])


def ask_words(remark: str = "") -> Screen:
    text = f"{remarked(remark)}Расскажите наставнику в нескольких словах, что сейчас важно. До 600 знаков, например: "
    text += "«Первый год в школе, трудно с дисциплиной в седьмом классе». "
    text += "Прочитают те, кого спросим, координатор и куратор."
    return Screen(text, [[back(presses.SeekMatches()), menu()]])


def ask_form(page: int, community: CommunityProfile) -> Screen:
    text = "Какой формат удобнее? Это пожелание: договоритесь вместе."
    whatever = [button("Любой", presses.SeekForm(id=ANY))]
    forms = [choice(each.name, each.id, presses.SeekForm) for each in community.mentoring.forms]
    ends = [back(presses.SeekMatches()), menu()]
    return Screen(text, paged(forms, page, _forms_page, ends, onward=whatever))


def status(state: Status, community: CommunityProfile, now: datetime) -> Screen:
    request = state.request
    text = f"🤝 {about_request(request, community)}\n<b>{STATUS[RequestState(request.state)]}</b>"
    text += _standing(state, community, now)
    return Screen(text, [*_to_answer(state), *_next(request, community), [menu()]])


def cancelled(state: Status, community: CommunityProfile) -> Screen:
    if state.request.state == RequestState.FOUND:
        return Screen("Наставник уже найден, отменять нечего.", [*_next(state.request, community), [menu()]])
    text = "Запрос отменён. Тем, кто его получил, мы сказали, что отвечать не нужно."
    return Screen(text, [[find_button()], [menu()]])


def about_request(request: MentorRequest, community: CommunityProfile) -> str:
    return _about(Wish(request.ground, request.topic, request.competence), community)


def who(person: Person, community: CommunityProfile) -> str:
    """«Анна, Учитель, Пермь», escaped."""
    return f"{esc(_name(person))}{_who(person, community, 40)}{_where(person, community)}"


def _about(wish: Wish, community: CommunityProfile) -> str:
    ground = community.mentoring.ground(wish.ground)
    topic = community.topic(wish.topic or "") or community.competence(wish.competence or "")
    return ": ".join(esc(each.name) for each in (ground, topic) if each) or "Запрос наставника"


def _standing(state: Status, community: CommunityProfile, now: datetime) -> str:
    today = now.astimezone(community.tz).date()
    match state.request.state:
        case RequestState.CLARIFYING if state.question:
            name = esc(_name(state.asked)) if state.asked else "Наставник"
            asked = f"\n{name}: «{esc(short(state.question.words, 300))}»"
            return f"{asked}\nОтветьте в двух словах: после этого решение будет за наставником."
        case RequestState.ASKED | RequestState.SEEKING | RequestState.CLARIFYING if state.asked:
            others = "следующего" if state.left == 1 else f"остальных по порядку, их {state.left}"
            more = f" Если не получится, спросим {others}." if state.left else ""
            return f"\nСпросили: {esc(_name(state.asked))}.{more} Ответ придёт сюда, ждать в чате не нужно."
        case RequestState.COORDINATOR:
            since = state.request.escalated_at or now
            return (
                f"\nЗапрос у координатора с {day(since.astimezone(community.tz).date(), today)}. Напишем, когда найдём."
            )
        case RequestState.FOUND:
            return "\nПара уже есть: откройте её и напишите друг другу."
        case RequestState.CANCELLED if state.request.close_reason in CLOSED:
            words = state.request.close_words
            said = f"\nОт координатора: «{esc(words)}»" if words else ""
            return f"\n{CLOSED[state.request.close_reason]}{said}\nМожно начать новый в любой день."
        case RequestState.CANCELLED:
            return "\nМожно начать новый в любой день."
    return "\nИщем, кого спросить следующим. Напишем сюда."


def _to_answer(state: Status) -> Rows:
    return [[button("↩️ Ответить", presses.AnswerMentor(id=state.question.offer_id))]] if state.question else []


def _next(request: MentorRequest, community: CommunityProfile) -> Rows:
    if request.state == RequestState.FOUND and request.mentorship_id:
        return [[button("🤝 Открыть пару", presses.ShowMentorship(id=request.mentorship_id, page=0))]]
    if request.state in (RequestState.FOUND, RequestState.CANCELLED):
        return [[find_button()]]
    ask = button("❓ Спросить сейчас", presses.AskQuestion())
    return [[ask], [button("✖️ Отменить запрос", presses.CancelRequest(id=request.id))]]


def _details(seeking: Seeking) -> list[Button]:
    words = "✏️ Изменить слова" if seeking.words else "✏️ Пара слов"
    return [button(words, presses.SeekWords()), button("🎓 Формат", presses.SeekForms(page=0))]


def _to_status(request: MentorRequest, community: CommunityProfile) -> Button:
    ground = community.mentoring.ground(request.ground)
    name = ground.name if ground else f"Запрос № {request.id}"
    return button(short(f"📌 {name}"), presses.MyRequest(id=request.id))


def _state(request: MentorRequest) -> str:
    return STATUS[RequestState(request.state)].lower()


def _why(reasons: Mapping[str, Any]) -> str:
    return f": {told}" if (told := _reasons(reasons)) else ""


def _reasons(reasons: Mapping[str, Any]) -> str:
    return ", ".join(words for code, words in WHY.items() if code.value in reasons)


def _who(person: Person, community: CommunityProfile, most: int) -> str:
    position = community.position(person.position or "")
    return f", {esc(short(position.name, most).lower())}" if position else ""


def _where(person: Person, community: CommunityProfile) -> str:
    town = community.municipality(person.municipality or "")
    return f", {esc(town.name)}" if town else ""


def _name(person: Person) -> str:
    return person.name or "Имя не указано"


def _days(community: CommunityProfile) -> str:
    return count(community.mentoring.answer_days, "рабочий день", "рабочих дня", "рабочих дней")


def _topics_page(page: int) -> presses.Press:
    return presses.SeekTopics(page=page)


def _forms_page(page: int) -> presses.Press:
    return presses.SeekForms(page=page)
