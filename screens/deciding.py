"""What a coordinator or the council sees of somebody who wants to be a mentor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from community.deciding import Case, Missing
from community.profiles import CommunityProfile
from messengers.screen import Attachment, Button, Screen
from screens import presses
from screens.applying import facts, why
from screens.navigation import back, button, menu, rows_of
from screens.words import count, day, esc, network_name, remarked, wanted
from storage.models import MentorApplication, Person

MISSING = {
    "ground": "Основание",
    "years": "Стаж",
    "recommendation": "Рекомендация",
    "competences": "Компетенции",
    "profile": "Данные профиля",
}
DECIDED = {
    "approved": "подтверждена",
    "declined": "пока не подтверждена",
    "withdrawn": "отозвана автором",
    "clarify": "ждёт ответа автора",
}
ONE_SENTENCE = wanted("одно предложение словами, до 600 знаков")


def card(case: Case, community: CommunityProfile, today: date) -> Screen:
    text = told(case.application, case.applicant, community, today)
    if case.application.state != "sent":
        text += f"\n\nСейчас: {DECIDED[case.application.state]}{_by(case)}."
    choice = choices(case.application) if case.is_open else _proof(case.application)
    return Screen(text, [*choice, [menu()]])


def told(application: MentorApplication, person: Person, community: CommunityProfile, today: date) -> str:
    position, town = community.position(person.position or ""), community.municipality(person.municipality or "")
    where = [position.name if position else None, town.name if town else None, person.organisation]
    text = f"🙋 <b>Заявка: {esc(person.name)}</b>\n"
    text += f"{esc(', '.join(filter(None, where)))}\n" if any(where) else ""
    text += facts(application, person, community)
    text += "\nПришла по приглашению координатора." if application.invitation_id else ""
    if application.clarification:
        text += f"\nНа вопрос «{esc(application.remark)}» ответ: {esc(application.clarification)}"
    until = application.answer_by.astimezone(community.tz).date()
    return f"{text}\n\nОтветить до {day(until, today)}."


def choices(application: MentorApplication) -> list[list[Button]]:
    number = application.id
    return [
        [button("✅ Подтвердить", presses.ConfirmMentor(id=number)), button("💬 Уточнить", presses.AskBack(id=number))],
        [button("Пока не подтверждать", presses.DeclineMentor(id=number))],
        *_proof(application),
    ]


def proof(case: Case, network: str) -> Screen:
    """The files that were sent in this network; of the others, where they are."""
    sent = [item.split(":", 2) for item in case.application.proof]
    here = [Attachment(kind, reference) for where, kind, reference in sent if where == network]
    elsewhere = Counter(where for where, _, _ in sent if where != network)
    lines = [f"📎 <b>Документы к заявке: {esc(case.applicant.name)}</b>"]
    if here:
        lines.append("Они в сообщениях выше. Если чего-то там нет, файл удалён: попросите прислать его снова.")
    for where, number in elsewhere.items():
        files = count(number, "файл отправлен", "файла отправлены", "файлов отправлены")
        lines.append(f"{files} в сети «{network_name(where)}»: откройте эту карточку там, здесь их показать нельзя.")
    if not sent:
        lines.append("Автор их убрал.")
    back_to_card = back(presses.Application(id=case.application.id))
    return Screen("\n".join(lines), [[back_to_card, menu()]], kept=True, attached=tuple(here))


def _proof(application: MentorApplication) -> list[list[Button]]:
    number = len(application.proof or ())
    return [[button(f"📎 Документы ({number})", presses.Proof(id=application.id))]] if number else []


def decided(case: Case, community: CommunityProfile) -> Screen:
    """After a press, also one that came too late."""
    name, state = esc(case.applicant.name), DECIDED[case.application.state]
    if not case.decided_now:
        text = f"Уже решено раньше: заявка «{name}» {state}{_by(case)}. Менять ничего не нужно."
    elif case.application.state == "clarify":
        text = f"Вопрос передан: {name}. Когда придёт ответ, карточка появится снова."
    else:
        text = f"Готово: заявка «{name}» {state}. Автору сообщено."
    return Screen(text, [[button("👤 Карточка", presses.Application(id=case.application.id))], [menu()]])


def ask_question(case: Case, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Что уточнить? Напишите одно предложение: его получит {esc(case.applicant.name)}."
    return Screen(text, [[back(presses.Application(id=case.application.id)), menu()]])


def ask_missing(
    case: Case, missing: Sequence[str], comment: str | None, community: CommunityProfile, remark: str = ""
) -> Screen:
    text = f"{remarked(remark)}Чего не хватает в заявке «{esc(case.applicant.name)}»? Отметьте одно или несколько. "
    text += "Можно добавить предложение от себя: просто напишите его."
    text += f"\n\nОт себя: «{esc(comment)}»" if comment else ""
    number, asked = case.application.id, [item for item in Missing if _is_asked(item, community)]
    marks = [_mark(number, item, item.value in missing) for item in asked]
    ready = [[button("✉️ Отправить ответ", presses.SendDecline(id=number))]] if missing or comment else []
    return Screen(text, [*rows_of(marks), *ready, [back(presses.Application(id=number)), menu()]])


def answer(application: MentorApplication, state: str, confirmed: str) -> Screen:
    """What the applicant is told; `confirmed`: the words for a yes."""
    if state == "approved":
        rows = [
            [button("👁 Что видно коллегам", presses.ShowConsent(kind="publication"))],
            [button("🙋 Моя карточка", presses.MyMentoring())],
        ]
        text = f"{confirmed}\n\nЧтобы коллеги могли вас найти, отметьте, что им показывать. По умолчанию ничего."
        return Screen(text, [*rows, [menu()]], kept=True)
    if state == "clarify":
        text = f"💬 По вашей заявке спрашивают: «{esc(application.remark)}»\n\nОтветить можно одним сообщением."
        return Screen(text, [[button("💬 Ответить", presses.AnswerClarification())], [menu()]], kept=True)
    text = f"Спасибо за заявку! Пока она не подтверждена.{why(application)}"
    text += "\n\nЭто не отказ навсегда: дополните и подайте снова, прежние ответы сохранены."
    return Screen(text, [[button("🙋 Подать снова", presses.ApplyStep(step="again"))], [menu()]], kept=True)


def _is_asked(item: Missing, community: CommunityProfile) -> bool:
    """What this community does not ask for cannot be missing."""
    if item is Missing.RECOMMENDATION:
        return community.mentor.recommendation is not None
    return item is not Missing.YEARS or community.mentor.min_years > 0


def _mark(number: int, item: Missing, chosen: bool) -> Button:
    label = f"✅ {MISSING[item]}" if chosen else MISSING[item]
    return button(label, presses.MarkMissing(id=number, what=item.value, chosen=not chosen))


def _by(case: Case) -> str:
    who = case.decider.name if case.decider else None
    return f", ответ дан: {esc(who)}" if who else ""
