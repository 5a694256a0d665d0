"""How a pair works: on a voluntary basis or by an order, what is asked before and said after."""

from __future__ import annotations

from collections.abc import Sequence

from community.pair_modes import Basis, Mode, Order, has_modes
from community.pair_registers import Entry
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import Rows, back, button, menu
from screens.words import esc, full_day, listed, remarked, short, wanted
from storage.models import Mentorship, Person

MODES = {Mode.COMMUNITY.value: "На общественных началах", Mode.EMPLOYMENT.value: "По приказу"}
ORDER_WANTED = wanted("номер и дата приказа, например «45-л от 01.09.2026»; дата не из будущего")
SAVED = "Готово: приказ и согласие наставника отмечены."
NOTED = "Готово: согласие наставника отмечено."
TAKEN_BACK = "Готово: пара работает на общественных началах."
CONSENT = "Письменное согласие наставника: "


def mode_buttons(entry: Entry, community: CommunityProfile) -> list[Button]:
    """For the card of a pair."""
    made = entry.mentorship
    return [button("📄 Приказ, согласие", presses.PairMode(id=made.id))] if has_modes(made, community) else []


def mode_lines(made: Mentorship) -> list[str]:
    """Not escaped."""
    if made.mode != Mode.EMPLOYMENT:
        return [MODES.get(made.mode, made.mode)]
    mode = "По приказу"
    if made.order_number:
        mode += f" № {made.order_number}" + (f" от {made.order_on:%d.%m.%Y}" if made.order_on else "")
    return [mode, CONSENT + ("есть" if made.consent_noted_at else "не отмечено")]


def show(basis: Basis, community: CommunityProfile, remark: str = "") -> Screen:
    made, ways = basis.mentorship, list[Button]()
    text = f"{remarked(remark)}📄 <b>{_people(basis)}</b>\n" + "\n".join(map(esc, mode_lines(made)))
    if Mode.EMPLOYMENT in community.mentoring.modes:
        asked = (
            "В приказе ошибка? Напишите номер и дату заново"
            if basis.is_ordered
            else "Есть приказ? Напишите его номер и дату"
        )
        text += f"\n\n{asked}, например: 45-л от 01.09.2026."
    else:
        text += "\n\nСейчас здесь работают только на общественных началах."
    if basis.is_ordered and made.consent_noted_at is None:
        ways.append(button("✅ Согласие есть", presses.NoteConsent(id=made.id)))
    if basis.is_ordered and Mode.COMMUNITY in community.mentoring.modes:
        ways.append(button("↩️ Приказа нет", presses.LeaveOrder(id=made.id, sure=False)))
    return Screen(text, [*_rows(ways), [back(presses.PairDesk(id=made.id)), menu()]])


def ask_consent(basis: Basis, order: Order) -> Screen:
    made = basis.mentorship
    text = f"📄 <b>{_people(basis)}</b>\nПриказ № {esc(order.number)} от {full_day(order.on)}.\n\n"
    text += "Есть ли письменное согласие наставника? Без него работать по приказу нельзя: ст. 351.8 ТК РФ. "
    text += "Наставнику мы напишем."
    yes = button("✅ Согласие есть, сохранить", presses.OrderPair(id=made.id))
    return Screen(text, [[yes], [back(presses.PairMode(id=made.id)), menu()]])


def ask_to_leave(basis: Basis) -> Screen:
    made = basis.mentorship
    text = f"📄 <b>{_people(basis)}</b>\nЗаписать, что приказа нет и пара работает на общественных началах? "
    text += "Номер приказа и отметку о согласии уберём, наставнику напишем."
    yes = button("↩️ Да, приказа нет", presses.LeaveOrder(id=made.id, sure=True))
    return Screen(text, [[yes], [back(presses.PairMode(id=made.id)), menu()]])


def _people(basis: Basis) -> str:
    sides = (_names(each) for each in (basis.leads, basis.others))
    return f"№ {basis.mentorship.id}. " + esc(" – ".join(filter(None, sides)) or "больше никого")


def _names(people: Sequence[Person]) -> str:
    return listed([short(each.name, 24) for each in people if each.name], 2)


def _rows(ways: list[Button]) -> Rows:
    return [ways] if ways else []
