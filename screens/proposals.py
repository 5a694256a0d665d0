"""What a member offers to hold: the questions, the author's card, and that of those who decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from community.events import Card
from community.planning import Caution
from community.profiles import CommunityProfile, EventKind
from community.proposals import Proposal
from messengers.screen import Button, Screen
from screens import presses
from screens.events import facts, label
from screens.moments import EXAMPLE, when
from screens.navigation import back, button, menu, paged, rows_of
from screens.planning import FOUND, look_out, usual_first
from screens.words import ended, esc, remarked, short, wanted
from storage.models import Event

STEPS = ("kind", "title", "when", "where", "about")
LABELS = {"kind": "Формат", "title": "Название", "when": "Когда", "where": "Где", "about": "О чём"}
MOST_LISTED = 3
SAVED = "✅ Сохранено."
SAVED_AND_SENT = "✅ Сохранено и отправлено снова."
WORDS = wanted("ответ словами, до 300 знаков")
EXPECTED = {
    "kind": wanted("формат из списка, например «мастер-класс»"),
    "title": wanted("название словами, от 3 до 120 знаков"),
    "when": wanted(f"день и время словами, например {EXAMPLE}"),
    "where": wanted("место или ссылка, например «школа 7, кабинет 12» или https://…"),
    "about": wanted("рассказ словами, до 600 знаков"),
}
QUESTIONS = {
    "title": "Как назовём? До 120 знаков.",
    "when": f"Когда вам удобно? Напишите словами, например: {EXAMPLE}.",
    "where": "Где? Напишите адрес, пришлите ссылку на встречу или то и другое.",
    "about": "О чём это и кому пригодится? До 600 знаков.",
}
INVITATION = "🎤 Проведите своё: мастер-класс, открытый урок, разговор о том, что получается. "


def ask_kind(
    community: CommunityProfile,
    editing: int,
    found: Sequence[EventKind] | None = None,
    page: int = 0,
    remark: str = "",
) -> Screen:
    """`editing`: the event of a proposal already sent, 0 for a new one."""
    choices = usual_first(community.event_kinds) if found is None else found[:FOUND]
    buttons = [button(short(kind.name), presses.ChooseProposalKind(id=kind.id)) for kind in choices]
    text = f"{_lead('kind', editing, remark)}{'' if editing else INVITATION}В каком формате? "
    text += "Выберите или начните писать, например «круглый стол»."
    return Screen(text, paged(buttons, page, _kinds_page, _ends("kind", editing)))


def ask(step: str, editing: int, known: str, remark: str = "") -> Screen:
    """`known`: the answer as it stands."""
    text = f"{_lead(step, editing, remark)}{QUESTIONS[step]}"
    text += f"\n\nСейчас: {ended(esc(known))}" if known else ""
    later = {"where": "Решим вместе", "about": "Пропустить"}.get(step)
    skip = [[button(later, presses.ProposeStep(step=f"no-{step}"))]] if later and not editing else []
    return Screen(text, [*skip, _ends(step, editing)])


def ready(given: Mapping[str, Any], starts_at: datetime, community: CommunityProfile, now: datetime) -> Screen:
    """What is about to be sent."""
    kind = community.event_kind(given["kind"])
    where = ", ".join(filter(None, (given.get("place"), given.get("url"))))
    text = f"Проверьте и отправьте.\n\n<b>{esc(given['title'])}</b>\n{esc(kind.name) if kind else ''}\n"
    text += (
        f"📅 {when(starts_at, community.tz, now, community.city)}\n📌 {esc(where) if where else 'Место решим вместе'}"
    )
    text += f"\n\n{esc(given['about'])}" if given.get("about") else ""
    send = button("✉️ Отправить", presses.SendProposal())
    changes = [button(f"📝 {LABELS[step]}", presses.ProposeStep(step=step)) for step in STEPS]
    return Screen(text, [[send], *rows_of(changes), [button("✖️ Отмена", presses.CancelProposing()), menu()]])


def sent(event: Event) -> Screen:
    text = f"🎉 Спасибо! Предложение «{esc(event.title)}» отправлено. Ответ придёт сюда, до решения всё можно изменить."
    return Screen(text, [[button("🎤 Моё предложение", presses.Proposal(id=event.id))], [menu()]])


def waiting(events: Sequence[Event], community: CommunityProfile) -> Screen:
    """The person's own that wait for an answer."""
    rows = [[button(label(each, community), presses.Proposal(id=each.id))] for each in events[:MOST_LISTED]]
    more = button("➕ Предложить ещё", presses.ProposeStep(step="kind"))
    return Screen("🎤 Ваши предложения ждут ответа. Открыть или предложить ещё?", [*rows, [more], [menu()]])


def cancelled() -> Screen:
    text = "Отменено, ответы стёрты. Предложить своё можно в любой день."
    return Screen(text, [[button("🎤 Начать заново", presses.Propose())], [menu()]])


def own(found: Proposal, seen: Card, community: CommunityProfile, now: datetime, remark: str = "") -> Screen:
    """For the author."""
    text = f"{remarked(remark)}🎤 Ваше предложение\n\n{facts(seen, community, now)}"
    text += f"\n\n💬 Спрашивают: {esc(found.question)}" if found.question else ""
    text += "\nИзмените предложение, и оно уйдёт снова." if found.question else ""
    if not found.is_open:
        return Screen(text, [_closed(found), [menu()]])
    changes = [button(f"📝 {LABELS[step]}", presses.EditProposal(id=found.event.id, step=step)) for step in STEPS]
    off = button("✖️ Отозвать", presses.AskToWithdrawProposal(id=found.event.id))
    return Screen(text, [*rows_of([*changes, off]), [menu()]])


def card(
    found: Proposal,
    seen: Card,
    cautions: Sequence[Caution],
    others: Sequence[Event],
    community: CommunityProfile,
    now: datetime,
) -> Screen:
    """For those who decide."""
    town = community.municipality(found.author.municipality or "")
    author = ", ".join(filter(None, (found.author.name, town.name if town else "")))
    text = f"🎤 Предлагает: {esc(author)}\n\n{facts(seen, community, now)}"
    if not found.is_open:
        return Screen(f"{text}\n\n{_answered(found)}", [_closed(found), _back()])
    text += f"\n\n💬 Задан вопрос{_by(found)}: {esc(found.question)}" if found.question else ""
    text += look_out(cautions, others, community) if cautions else ""
    number = found.event.id
    ask_back = button("💬 Уточнить", presses.AskProposer(id=number))
    not_now = button("Не сейчас", presses.DeclineProposal(id=number))
    yes = [button("✅ Подтвердить и опубликовать", presses.ConfirmProposal(id=number))]
    return Screen(text, [*([yes] if found.event.starts_at > now else []), [ask_back, not_now], _back()])


def ask_back(found: Proposal, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Что уточнить? Напишите одно сообщение: его получит {esc(found.author.name)}."
    return Screen(text, [[back(presses.Proposal(id=found.event.id)), menu()]])


def ask_remark(found: Proposal, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Почему не сейчас? Напишите пару добрых слов: их получит {esc(found.author.name)}."
    silently = button("✉️ Ответить без слов", presses.DeclineSilently(id=found.event.id))
    return Screen(text, [[silently], [back(presses.Proposal(id=found.event.id)), menu()]])


def decided(found: Proposal) -> Screen:
    """After a press, also one that came too late."""
    title = esc(found.event.title)
    if not found.decided_now:
        text = f"{_answered(found)} Менять ничего не нужно."
    elif found.is_open:
        text = f"Вопрос передан. Когда придёт ответ, «{title}» появится снова."
    else:
        text = f"Готово: «{title}» — не сейчас. Автору сообщено."
    return Screen(text, [_closed(found), _back()])


def ask_to_withdraw(event: Event) -> Screen:
    text = f"Отозвать предложение «{esc(event.title)}»? Оно исчезнет, позже можно предложить снова."
    yes = button("✖️ Отозвать", presses.WithdrawProposal(id=event.id))
    return Screen(text, [[yes], [back(presses.Proposal(id=event.id)), menu()]])


def withdrawn() -> Screen:
    again = button("🎤 Предложить другое", presses.Propose())
    return Screen("Предложение отозвано. Будут силы и тема — ждём снова.", [[again], [menu()]])


def _answered(found: Proposal) -> str:
    said = {"published": "опубликовано", "cancelled": "опубликовано, затем отменено", "declined": "не сейчас"}
    return f"Уже решено{_by(found)}: «{esc(found.event.title)}» — {said.get(found.event.state, 'ждёт ответа автора')}."


def _by(found: Proposal) -> str:
    return f" ({esc(found.decider.name)})" if found.decider and found.decider.name else ""


def _closed(found: Proposal) -> list[Button]:
    if found.event.state in ("published", "cancelled"):
        return [button("📅 Карточка", presses.ShowEvent(id=found.event.id))]
    if found.is_open:
        return [button("🎤 Предложение", presses.Proposal(id=found.event.id))]
    return [button("🎤 Предложить другое", presses.Propose())] if found.mine else [_calendar()]


def _calendar() -> Button:
    return button("📅 Мероприятия", presses.Calendar(of="all", id="-", page=0))


def _back() -> list[Button]:
    return [back(presses.Attention(page=0)), menu()]


def _lead(step: str, editing: int, remark: str) -> str:
    place = "" if editing else f"<i>Шаг {STEPS.index(step) + 1} из {len(STEPS)}</i>\n"
    return f"{place}{remarked(remark)}"


def _ends(step: str, editing: int) -> list[Button]:
    if editing:
        return [back(presses.Proposal(id=editing)), menu()]
    at = STEPS.index(step)
    before = presses.ProposeStep(step=STEPS[at - 1]) if at else presses.Menu()
    return [back(before), button("✖️ Отмена", presses.CancelProposing()), menu()]


def _kinds_page(page: int) -> presses.ProposalKinds:
    return presses.ProposalKinds(page=page)
