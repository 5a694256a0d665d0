from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from community.applying import Step, possible_from, step_before, steps, year_of
from community.choices import Choice
from community.profiles import CommunityProfile, MentorGround
from messengers.screen import Button, Screen
from screens import mentor_offers, presses
from screens.navigation import back, button, menu, paged
from screens.words import count, day, esc, remarked, short, wanted
from storage.models import MentorApplication, Person

FOUND = 4
EXAMPLE = "протокол № 3 от 12.03.2026"
STATES = {
    "sent": "На рассмотрении",
    "clarify": "Нужно уточнить",
    "approved": "Подтверждена",
    "declined": "Пока не подтверждена",
    "withdrawn": "Отозвана",
}
MISSING = {
    "ground": "подтверждения основания",
    "years": "стажа",
    "recommendation": "рекомендации",
    "competences": "подробностей о том, чем вы можете помочь",
    "profile": "данных профиля: место работы, предмет",
}
NOT_AN_ANSWER = "Здесь нужен ответ словами, до 600 знаков."
ONE_MESSAGE = "Напишите ответ одним сообщением, до 600 знаков: его увидит тот, кто решает."


def expected(step: Step, community: CommunityProfile) -> str:
    what = {
        Step.GROUND: f"основание из списка, например «{esc(community.mentor.grounds[0].name)}»",
        Step.YEAR: "год цифрами, например 2015",
        Step.RECOMMENDATION: f"номер и дата, например: {EXAMPLE}",
        Step.COMPETENCES: "название из списка",
        Step.SUMMARY: "кнопка под сводкой",
    }
    return wanted(what[step])


def ask_ground(
    answers: dict[str, Any],
    person: Person,
    community: CommunityProfile,
    found: Sequence[MentorGround] | None = None,
    page: int = 0,
    remark: str = "",
) -> Screen:
    role = esc(community.roles.mentor.instrumental)
    text = _lead(Step.GROUND, answers, person, community, remark)
    text += f"На каком основании вы хотите стать {role}? Выберите, что подходит."
    shown = community.mentor.grounds if found is None else found[:FOUND]
    choices = [_ground(item, answers) for item in shown]
    return Screen(text, paged(choices, page, _ground_page, _ends(Step.GROUND, answers, person, community)))


def ask_year(answers: dict[str, Any], person: Person, community: CommunityProfile, remark: str = "") -> Screen:
    text = _lead(Step.YEAR, answers, person, community, remark)
    text += "С какого года вы преподаёте? Напишите год, например: 2015.\n"
    text += f"<i>На этом основании нужен стаж от {_years(community)}.</i>"
    return Screen(text, [_ends(Step.YEAR, answers, person, community)])


def ask_recommendation(
    answers: dict[str, Any], person: Person, community: CommunityProfile, remark: str = ""
) -> Screen:
    wants = community.mentor.recommendation
    text = _lead(Step.RECOMMENDATION, answers, person, community, remark)
    if wants:
        text += f"Нужна рекомендация {esc(wants.genitive)}. Напишите номер и дату, например: {EXAMPLE}."
    given = answers.get("recommendation")
    text += f"\n\nСейчас: {esc(given)}." if given else ""
    later = button("Принесу позже", presses.RecommendLater())
    return Screen(text, [[later], _ends(Step.RECOMMENDATION, answers, person, community)])


def ask_competences(
    answers: dict[str, Any],
    person: Person,
    community: CommunityProfile,
    found: Sequence[Choice] | None = None,
    page: int = 0,
    remark: str = "",
) -> Screen:
    lead = _lead(Step.COMPETENCES, answers, person, community, remark)
    chosen = answers.get("competences") or []
    choices = community.competences if found is None else found[: mentor_offers.FOUND]
    ends = _ends(Step.COMPETENCES, answers, person, community)
    onward = [button("Дальше ▶️", presses.ApplyStep(step="next"))] if chosen else []
    return mentor_offers.ask_choices("a", "competences", chosen, choices, ends, page, lead, onward)


def summary(answers: dict[str, Any], person: Person, community: CommunityProfile, remark: str = "") -> Screen:
    text = _lead(Step.SUMMARY, answers, person, community, remark)
    text += "Проверьте заявку. Каждую строку можно изменить.\n\n" + _facts_of(answers, person, community)
    rows = [
        [button("✉️ Отправить", presses.SendApplication())],
        [_edit("Компетенции", "competences"), _edit("Форматы", "formats")],
        [_edit("Подопечные", "capacity"), _edit("О себе", "about")],
        [button("📎 Приложить подтверждение", presses.EditOffer(of="a", name="proof"))],
        _ends(Step.SUMMARY, answers, person, community),
    ]
    return Screen(text, rows)


def too_early(answers: dict[str, Any], person: Person, community: CommunityProfile) -> Screen:
    """`answers` and the profile say that the years do not suffice yet."""
    ground = community.mentor_ground(answers["ground"])
    role, year = esc(community.roles.mentor.instrumental), possible_from(answers, person, community)
    text = f"Спасибо, что хотите помогать! Здесь нужен стаж от {_years(community)}"
    text += f": {esc(ground.text)}." if ground else "."
    text += f"\n\nВы преподаёте с {year_of(answers, person)} года, значит, стать {role} так можно с {year} года."
    others = [item for item in community.mentor.grounds if not item.years_apply]
    if others:
        text += "\n\nДругое основание, где стаж не спрашивают, можно выбрать уже сейчас: "
        text += "; ".join(esc(item.text) for item in others) + "."
    text += "\n\nА пока можно найти коллег со схожими темами и дополнить профиль."
    again = [[button("Выбрать другое основание", presses.ApplyStep(step="ground"))]] if others else []
    return Screen(text, [*again, [button("⚙️ Профиль", presses.MyProfile())], [button("✖️ Отмена", _cancel()), menu()]])


def sent(application: MentorApplication, community: CommunityProfile, today: date) -> Screen:
    text = f"Отправлена. Ответ до {_until(application, community, today)}: придёт сюда.\n\n"
    text += "Посмотреть или отозвать заявку можно в меню, кнопка «🙋 Моя заявка»."
    return Screen(text, [[button("🙋 Моя заявка", presses.BecomeMentor())], [menu()]])


def status(application: MentorApplication, person: Person, community: CommunityProfile, today: date) -> Screen:
    """Of an application that waits, or was answered."""
    text = f"<b>Ваша заявка</b>\n{STATES[application.state]}."
    buttons = []
    if application.state == "clarify":
        text += f"\n\nВас спрашивают: «{esc(application.remark)}»"
        buttons.append([button("💬 Ответить", presses.AnswerClarification())])
    elif application.state == "sent":
        text += f" Ответ до {_until(application, community, today)}."
    text += f"\n\n{facts(application, person, community)}"
    buttons.append([button("✖️ Отозвать заявку", presses.AskToWithdrawApplication())])
    return Screen(text, [*buttons, [menu()]])


def not_confirmed(application: MentorApplication, community: CommunityProfile) -> Screen:
    text = "Ваша прошлая заявка пока не подтверждена." + why(application)
    text += "\n\nМожно подать снова: прежние ответы сохранены, останется дополнить."
    return Screen(text, [[button("🙋 Подать снова", presses.ApplyStep(step="again"))], [menu()]])


def why(application: MentorApplication) -> str:
    missing = "; ".join(MISSING[item] for item in application.missing or () if item in MISSING)
    text = f"\nНе хватило: {missing}." if missing else ""
    return text + (f"\nКомментарий: «{esc(application.remark)}»" if application.remark else "")


def ask_to_withdraw() -> Screen:
    text = "Отозвать заявку? Её перестанут рассматривать, подать новую можно в любой день."
    return Screen(text, [[button("Отозвать", presses.WithdrawApplication())], [back(presses.BecomeMentor()), menu()]])


def withdrawn() -> Screen:
    text = "Заявка отозвана. Подать новую можно в любой день, прежние ответы подставятся."
    return Screen(text, [[button("🙋 Подать снова", presses.ApplyStep(step="again"))], [menu()]])


def cancelled() -> Screen:
    text = "Отменено, ответы стёрты. Стать наставником можно в любой день."
    return Screen(text, [[button("🙋 Начать заново", presses.BecomeMentor())], [menu()]])


def ask_clarification(application: MentorApplication, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Вас спрашивают: «{esc(application.remark)}»\n\n{ONE_MESSAGE}"
    return Screen(text, [[back(presses.BecomeMentor()), menu()]])


def clarified(application: MentorApplication, community: CommunityProfile, today: date) -> Screen:
    text = f"Спасибо, ответ передан. Решение до {_until(application, community, today)}: придёт сюда."
    return Screen(text, [[button("🙋 Моя заявка", presses.BecomeMentor())], [menu()]])


def facts(application: MentorApplication, person: Person, community: CommunityProfile) -> str:
    names = ("ground", "recommendation", "competences", "formats", "capacity", "about", "proof")
    return _facts_of({name: getattr(application, name) for name in names}, person, community)


def _facts_of(answers: dict[str, Any], person: Person, community: CommunityProfile) -> str:
    ground, wants = community.mentor_ground(answers.get("ground") or ""), community.mentor.recommendation
    proof = len(answers.get("proof") or ())
    year = year_of(answers, person)
    known = {
        "Основание": ground.name if ground else None,
        "Преподавание": f"с {year} года" if year else None,
        f"Рекомендация {wants.short}" if wants else "": (answers.get("recommendation") or "пока нет, будет позже")
        if wants
        else None,
        "Компетенции": names_of(answers.get("competences"), community.competences),
        "Форматы": names_of(answers.get("formats"), community.mentoring.forms),
        "Подопечных": f"до {answers.get('capacity')}",
        "О себе": answers.get("about"),
        "Подтверждение": count(proof, "файл", "файла", "файлов") if proof else None,
    }
    return "\n".join(f"{name}: {esc(value)}" for name, value in known.items() if value)


def names_of(ids: Any, choices: Sequence[Choice]) -> str:
    return ", ".join(choice.name for choice in choices if choice.id in (ids or ()))


def _until(application: MentorApplication, community: CommunityProfile, today: date) -> str:
    return day(application.answer_by.astimezone(community.tz).date(), today)


def _years(community: CommunityProfile) -> str:
    return count(community.mentor.min_years, "года", "лет", "лет")


def _ground(item: MentorGround, answers: dict[str, Any]) -> Button:
    label = f"✅ {item.name}" if answers.get("ground") == item.id else item.name
    return button(short(label), presses.ChooseGround(id=item.id))


def _ground_page(page: int) -> presses.GroundPage:
    return presses.GroundPage(page=page)


def _edit(label: str, name: str) -> Button:
    return button(f"📝 {label}", presses.EditOffer(of="a", name=name))


def _lead(step: Step, answers: dict[str, Any], person: Person, community: CommunityProfile, remark: str) -> str:
    asked = steps(answers, person, community)
    place = f"<i>Шаг {asked.index(step) + 1} из {len(asked)}</i>\n" if step in asked else ""
    return place + remarked(remark)


def _cancel() -> presses.CancelApplication:
    return presses.CancelApplication()


def _ends(step: Step, answers: dict[str, Any], person: Person, community: CommunityProfile) -> list[Button]:
    before = step_before(step, answers, person, community)
    return [
        back(presses.ApplyStep(step=before.value) if before else presses.Menu()),
        button("✖️ Отмена", _cancel()),
        menu(),
    ]
