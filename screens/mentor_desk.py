"""What a mentor has to do with questions, and a case as they see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from community.consultations import State
from community.profiles import CommunityProfile
from community.responders import Desk, Entry, Seen
from community.talks import Side
from messengers.screen import Button, Screen
from screens import presses
from screens.case_topics import topic_of
from screens.consultations import from_whom
from screens.navigation import Rows, back, button, menu, rows_of
from screens.words import count, day, esc, short, wanted
from storage.models import Case, Person, TalkMessage

PAGE = 4
TITLES = {"take": "Можно взять", "mine": "Отвечаете вы", "waiting": "Ждут автора"}
TABS = {"take": "✋ Взять", "mine": "💬 Мои", "waiting": "🙏 Ждут"}
NOTHING = {
    "take": "Новых вопросов к вам нет. Появятся — придёт сообщение.",
    "mine": "Сейчас за вами нет вопросов без ответа.",
    "waiting": "Здесь появятся вопросы, на которые вы ответили, пока они не закрыты.",
}
SAID, LATER_SAID, LAST = 220, 110, 3
WORDS_WANTED = wanted("слова, например «Спросите, сколько детей в классе»")
FROM_ALL = presses.MentorDesk(of="-", page=0)


def questions_button(number: int) -> Button:
    return button(f"📥 Вопросы ко мне ({number})" if number else "📥 Вопросы ко мне", FROM_ALL)


def desk(found: Desk, of: str, page: int, entries: Sequence[Entry], community: CommunityProfile) -> Screen:
    """`entries`: of the page."""
    cases = found.part(of)
    lines = [f"📥 <b>Вопросы ко мне</b>. {TITLES[of]}: {len(cases)}."]
    lines += [f"\n№ {each.case.id} · {topic_of(each.case, community)}\n{_first_words(each)}" for each in entries]
    lines += [] if entries else [NOTHING[of]]
    choices = [button(f"№ {each.case.id}", presses.MentorCase(id=each.case.id)) for each in entries]
    arrows = [button("◀️", presses.MentorDesk(of=of, page=page - 1))] if page else []
    if (page + 1) * PAGE < len(cases):
        arrows.append(button("Ещё ▶️", presses.MentorDesk(of=of, page=page + 1)))
    tabs = [_tab(other, len(found.part(other))) for other in TITLES if other != of]
    ends = [tabs, [button("⚙️ Как отвечаю", presses.HowIAnswer()), menu()]]
    return Screen("\n".join(lines), [*rows_of(choices), *([arrows] if arrows else []), *ends])


def _tab(of: str, number: int) -> Button:
    return button(f"{TABS[of]} ({number})", presses.MentorDesk(of=of, page=0))


def _first_words(entry: Entry) -> str:
    return esc(short(" ".join(entry.words.split()), 70)) if entry.words.strip() else "📎 Вопрос во вложении"


def case(seen: Seen, community: CommunityProfile, now: datetime, remark: str = "") -> Screen:
    text = f"{remark}\n\n" if remark else ""
    text += f"❓ Вопрос № {seen.case.id} · {topic_of(seen.case, community)}"
    text += f"\n{from_whom(seen.case, seen.asker, community)}\n{_standing(seen, community, now)}"
    text += f"\n\n{_talk(seen)}"
    return Screen(text, [*_actions(seen), [back(_desk_of(seen)), menu()]])


def _standing(seen: Seen, community: CommunityProfile, now: datetime) -> str:
    match seen.case.state:
        case State.TAKEN if seen.is_mine:
            return f"Отвечаете вы. Ответ нужен: {by_when(seen.case, community, now)}."
        case State.ASKED if seen.is_mine:
            return "Вы попросили уточнить, ждём автора."
        case State.ANSWERED if seen.is_mine:
            return "Ваш ответ отправлен."
        case State.CLOSED:
            return "Вопрос закрыт."
    return "Вам передаёт его коллега." if seen.offer == "handed" else "Пока никто не взял."


def by_when(case: Case, community: CommunityProfile, now: datetime) -> str:
    if case.answer_by is None:
        return "в ближайшие два рабочих дня"
    here = case.answer_by.astimezone(community.tz)
    return f"{day(here.date(), now.astimezone(community.tz).date())} до {here:%H:%M}"


def _talk(seen: Seen) -> str:
    if not seen.said:
        return "Текста пока нет."
    first, *others = seen.said
    shown = [_line(first, SAID), *(_line(each, LATER_SAID) for each in others[-LAST:])]
    if len(others) > LAST:
        shown.insert(1, f"Ещё раньше: {count(len(others) - LAST, 'сообщение', 'сообщения', 'сообщений')}.")
    return "\n\n".join(shown)


def _line(message: TalkMessage, most: int) -> str:
    who = "📝 Заметка:" if message.is_note else "👤" if message.side == Side.ASKER else "💬 Ответ:"
    words = esc(short(message.words, most)) if message.words else "вложение"
    return f"{who} {words}"


def _actions(seen: Seen) -> Rows:
    number = seen.case.id
    files = [button("📎 Вложения", presses.CaseFiles(id=number))] if seen.has_files else []
    if seen.offer == "handed" and not seen.is_mine:
        return [*rows_of([*_whether(number), *files])]
    if seen.case.state == State.CLOSED:
        return [files] if files else []
    if not seen.is_mine:
        take = button("✋ Взять и ответить", presses.TakeCase(id=number))
        return [[take], *rows_of([button("Пропустить", presses.PassCard(id=number)), *files])]
    say = [button("↩️ Ответить", presses.AnswerCase(id=number)), button("❓ Уточнить", presses.AskDetails(id=number))]
    more = [button("💬 Заготовки", presses.CannedAnswers(id=number, page=0))]
    more += [button("📝 Заметка", presses.NoteOnCase(id=number)), *files]
    if seen.case.state == State.ANSWERED:
        more.append(button("✅ Закрыть", presses.ProposeClosing(id=number)))
    others = [
        button("🤝 Передать коллеге", presses.ChooseColleague(id=number)),
        button("🔁 Вернуть в общий список", presses.GiveBackCase(id=number)),
    ]
    return [say, *rows_of(more), *rows_of(others)]


def _desk_of(seen: Seen) -> presses.MentorDesk:
    if not seen.is_mine:
        return FROM_ALL
    return presses.MentorDesk(of="mine" if seen.case.state == State.TAKEN else "waiting", page=0)


def _whether(number: int) -> list[Button]:
    accept = button("✅ Принять", presses.AcceptCase(id=number))
    return [accept, button("Не могу", presses.DeclineCase(id=number))]


def ask_details(case: Case) -> Screen:
    text = f"Вопрос № {case.id}. Что уточнить у автора? Напишите, например: «Какой это класс?»\n"
    text += "Пока автор отвечает, ваш срок не идёт."
    return Screen(text, [[back(presses.MentorCase(id=case.id)), menu()]])


def ask_note(case: Case, remark: str = "") -> Screen:
    text = f"{remark}\n\n" if remark else ""
    text += f"Заметка к вопросу № {case.id}: до 600 знаков. Её увидят координатор и те, кто возьмёт вопрос после вас. "
    text += "Автор вопроса её не увидит."
    return Screen(text, [[back(presses.MentorCase(id=case.id)), menu()]])


def noted(case: Case) -> Screen:
    text = f"📝 Заметка к вопросу № {case.id} сохранена. Автору она не видна."
    return Screen(text, [[back(presses.MentorCase(id=case.id)), menu()]], toast="Сохранено")


def details_asked(case: Case) -> Screen:
    text = f"Спросили у автора вопроса № {case.id}. Ответ придёт сюда."
    return Screen(text, [[back(presses.MentorDesk(of="waiting", page=0)), menu()]], toast="Передано")


def passed(case: Case) -> Screen:
    return Screen(f"Хорошо, вопрос № {case.id} предложим другим.", [[questions_button(0)], [menu()]])


def given_back(case: Case) -> Screen:
    text = f"Вопрос № {case.id} снова в общем списке, ищем другого наставника. Автора предупредили."
    return Screen(text, [[questions_button(0)], [menu()]])


def files_are_coming(case: Case) -> Screen:
    text = f"📎 Вложения к вопросу № {case.id} придут следующим сообщением."
    return Screen(text, [[back(presses.MentorCase(id=case.id)), menu()]])


def choose_colleague(case: Case, people: Sequence[Person]) -> Screen:
    ends = [back(presses.MentorCase(id=case.id)), menu()]
    if not people:
        text = f"Сейчас некому передать вопрос № {case.id}: подходящие коллеги заняты или на паузе. "
        again = button("🔁 Вернуть в общий список", presses.GiveBackCase(id=case.id))
        return Screen(text + "Можно вернуть его в общий список.", [[again], ends])
    text = f"Кому передать вопрос № {case.id}? Сначала те, у кого вопросов меньше. "
    text += "Пока коллега не согласится, вопрос ваш, автор ничего не узнает."
    choices = [
        [button(short(f"{at}. {each.name}"), presses.HandOver(id=case.id, to=each.id))]
        for at, each in enumerate(people, 1)
    ]
    return Screen(text, [*choices, ends])


def handed(case_id: int, colleague: Person) -> Screen:
    text = f"Спросили, сможет ли ответить {esc(colleague.name)}. Пока ответа нет, вопрос № {case_id} за вами."
    return Screen(text, [[back(presses.MentorCase(id=case_id)), menu()]])


def declined(case: Case) -> Screen:
    return Screen(f"Хорошо, вопрос № {case.id} остаётся у коллеги.", [[questions_button(0)], [menu()]])


def batch(cases: Sequence[Case], community: CommunityProfile) -> Screen:
    """Several cards in one message, without the words of anybody."""
    shown = cases[:5]
    text = f"📥 Для вас {count(len(cases), 'вопрос', 'вопроса', 'вопросов')}. Откройте тот, на который можете ответить."
    lines = [f"№ {each.id} · {topic_of(each, community)}" for each in shown]
    more = f"\nи ещё {len(cases) - len(shown)}" if len(cases) > len(shown) else ""
    choices = [[button(short(line), presses.MentorCase(id=each.id))] for line, each in zip(lines, shown, strict=True)]
    ends = [button("📥 Все", FROM_ALL), menu()] if more else [menu()]
    return Screen(text + "\n\n" + "\n".join(map(esc, lines)) + more, [*choices, ends], kept=True)


def handed_card(case: Case, said: Sequence[TalkMessage], asker: Person | None, community: CommunityProfile) -> Screen:
    text = f"🤝 Вам передают вопрос № {case.id} · {topic_of(case, community)}\n{from_whom(case, asker, community)}"
    text += f"\n\n{_question(said)}\n\nСможете ответить?"
    return Screen(text, [_whether(case.id), [menu()]], kept=True)


def _question(said: Sequence[TalkMessage]) -> str:
    words = "\n".join(each.words for each in said if each.words)
    return esc(short(words, 400)) if words else "📎 Вложения — выше."
