from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from community.choices import Choice
from community.particulars import CLEARABLE, Particular, particulars
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import Rows, back, button, menu, paged, rows_of
from screens.person import ASKED, WHY, facts, lines, mark
from screens.person import WANTED as ANSWERS
from screens.words import esc, remarked, short, wanted
from storage.models import Person

LABELS = {
    Particular.NAME: "Обращение",
    Particular.FULL_NAME: "ФИО",
    Particular.MUNICIPALITY: "Муниципалитет",
    Particular.POSITION: "Кто вы",
    Particular.ORGANISATION: "Организация",
    Particular.SPECIALITIES: "Темы",
    Particular.TEACHING_SINCE: "Преподаёте с",
    Particular.SHARES: "Могу поделиться",
    Particular.LEARNS: "Хочу научиться",
}
QUESTIONS = {
    Particular.NAME: "Как к вам обращаться? Напишите имя, можно с отчеством. Например: Анна Сергеевна.",
    Particular.FULL_NAME: "Как писать ваше имя в сертификатах? Напишите фамилию, имя и отчество. "
    "Например: Вымышленная Анна Сергеевна. Обращение от этого не изменится.",
    Particular.MUNICIPALITY: "Где вы работаете или учитесь? Выберите муниципалитет или начните писать его название.",
    Particular.POSITION: "Кто вы? Выберите, что ближе всего. Что к новому ответу не подойдёт, сотрётся.",
    Particular.ORGANISATION: "Где вы работаете или учитесь? Напишите название, например: школа № 7.\n"
    f"<i>{WHY['organisation']}</i>",
    Particular.TEACHING_SINCE: "С какого года вы преподаёте? Напишите год, например: {example}.\n"
    f"<i>{WHY['year']}</i>",
    Particular.SHARES: "Чем вы можете поделиться с коллегами?",
    Particular.LEARNS: "Чему вы хотите научиться?",
}
WANTED = {
    Particular.NAME: "имя словами, до 60 знаков, например: Анна Сергеевна",
    Particular.FULL_NAME: "фамилия и имя словами, например: Вымышленная Анна Сергеевна",
    Particular.MUNICIPALITY: "название словами или кнопка из списка",
    Particular.POSITION: "ответ из списка, например «Учитель»",
    Particular.ORGANISATION: ANSWERS["organisation"],
    Particular.SPECIALITIES: ANSWERS["specialities"],
    Particular.TEACHING_SINCE: ANSWERS["year"],
    Particular.SHARES: ANSWERS["specialities"],
    Particular.LEARNS: ANSWERS["specialities"],
}
AGE_WANTED = wanted("«да» или «нет»")
CLEARED = "Стёрто."
TOGETHER = {Particular.SHARES, Particular.LEARNS}


def overview(person: Person, community: CommunityProfile, remark: str = "") -> Screen:
    known = particulars(person, community)
    labels = [button(LABELS[each], presses.AskParticular(field=each.value)) for each in known if each not in TOGETHER]
    if {*known} >= TOGETHER:
        labels.append(button("Компетенции", presses.Competences()))
    text = f"{remarked(remark)}{lines(person, community)}\n\nЧто изменить?"
    return Screen(text, [*rows_of(labels), [back(presses.MyProfile()), menu()]])


def competences(person: Person, community: CommunityProfile) -> Screen:
    known = [each for each in particulars(person, community) if each in TOGETHER]
    said = [f"{LABELS[each]}: {esc(facts(person, community)[each]) or 'пока ничего'}." for each in known]
    text = "Так коллеги находят друг друга: кто-то умеет то, чему вы хотите научиться.\n\n" + "\n".join(said)
    buttons = [button(LABELS[each], presses.AskParticular(field=each.value)) for each in known]
    return Screen(text, [*rows_of(buttons), [back(presses.ChangeProfile()), menu()]])


def ask_words(
    particular: Particular,
    person: Person,
    community: CommunityProfile,
    suggested: Sequence[str],
    year: int,
    remark: str = "",
) -> Screen:
    question = QUESTIONS[particular].format(example=year - 3)
    offers = [_offer(particular, name, mark(name)) for name in suggested]
    if particular is Particular.TEACHING_SINCE:
        offers = [_offer(particular, str(each), str(each)) for each in range(year, year - 4, -1)]
    text = _question(particular, question, person, community, remark)
    return Screen(text, [*rows_of(offers), *_ends(particular, person)])


def ask_one(
    particular: Particular,
    person: Person,
    community: CommunityProfile,
    choices: Sequence[Choice],
    page: int = 0,
    remark: str = "",
) -> Screen:
    """`choices`: all, or those that match the letters typed."""
    offers = [_offer(particular, choice.name, choice.id) for choice in choices]
    text = _question(particular, QUESTIONS[particular], person, community, remark)
    return Screen(text, paged(offers, page, _turn_to(particular), *_ends(particular, person)))


def ask_several(
    particular: Particular,
    person: Person,
    community: CommunityProfile,
    choices: Sequence[Choice],
    page: int = 0,
    remark: str = "",
) -> Screen:
    """`choices`: all, or those that match the letters typed. Each mark is kept at once."""
    known: list[str] = getattr(person, particular.value)
    offers = [_markable(particular, choice, choice.id in known, page) for choice in choices]
    text = _question(particular, _what_to_mark(particular, person, community), person, community, remark)
    return Screen(text, paged(offers, page, _turn_to(particular), *_ends(particular, person)))


def ask_age(position: str, remark: str = "") -> Screen:
    answers = [
        button("Да, есть", presses.AgeForPosition(position=position, adult=True)),
        button("Ещё нет", presses.AgeForPosition(position=position, adult=False)),
    ]
    text = f"{remarked(remark)}Вам есть 18 лет? От этого зависит, чьё согласие нужно по закону."
    return Screen(text, [answers, [back(presses.AskParticular(field=Particular.POSITION.value)), menu()]])


def confirm_minor(community: CommunityProfile) -> Screen:
    text = (
        f"До 18 лет быть в составе {esc(community.noun.genitive)} можно только с согласия родителя. Его у нас нет, "
        "поэтому имя и анкету придётся стереть, роли закрыть. Потом можно взять форму для родителей и вступить снова."
        "\n\nЕсли это ошибка, вернитесь назад: ничего не изменится."
    )
    leave = button("Мне нет 18, стереть анкету", presses.LeaveAsMinor())
    return Screen(text, [[leave], [back(presses.AskParticular(field=Particular.POSITION.value)), menu()]])


def changed(
    particular: Particular, person: Person, community: CommunityProfile, cleared: Sequence[Particular]
) -> Screen:
    said = f"✅ Сохранено: {LABELS[particular].lower() if particular is not Particular.FULL_NAME else 'ФИО'}."
    if cleared:
        gone = " и ".join(f"«{LABELS[each]}»" for each in cleared)
        said += f" К новому ответу не подошло и стёрлось: {gone}. Можно указать заново."
    return overview(person, community, said)


def expected(particular: Particular) -> str:
    return wanted(WANTED[particular])


def _what_to_mark(particular: Particular, person: Person, community: CommunityProfile) -> str:
    how = "можно несколько, можно писать название. Сохраняется сразу."
    if particular is not Particular.SPECIALITIES:
        return f"{QUESTIONS[particular]} Отметьте: {how}"
    position = community.position(person.position or "")
    return f"Отметьте {ASKED[position.asks if position else 'none']}: {how}"


def _question(particular: Particular, question: str, person: Person, community: CommunityProfile, remark: str) -> str:
    known = facts(person, community)[particular]
    now = f"\n\nСейчас: {esc(known)}." if known else ""
    return f"{remarked(remark)}{question}{now}"


def _offer(particular: Particular, label: str, value: str) -> Button:
    return button(short(label), presses.TakeParticular(field=particular.value, value=value))


def _markable(particular: Particular, choice: Choice, chosen: bool, page: int) -> Button:
    press = presses.MarkParticular(field=particular.value, id=choice.id, chosen=not chosen, page=page)
    return button(short(f"✅ {choice.name}" if chosen else choice.name), press)


def _turn_to(particular: Particular) -> Callable[[int], presses.ParticularPage]:
    return partial(_page, particular.value)


def _page(field: str, page: int) -> presses.ParticularPage:
    return presses.ParticularPage(field=field, page=page)


def _ends(particular: Particular, person: Person) -> Rows:
    before = presses.Competences() if particular in TOGETHER else presses.ChangeProfile()
    filled = particular in CLEARABLE and getattr(person, particular.value) is not None
    erase = [button("🗑 Стереть", presses.ClearParticular(field=particular.value))] if filled else []
    return [[back(before), *erase, menu()]]
