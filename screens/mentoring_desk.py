"""For a coordinator: a request for a mentor, whom to ask, a pair by hand, another mentor for a pair."""

from __future__ import annotations

from collections.abc import Sequence

from community.matching import Match
from community.mentor_offers import is_open
from community.mentor_requests import NotNow
from community.mentoring_desk import REASONS, SHOWN, Seen
from community.mentoring_states import MentorshipState, OfferState, RequestState
from community.mentorships import Kind
from community.pair_desk import Led
from community.pair_registers import Entry
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.mentor_requests import CLOSED, STATUS, WHY, about_request, who
from screens.navigation import Rows, back, button, menu, rows_of
from screens.words import esc, listed, remarked, short, wanted
from storage.models import MentorOffer, MentorRequest, Person

TIME = "не подошло по времени"
TRIED = {NotNow.PLACES: "мест сейчас нет", NotNow.TOPIC: "другая тема"}
REASON = {
    "elsewhere": "Это не к нам",
    "nobody": "Некому помочь",
    "agreed": "Помощь нашлась",
    "other": "Другая причина",
}
NAME_WANTED = wanted("имя словами, например «Борис», или кнопка из списка")
WORDS_WANTED = wanted("пара слов текстом, до 300 знаков, например «Вам поможет методический центр»")
NOBODY = "Никого с таким именем, кого можно спросить, не нахожу."
CHANGED = "Пара завершена, обоим напишем бережно. Теперь выберите, кого спросить."
ATTENTION = presses.Attention(page=0)
MOST_CHANGED = 8


def card(seen: Seen, community: CommunityProfile, remark: str = "") -> Screen:
    request, asker = seen.request, seen.status.asker
    text = f"{remarked(remark)}🤝 {about_request(request, community)}\n<b>{STATUS[RequestState(request.state)]}</b>"
    text += f": {_name(seen.status.asked)}" if seen.status.asked else ""
    text += f"\n\n{who(asker, community)}"
    form = community.mentoring.form(request.format or "")
    text += f"\nФормат: {esc(form.name)}" if form else ""
    text += f"\n«{esc(short(request.words, 300))}»" if request.words else ""
    text += _tried(seen)
    text += f"\n\n{CLOSED[request.close_reason]}" if request.close_reason in CLOSED else ""
    return Screen(text, [*_actions(seen), [back(ATTENTION), menu()]])


def choose(
    seen: Seen, found: Sequence[tuple[Match, Person]], typed: bool, community: CommunityProfile, remark: str = ""
) -> Screen:
    """`typed`: found by a name."""
    text = f"{remarked(remark)}🤝 {about_request(seen.request, community)}\n"
    if typed:
        text += "Вот кого нахожу. Если нужного нет, напишите имя полнее."
    elif found:
        text += "Кто подходит больше. Другого найдёт имя: напишите его."
    else:
        text += "Сейчас свободных наставников нет: у всех заняты места или пауза. Можно попробовать имя."
    text += "".join(f"\n{place}. {_line(*each, community)}" for place, each in enumerate(found[:SHOWN], 1))
    choices = [
        button(f"{place}. {short(person.name or 'имя не указано', 14)}", _press(seen, person))
        for place, (_, person) in enumerate(found[:SHOWN], 1)
    ]
    return Screen(text, [*rows_of(choices), [back(presses.RequestDesk(id=seen.request.id)), menu()]])


def candidate(seen: Seen, match: Match, person: Person, community: CommunityProfile) -> Screen:
    number = seen.request.id
    text = f"👤 {who(person, community)}{_why(match)}\nСвободных мест: {match.reasons.get('free', 0)}.\n\n"
    text += f"Для кого: {_name(seen.status.asker)}. "
    rows: Rows = []
    if seen.may_ask:
        rows.append([button("📬 Спросить", presses.ProposeMentor(id=number, person=person.id))])
        text += "Можно спросить, и придёт обычный запрос. "
    rows.append([button("✅ Уже договорились, записать пару", presses.RecordPair(id=number, person=person.id))])
    text += "Если оба уже согласны, запишите пару сразу: обоим сообщим."
    return Screen(text, [*rows, [back(presses.PickMentor(id=number)), menu()]])


def proposed(seen: Seen) -> Screen:
    name = f" Кого: {_name(seen.status.asked)}." if seen.status.asked else ""
    text = f"Запрос отправлен наставнику.{name} Если не получится, он вернётся к координаторам."
    return Screen(text, [[button("🔔 Требует внимания", ATTENTION), menu()]])


def paired(seen: Seen) -> Screen:
    text = f"Пара записана. Обоим сообщим. Чей запрос: {_name(seen.status.asker)}."
    return Screen(text, [[button("🔔 Требует внимания", ATTENTION), menu()]])


def ask_reason(seen: Seen) -> Screen:
    text = f"Почему закрыть запрос? {_name(seen.status.asker)} прочитает об этом по-доброму."
    choices = [button(REASON[each], presses.WordRequest(id=seen.request.id, reason=each)) for each in REASONS]
    return Screen(text, [*rows_of(choices), [back(presses.RequestDesk(id=seen.request.id)), menu()]])


def ask_words(request: MentorRequest, reason: str, remark: str = "") -> Screen:
    reason = reason if reason in REASONS else "other"
    text = f"{remarked(remark)}Причина: {REASON[reason].lower()}. Вот что прочитают: «{CLOSED[reason]}»\n\n"
    text += "Можно добавить пару слов от себя: напишите их одним сообщением или закройте без слов."
    close = button("✖️ Закрыть без слов", presses.CloseRequest(id=request.id, reason=reason))
    return Screen(text, [[close], [back(presses.AskToCloseRequest(id=request.id)), menu()]])


def closed(by_this: bool) -> Screen:
    text = "Запрос закрыт. Об этом сообщим." if by_this else "Этот запрос уже решён, менять ничего не нужно."
    return Screen(text, [[button("🔔 Требует внимания", ATTENTION), menu()]])


def change_buttons(entry: Entry, community: CommunityProfile) -> list[Button]:
    """For the card of a pair or group."""
    made = entry.mentorship
    led = made.kind in (Kind.PAIR, Kind.GROUP) and made.state != MentorshipState.COMPLETED
    return [button("🔁 Сменить наставника", presses.AskToSeekAnother(id=made.id))] if led and entry.leads else []


def ask_to_change(led: Led) -> Screen:
    number = led.mentorship.id
    text = f"🔁 Сменить наставника?\nНаставник: {_names(led.mentors)}\nКому подберём другого: {_names(led.mentees)}\n\n"
    text += "Работа завершится без объяснений и без чьей-либо вины: всем напишем бережно. "
    text += "Вы сразу выберете, кого спросить." if len(led.mentees) == 1 else "Каждому подберём наставника отдельно."
    yes = button("🔁 Да, подобрать другого", presses.SeekAnother(id=number))
    return Screen(text, [[yes], [back(presses.PairDesk(id=number)), menu()]])


def changed(seen: Sequence[Seen]) -> Screen:
    """Of a group: whom to find a mentor for, each by themselves."""
    text = "Группа завершена, всем напишем бережно. Запросы первые в «Требует внимания»: выберите, с кого начать."
    shown = seen[:MOST_CHANGED]
    requests = [
        button(
            f"{place}. {short(each.status.asker.name or 'имя не указано', 14)}", presses.RequestDesk(id=each.request.id)
        )
        for place, each in enumerate(shown, 1)
    ]
    return Screen(text, [*rows_of(requests), [button("🔔 Требует внимания", ATTENTION), menu()]])


def _actions(seen: Seen) -> Rows:
    request, profile = seen.request, button("👤 Профиль", presses.Member(id=seen.status.asker.id))
    if not is_open(request):
        change = [button("🔁 Сменить наставника", presses.AskToSeekAnother(id=request.mentorship_id or 0))]
        return [*([change] if request.state == RequestState.FOUND else []), [profile]]
    pick = button("👥 Выбрать наставника" if seen.may_ask else "👥 Записать пару", presses.PickMentor(id=request.id))
    return [[pick], [profile, button("✖️ Закрыть", presses.AskToCloseRequest(id=request.id))]]


def _tried(seen: Seen) -> str:
    if not seen.tried:
        return ""
    lines = [f"\n{_name(person)} — {_became(offer)}" for offer, person in seen.tried[:SHOWN]]
    more = len(seen.tried) - SHOWN
    return "\n\nУже спросили:" + "".join(lines) + (f"\nИ ещё: {more}." if more > 0 else "")


def _became(offer: MentorOffer) -> str:
    """Never whose fault: a term that has passed is time too."""
    if offer.state == OfferState.WITHDRAWN:
        return "ответ не понадобился"
    if offer.state == OfferState.ACCEPTED:
        return "теперь пара"
    return TRIED.get(NotNow(offer.reason), TIME) if offer.reason in set(NotNow) else TIME


def _line(match: Match, person: Person, community: CommunityProfile) -> str:
    town = community.municipality(person.municipality or "")
    place = f", {esc(short(town.name, 25))}" if town else ""
    return f"<b>{_name(person)}</b>{place}{_why(match)}"


def _why(match: Match) -> str:
    said = {"municipality": "тот же муниципалитет"}
    reasons = [said.get(code.value, words) for code, words in WHY.items() if code.value in match.reasons]
    return f": {', '.join(reasons)}" if reasons else ""


def _name(person: Person | None) -> str:
    return esc(short((person.name if person else None) or "Имя не указано", 32))


def _names(people: Sequence[Person]) -> str:
    return listed([_name(each) for each in people], SHOWN)


def _press(seen: Seen, person: Person) -> presses.Press:
    return presses.DeskMentor(id=seen.request.id, person=person.id)
