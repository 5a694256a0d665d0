from __future__ import annotations

from collections.abc import Sequence

from community.choices import Choice
from community.expected import Listed
from community.joining import Step, step_before, steps
from community.names import clean
from community.profiles import CommunityProfile, Municipality, Position
from messengers.screen import Button, Screen
from screens import presses
from screens.invited import listed_words
from screens.navigation import Rows, back, button, choice, menu, paged, resume
from screens.words import esc, remarked, short, wanted

FOUND = 5
WANTED = {
    Step.CONSENT: "нажмите «Даю согласие» или «Не даю»",
    Step.NAME: "имя словами, например: Анна Сергеевна",
    Step.MUNICIPALITY: "название словами или кнопка из списка",
    Step.POSITION: "ответ из списка, например «Учитель»",
    Step.AGE: "«да» или «нет»",
}
NAME_NEEDED = "Это не похоже на имя: нужны только буквы, до 60 знаков."


def ask_name(community: CommunityProfile, offered: str | None, answer: str | None, remark: str = "") -> Screen:
    text = _lead(community, Step.NAME, remark)
    text += "Как к вам обращаться? Напишите имя, можно с отчеством. Например: Анна Сергеевна."
    offer = [[button(short(offered), presses.TakeOfferedName())]] if offered and offered != answer else []
    return Screen(text, [*offer, *_keep(Step.NAME, answer), _ends(community, Step.NAME)])


def ask_municipality(
    community: CommunityProfile,
    answer: str | None,
    found: Sequence[Municipality] | None = None,
    page: int = 0,
    remark: str = "",
) -> Screen:
    """`found`: what matches the letters typed; None shows all. `answer`: the one given before."""
    text = _lead(community, Step.MUNICIPALITY, remark)
    text += "Где вы работаете или учитесь? Выберите муниципалитет или начните писать его название."
    shown = community.municipalities if found is None else found[:FOUND]
    choices = [choice(item.name, item.id, presses.ChooseMunicipality) for item in shown]
    given = _name_of(community.municipality(answer or ""))
    ends = [*_keep(Step.MUNICIPALITY, given), _ends(community, Step.MUNICIPALITY)]
    return Screen(text, paged(choices, page, _municipality_page, *ends))


def municipality_not_found(community: CommunityProfile, answer: str | None, typed: str) -> Screen:
    example, said = community.municipalities[0].name[:4], short(clean(typed))
    missed = f"«{esc(said)}» не нахожу." if said else "Такого не нахожу."
    remark = f"{missed} Попробуйте первые буквы, например «{esc(example)}»."
    return ask_municipality(community, answer, remark=remark)


def ask_position(
    community: CommunityProfile,
    answer: str | None,
    found: Sequence[Position] | None = None,
    page: int = 0,
    remark: str = "",
) -> Screen:
    text = f"{_lead(community, Step.POSITION, remark)}Кто вы? Выберите, что ближе всего."
    shown = community.positions if found is None else found[:FOUND]
    choices = [choice(item.name, item.id, presses.ChoosePosition) for item in shown]
    given = _name_of(community.position(answer or ""))
    ends = [*_keep(Step.POSITION, given), _ends(community, Step.POSITION)]
    return Screen(text, paged(choices, page, _position_page, *ends))


def ask_age(community: CommunityProfile, remark: str = "") -> Screen:
    answers = [button("Да, есть", presses.AnswerAge(adult=True)), button("Ещё нет", presses.AnswerAge(adult=False))]
    text = f"{remarked(remark)}Вам есть 18 лет? От этого зависит, чьё согласие нужно по закону."
    return Screen(text, [answers, _ends(community, Step.AGE)])


def expected(step: Step) -> str:
    return wanted(WANTED[step])


def joined(
    community: CommunityProfile, name: str, afterwards: str | None, mailings: bool, listed: Listed | None = None
) -> Screen:
    """`listed`: what a coordinator's list says beyond what was asked."""
    text = (
        f"Готово, {esc(name)}! Вы в составе {esc(community.noun.genitive)}.\n\n"
        "Дополните профиль: это несколько коротких вопросов, любой можно пропустить."
    )
    if listed:
        text += f"\n\nВ списке координатора о вас ещё:\n{listed_words(listed, community)}\nОставить эти ответы?"
    if not mailings:
        text += "\n\nХотите узнавать о мероприятиях? Для анонсов нужно отдельное согласие, по желанию."
    offers = [] if mailings else [[button("📬 Получать анонсы", presses.ShowConsent(kind="mailings"))]]
    return Screen(
        text,
        [
            *resume(afterwards),
            *([[button("✔️ Оставить эти ответы", presses.TakeListed())]] if listed else []),
            [button("📝 Дополнить профиль", presses.FillIn(field="organisation"))],
            *offers,
            [menu()],
        ],
    )


def cancelled(community: CommunityProfile) -> Screen:
    text = f"Вступление отменено, ответы стёрты. Вступить в {esc(community.noun.short.accusative)} можно в любой день."
    return Screen(text, [[button("🤝 Вступить", presses.Join())], [menu()]])


def minor(community: CommunityProfile) -> Screen:
    text = (
        "Спасибо за честный ответ. До 18 лет для вступления нужно согласие родителя, поэтому ничего из ответов "
        f"мы не сохранили.\n\nЧитать {esc(community.short_name)} здесь можно и так. "
        "Хотите вступить сейчас — возьмите форму: родитель подпишет, координатор отметит. "
        "А исполнится 18 — возвращайтесь."
    )
    form = button("📄 Форма для родителей", presses.AskForParentForm())
    return Screen(text, [[form], [button("Мне уже есть 18", presses.ComeOfAge())], [menu()]])


def _lead(community: CommunityProfile, step: Step, remark: str) -> str:
    known = steps(community)
    return f"<i>Шаг {known.index(step) + 1} из {len(known)}</i>\n{remarked(remark)}"


def _name_of(choice: Choice | None) -> str | None:
    return choice.name if choice else None


def _keep(step: Step, answer: str | None) -> Rows:
    return [[button(short(f"✔️ Оставить: {answer}"), presses.KeepAnswer(step=step.value))]] if answer else []


def _ends(community: CommunityProfile, step: Step) -> list[Button]:
    before = step_before(step, community)
    first = back(presses.StepBack(step=before.value) if before else presses.Menu())
    return [first, button("✖️ Отмена", presses.CancelJoining()), menu()]


def _municipality_page(page: int) -> presses.MunicipalityPage:
    return presses.MunicipalityPage(page=page)


def _position_page(page: int) -> presses.PositionPage:
    return presses.PositionPage(page=page)
