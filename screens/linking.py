from __future__ import annotations

from collections.abc import Mapping, Sequence

from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import Rows, back, button, menu
from screens.person import lines
from screens.words import esc, network_name, remarked, short
from storage.models import Account, Person

MOST_ACCOUNTS = 3


def overview(accounts: Sequence[Account], current: int, remark: str = "") -> Screen:
    text = remarked(remark)
    text += "<b>Другие сети</b>\nВаши аккаунты:\n" + "\n".join(f"• {_named(each, current)}" for each in accounts)
    text += "\n\nПривяжите ещё один: профиль и записи станут общими, а уведомления не потеряются."
    codes = [button("🔑 Показать код", presses.ShowCode()), button("У меня есть код", presses.HaveCode())]
    return Screen(text, [codes, *_unlinkable(accounts, current), [back(presses.MyProfile()), menu()]])


def code(value: str, networks: Sequence[str], links: Mapping[str, str]) -> Screen:
    where = " или ".join(network_name(each) for each in networks) or "другой сети"
    text = (
        f"Ваш код: <b>{value[:3]} {value[3:]}</b>\n\n{_how(where, bool(links))} "
        "Код действует 10 минут и только один раз. Никому его не показывайте: он открывает ваш профиль."
    )
    ways = [[Button(short(f"Открыть {network_name(network)}"), url=url)] for network, url in links.items()]
    return Screen(text, [*ways, [button("🔑 Новый код", presses.ShowCode())], [back(presses.Networks()), menu()]])


def _how(where: str, by_link: bool) -> str:
    by_hand = f"Откройте бота в {where} и просто отправьте ему этот код."
    if not by_link:
        return by_hand
    return f"Нажмите кнопку: бот откроется в {where} и узнает код. Если ничего не произошло, отправьте код сообщением."


def ask_code(remark: str = "") -> Screen:
    text = remarked(remark)
    text += (
        "Напишите код из шести знаков. Его показывает бот в вашем прежнем аккаунте: "
        "«Профиль», «Другие сети», «Показать код». Большие и маленькие буквы не различаются."
    )
    return Screen(text, [[menu()]])


NOT_A_CODE = "Здесь нужно другое: код из шести букв и цифр, например: К7М 2РХ."
WRONG_CODE = "Такого кода нет, или он уже не действует. Получите новый и попробуйте ещё раз."


def blocked() -> Screen:
    return Screen("Слишком много неверных кодов. Попробуйте через час, с новым кодом.", [[menu()]])


def already_one() -> Screen:
    text = "Это ваш собственный код, и этот аккаунт уже с ним связан. Введите его в другой сети."
    return Screen(text, [[back(presses.Networks()), menu()]])


def confirm(shown_by: Person, community: CommunityProfile) -> Screen:
    """One of the two has joined: nothing to choose."""
    text = (
        f"Этот аккаунт станет ещё одним входом в профиль: <b>{esc(shown_by.name or 'без имени')}</b>.\n\n"
        "Незаконченные здесь ответы сотрутся. Отвязать аккаунт можно в любой день. Привязать?"
    )
    return Screen(text, [[button("✅ Привязать", presses.Link(keep_shown=True))], [menu()]])


def choose(shown_by: Person, entered_by: Person, community: CommunityProfile) -> Screen:
    text = (
        f"Оба аккаунта уже вступили. Какой профиль оставить?\n\n<b>Тот, где показан код</b>\n"
        f"{_short_lines(shown_by, community)}\n\n<b>Этот</b>\n{_short_lines(entered_by, community)}\n\n"
        "Имя и анкета другого профиля сотрутся. Всё остальное (роли, записи, согласия) станет общим. "
        "Вернуть назад нельзя."
    )
    first = [button("Оставить тот, где код", presses.Link(keep_shown=True))]
    return Screen(text, [first, [button("Оставить этот", presses.Link(keep_shown=False))], [menu()]])


def linked(person: Person) -> Screen:
    text = f"Готово: аккаунты связаны. Вы здесь — {esc(person.name or 'без имени')}."
    return Screen(text, [[button("🔗 Другие сети", presses.Networks())], [menu()]])


def ask_to_unlink(account: Account, current: int) -> Screen:
    text = (
        f"Отвязать аккаунт: {_named(account, current)}?\n\nТам бот перестанет вас узнавать и писать вам. "
        "Профиль, роли и записи останутся в других ваших аккаунтах."
    )
    unlink = [button("Отвязать", presses.Unlink(account=account.id))]
    return Screen(text, [unlink, [back(presses.Networks()), menu()]])


def unlinked_here(community: CommunityProfile) -> Screen:
    text = f"Этот аккаунт отвязан. Ваш профиль остался в другом; здесь вы снова гость в {_noun(community)}."
    return Screen(text, [[menu()]])


UNLINKED = "Аккаунт отвязан."


def _noun(community: CommunityProfile) -> str:
    return esc(community.noun.short.prepositional)


def _short_lines(person: Person, community: CommunityProfile) -> str:
    return "\n".join(lines(person, community).split("\n")[:5])


def _named(account: Account, current: int) -> str:
    here = " (этот)" if account.id == current else ""
    away = ", бот заблокирован" if account.blocked_at else ""
    return f"{network_name(account.network)}{here}{away}"


def _unlinkable(accounts: Sequence[Account], current: int) -> Rows:
    if len(accounts) < 2:
        return []
    return [[_unlink(account, place, current)] for place, account in enumerate(accounts[:MOST_ACCOUNTS], 1)]


def _unlink(account: Account, place: int, current: int) -> Button:
    here = "этот" if account.id == current else f"№ {place}"
    label = short(f"Отвязать {network_name(account.network)} ({here})")
    return button(label, presses.AskToUnlink(account=account.id))
