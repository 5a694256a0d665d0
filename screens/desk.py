"""Desks: the menus of coordinators, curators, the council and owners."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from community.roles import Right
from messengers.screen import Screen
from screens import presses
from screens.navigation import Rows, button, menu, rows_of

SEES = {Right.SEE_PEOPLE, Right.SEE_MENTORS}


@dataclass(frozen=True)
class Desk:
    """What the person may do. `waiting`: how much asks for attention, None where nothing of it is theirs."""

    rights: Set[Right] = frozenset()
    waiting: int | None = None
    joined: bool = False

    @property
    def has_menu(self) -> bool:
        """Who only announces keeps the menu of a member; the rest stands in «Ещё»."""
        return not self.rights.isdisjoint(SEES) or (self.waiting is not None and self.rights != {Right.ANNOUNCE})

    @property
    def rows(self) -> Rows:
        """In the order of the agreed menus; a new button goes to its place."""
        rows: Rows = []
        if self.waiting is not None:
            number = f" ({self.waiting})" if self.waiting else ""
            rows.append([button(f"🔔 Требует внимания{number}", presses.Attention(page=0))])
        plan = [button("📣 Объявление", presses.Compose())] if Right.ANNOUNCE in self.rights else []
        if Right.PLAN in self.rights:
            plan += [
                button("➕ Мероприятие", presses.MakeEvent()),
                button("📅 План", presses.PlanMonth(month="-", page=0)),
            ]
        people = [button(self._register, presses.Registers())] if not self.rights.isdisjoint(SEES) else []
        pairs = [button("🤝 Пары", presses.Pairs(before=0, after=0))] if Right.SEE_PEOPLE in self.rights else []
        owner = [button("🔑 Доступ", presses.Accesses(page=0))] if Right.RUN in self.rights else []
        more = [button("⚙️ Ещё", presses.MoreOfDesk())]
        return [*rows, *rows_of([*plan, *pairs, *people, *owner, *more])]

    @property
    def _register(self) -> str:
        return "👥 Реестры" if Right.SEE_PEOPLE in self.rights else "👥 Наставники"


def more(desk: Desk) -> Screen:
    choices = []
    if desk.waiting and not desk.has_menu:
        choices.append(button(f"🔔 Требует внимания ({desk.waiting})", presses.Attention(page=0)))
    if Right.ANNOUNCE in desk.rights and not desk.has_menu:
        choices.append(button("📣 Объявление", presses.Compose()))
    if Right.ANNOUNCE in desk.rights:
        choices.append(button("📣 Объявления", presses.Broadcasts(page=0)))
    if not desk.rights.isdisjoint({Right.RUN_CONSULTING, Right.ANSWER_SUPPORT}):
        choices.append(button("💬 Вопросы", presses.CaseDesk()))
    if Right.GRANT in desk.rights:
        choices.append(button("🔑 Доступ", presses.Accesses(page=0)))
    if Right.SEE_AUDIT in desk.rights:
        choices.append(button("📜 Журнал", presses.Journal(page=0)))
    if Right.HELP_PEOPLE in desk.rights:
        choices.append(button("📄 Формы от родителей", presses.ParentForms()))
    if Right.INVITE_MENTORS in desk.rights:
        choices.append(button("✉️ Приглашения", presses.Invitations(page=0)))
    choices.append(button("🔁 Замещение", presses.StandIns()))
    if desk.joined:
        choices.append(button("👤 Меню участника", presses.MemberMenu()))
    return Screen("<b>Ещё</b>: что открыто с вашей ролью.", [*rows_of(choices), [menu()]])
