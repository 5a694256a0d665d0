from __future__ import annotations

from collections.abc import Mapping
from datetime import date, tzinfo

from community.consents import Kind, wording
from community.joining import steps
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import Rows, back, button, menu
from screens.words import esc, full_day
from storage.models import Consent

TITLES = {
    Kind.PARTICIPATION: "Согласие на участие",
    Kind.MAILINGS: "Согласие на анонсы",
    Kind.PUBLICATION: "Согласие на показ коллегам",
}


def document(community: CommunityProfile, kind: Kind) -> str:
    """The consent as it is shown and as its hash is kept: operator, purposes, data, actions, term, withdrawal."""
    text, operator = wording(community, kind), community.operator
    who = ", ".join(part for part in (operator.name, operator.address, operator.contact) if part)
    lines = {
        "Оператор": who or "не указан (демонстрация)",
        "Цели": "; ".join(text.purposes),
        "Данные": "; ".join(text.data),
        "Действия": text.actions,
        "Кому видно": text.seen_by,
        "Срок": text.term,
        "Отзыв": text.withdrawal,
    }
    body = "\n".join(f"<b>{name}:</b> {esc(value)}." for name, value in lines.items())
    version = date.fromisoformat(text.version)
    return f"<b>{TITLES[kind]}</b> от {full_day(version)}\n{body}"


def ask(community: CommunityProfile, kind: Kind, remark: str = "") -> Screen:
    lead, end = "", f"\n\n{remark}" if remark else ""  # the beginning of a long text is out of sight
    if kind is Kind.PARTICIPATION:
        lead = f"<i>Шаг 1 из {len(steps(community))}</i>\nЧтобы вступить, нужно согласие на обработку данных.\n\n"
    agree = button("Даю согласие", presses.GiveConsent(kind=kind.value, version=wording(community, kind).version))
    refuse = button("Не даю", presses.DeclineConsent(kind=kind.value))
    return Screen(lead + document(community, kind) + end, [[agree, refuse], [menu()]])


def participation_declined(community: CommunityProfile) -> Screen:
    text = (
        f"Понимаем. Без согласия вступить в {esc(community.noun.short.accusative)} нельзя, но смотреть и читать "
        "открытое можно. Передумаете — начните снова."
    )
    return Screen(text, [[button("🤝 Вступить", presses.Join())], [menu()]])


def mailings_given() -> Screen:
    text = "Готово: анонсы будут приходить сюда. Отказаться можно в профиле, в разделе «Согласия»."
    return Screen(text, [[_profile()], [menu()]])


def mailings_declined() -> Screen:
    text = "Хорошо, анонсов не будет. Включить их можно в профиле, в разделе «Согласия»."
    return Screen(text, [[_profile()], [menu()]])


def overview(given: Mapping[Kind, Consent | None], zone: tzinfo, mentors: bool) -> Screen:
    """`mentors`: a mentor may also choose what colleagues see."""
    lines = [
        f"{TITLES[kind]}: {_status(consent, zone)}."
        for kind, consent in given.items()
        if mentors or kind is not Kind.PUBLICATION
    ]
    mailings = (
        button("Отозвать согласие на анонсы", presses.WithdrawConsent(kind=Kind.MAILINGS.value))
        if given[Kind.MAILINGS]
        else button("📬 Получать анонсы", presses.ShowConsent(kind=Kind.MAILINGS.value))
    )
    leave = button("Отозвать согласие на участие", presses.AskToLeave())
    return Screen(
        "<b>Согласия</b>\n" + "\n".join(lines),
        [[mailings], *_publication(given, mentors), [leave], [back(presses.MyProfile()), menu()]],
    )


def _publication(given: Mapping[Kind, Consent | None], mentors: bool) -> Rows:
    if not mentors:
        return []
    choose = [button("👁 Что видно коллегам", presses.ShowConsent(kind=Kind.PUBLICATION.value))]
    withdraw = [button("Отозвать согласие на показ", presses.WithdrawConsent(kind=Kind.PUBLICATION.value))]
    return [choose, withdraw] if given[Kind.PUBLICATION] else [choose]


def mailings_withdrawn() -> Screen:
    text = "Согласие на анонсы отозвано, они больше не придут. Важное о вашем участии приходить будет."
    return Screen(text, [[back(presses.Consents()), menu()]])


def ask_to_leave(community: CommunityProfile) -> Screen:
    text = (
        f"Без этого согласия вы выходите из {esc(community.noun.genitive)}: имя и анкета стираются сразу, "
        "вернуть их нельзя. Вступить снова можно в любой день."
    )
    return Screen(text, [[button("Отозвать и выйти", presses.Leave())], [back(presses.Consents()), menu()]])


def left(community: CommunityProfile) -> Screen:
    text = (
        "Согласие отозвано, имя и анкета стёрты. Спасибо, что были с нами! "
        f"Вернуться в {esc(community.noun.short.accusative)} можно в любой день."
    )
    return Screen(text, [[button("🤝 Вступить", presses.Join())], [menu()]])


def _profile() -> Button:
    return button("⚙️ Профиль", presses.MyProfile())


def _status(consent: Consent | None, zone: tzinfo) -> str:
    if consent is None:
        return "не дано"
    given = consent.given_at.astimezone(zone).date()
    return f"дано {full_day(given)}"
