from __future__ import annotations

from collections.abc import Mapping
from datetime import date, tzinfo

from community.consents import Kind, wording
from community.joining import steps
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import back, button, menu
from screens.words import esc, full_day
from storage.models import Consent

TITLES = {
    Kind.PARTICIPATION: "Согласие на участие",
    Kind.MAILINGS: "Согласие на анонсы",
    Kind.TRANSFER: "Согласие на передачу",
    Kind.PUBLICATION: "Согласие на показ коллегам",
}
# A kind of consent adds its words here: what changes when it is withdrawn, and its two buttons.
WITHDRAWN = {
    Kind.PARTICIPATION: "Отзовёте — выйдете из состава, имя и анкета сотрутся.",
    Kind.MAILINGS: "Отзовёте — анонсы не придут, важное о вашем участии придёт.",
    Kind.TRANSFER: "Отзовёте — в новые списки для регионального центра вас не включат.",
    Kind.PUBLICATION: "Отзовёте — карточка исчезнет из поиска коллег.",
}
WITHDRAW = {
    Kind.PARTICIPATION: "Отозвать согласие на участие",
    Kind.MAILINGS: "Отозвать согласие на анонсы",
    Kind.TRANSFER: "Отозвать согласие на передачу",
    Kind.PUBLICATION: "Отозвать согласие на показ",
}
AGAIN = {
    Kind.PARTICIPATION: "пока всё работает по-прежнему",
    Kind.MAILINGS: "до этого анонсы не приходят",
    Kind.TRANSFER: "до этого в новые списки вас не включают",
    Kind.PUBLICATION: "коллегам видно то же, что и раньше",
}
SINCE = {
    Kind.PARTICIPATION: "Имя и анкета стёрты.",
    Kind.MAILINGS: "Анонсы больше не придут. Важное о вашем участии приходить будет.",
    Kind.TRANSFER: "В новые списки вас не включат. Об уже переданных спросите координатора.",
    Kind.PUBLICATION: "Карточки в поиске больше нет.",
}
CHANGED = "Текст согласия обновился: прочитайте его, когда будет удобно."
GIVE = {
    Kind.PARTICIPATION: "🤝 Вступить",
    Kind.MAILINGS: "📬 Получать анонсы",
    Kind.TRANSFER: "📄 Передача в региональный центр",
    Kind.PUBLICATION: "👁 Что видно коллегам",
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


def overview(given: Mapping[Kind, Consent | None], zone: tzinfo) -> Screen:
    lines = [_summary(kind, consent, zone) for kind, consent in given.items()]
    choices = [[_choice(kind, consent)] for kind, consent in given.items()]
    text = "<b>Согласия</b>\nКаждое само по себе, отозвать можно любое.\n\n" + "\n".join(lines)
    return Screen(text, [*choices, [back(presses.MyProfile()), menu()]])


def ask_again(community: CommunityProfile, kind: Kind, given: Consent | None, zone: tzinfo) -> Screen:
    """A wording that has changed since it was agreed to; nobody has to hurry."""
    text = wording(community, kind)
    since = f" Вы соглашались {full_day(given.given_at.astimezone(zone).date())}." if given else ""
    changes = f" Что изменилось: {esc(text.changes)}." if text.changes else ""
    lead = f"Текст согласия обновился.{since}{changes} Прочитайте, когда будет удобно: {AGAIN[kind]}.\n\n"
    agree = button("Даю согласие", presses.RenewConsent(kind=kind.value, version=text.version))
    return Screen(lead + document(community, kind), [[agree], [button("📄 Согласия", presses.Consents())], [menu()]])


def changed_button() -> Button:
    return button("📄 Согласие обновилось", presses.ChangedConsents())


def renewed(kind: Kind) -> Screen:
    text = f"Спасибо! {TITLES[kind]} в новой редакции сохранено."
    return Screen(text, [[button("📄 Согласия", presses.Consents())], [menu()]])


def given_to(kind: Kind) -> Screen:
    """What a kind without a screen of its own says when it was given."""
    text = f"Готово: {TITLES[kind].lower()} дано. Отозвать его можно в профиле, в разделе «Согласия»."
    return Screen(text, [[button("📄 Согласия", presses.Consents())], [menu()]])


def declined(kind: Kind) -> Screen:
    text = f"Хорошо, без этого: {TITLES[kind].lower()} не дано. На участие это не влияет."
    return Screen(text, [[button("📄 Согласия", presses.Consents())], [menu()]])


def withdrawn(kind: Kind) -> Screen:
    text = f"{TITLES[kind]} отозвано. {SINCE[kind]}"
    return Screen(text, [[back(presses.Consents()), menu()]])


def left(community: CommunityProfile) -> Screen:
    text = (
        "Согласия отозваны, имя и анкета стёрты. Спасибо, что были с нами! "
        f"Вернуться в {esc(community.noun.short.accusative)} можно в любой день."
    )
    return Screen(
        text, [[button("🤝 Вступить", presses.Join())], [button("📂 Мои данные", presses.MyData())], [menu()]]
    )


def _profile() -> Button:
    return button("⚙️ Профиль", presses.MyProfile())


def _summary(kind: Kind, consent: Consent | None, zone: tzinfo) -> str:
    consequence = f" {WITHDRAWN[kind]}" if consent else ""
    return f"• {TITLES[kind]}: {_status(consent, zone)}.{consequence}"


def _choice(kind: Kind, consent: Consent | None) -> Button:
    if consent is None:
        return button(
            GIVE[kind], presses.Join() if kind is Kind.PARTICIPATION else presses.ShowConsent(kind=kind.value)
        )
    press = presses.AskToLeave() if kind is Kind.PARTICIPATION else presses.WithdrawConsent(kind=kind.value)
    return button(WITHDRAW[kind], press)


def _status(consent: Consent | None, zone: tzinfo) -> str:
    if consent is None:
        return "не дано"
    given = consent.given_at.astimezone(zone).date()
    return f"дано {full_day(given)}"
