from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from community.applying import Stage
from community.profiles import CommunityProfile
from messengers.screen import MAX_BUTTONS, MAX_ROWS, Button, File, Screen
from screens import presses
from screens.desk import Desk
from screens.mentor_requests import find_button
from screens.mentorships import mentees_button, mentors_button
from screens.navigation import Rows, button, menu, rows_of
from screens.words import about, esc, short
from storage.models import Person

COMMANDS = {"menu": "Меню", "start": "Начать сначала"}


def welcome(community: CommunityProfile, has_answers: bool = False) -> Screen:
    return Screen("\n".join(map(esc, community.greeting)), _for_guest(community, False, has_answers))


def for_guest(community: CommunityProfile, begun: bool, has_answers: bool = False) -> Screen:
    """The greeting has been read. `begun`: joining was left in the middle."""
    text = esc(community.greeting[-1])
    if begun:
        where = esc(community.noun.short.accusative)
        text = f"Вы начали вступать в {where}, это можно продолжить.\nОтветы целы, осталось меньше минуты."
    return Screen(text, _for_guest(community, begun, has_answers))


def for_member(
    person: Person,
    community: CommunityProfile,
    complete: bool,
    desk: Desk,
    stage: Stage,
    has_answers: bool = False,
    with_mentor: bool = False,
) -> Screen:
    """Also the members' menu of somebody with a desk. Whoever has more to do looks up less. `with_mentor`: they have
    one."""
    hint = "Чем помочь?" if complete else "Дополните профиль, чтобы вам подбирали то, что нужно именно вам."
    is_mentor = stage is Stage.MENTOR
    find = [] if is_mentor and desk.rights else [button("👥 Найти коллегу", presses.FindColleague())]
    own = button("🎤 Провести своё", presses.Propose())
    results = [button("🏅 Мои итоги", presses.MyResults())] if is_mentor else []
    together = mentees_button() if is_mentor else mentors_button() if with_mentor else find_button()
    profile = button("⚙️ Профиль", presses.MyProfile())
    rest = [_about(community)] if not is_mentor and not desk.rights else []
    buttons = [_ask(), together, _events(), *_answers(has_answers), own, *find, _mentoring(stage), *results, profile]
    buttons += rest
    return Screen(f"Здравствуйте, {esc(person.name)}!\n{hint}", [*rows_of(buttons), *_to_desk(desk)])


def with_notes(screen: Screen, lines: Sequence[str], buttons: Sequence[Button]) -> Screen:
    """A menu, with what is worth saying today below its words and above its buttons, as far as there is room."""
    room = min(MAX_ROWS - len(screen.buttons), MAX_BUTTONS - sum(map(len, screen.buttons)))
    rows = [[each] for each in buttons[: max(room, 0)]]
    return replace(screen, text="\n\n".join([screen.text, *lines]), buttons=[*rows, *screen.buttons])


def for_coordinator(community: CommunityProfile, begun: bool, name: str | None, desk: Desk) -> Screen:
    """The desk of whoever has one; `name` None: they have not joined."""
    hello = f"Здравствуйте, {esc(name)}!" if name else "Здравствуйте!"
    text = f"{hello} Это рабочее меню {esc(community.noun.genitive)}.\n"
    text += "Есть то, что требует внимания." if desk.waiting else "Когда что-то понадобится, вам придёт сообщение."
    others = [] if name else [[_join(begun)], [_about(community)]]
    return Screen(text, [*desk.rows, *others][:MAX_ROWS])


def about_community(community: CommunityProfile) -> Screen:
    links = [[Button(short(link.title), url=link.url)] for link in community.links[:3]]
    document = [[button("📄 Положение", presses.Regulation())]] if community.regulation else []
    return Screen(f"<b>{esc(community.name)}</b>\n\n{esc(community.about)}", [*document, *links, [menu()]])


def regulation(file: File) -> Screen:
    return Screen("Положение — в файле выше.", [[menu()]], files=(file,), kept=True)


def regulation_link(url: str) -> Screen:
    return Screen("Положение опубликовано на сайте.", [[Button("📄 Открыть положение", url=url)], [menu()]])


def _mentoring(stage: Stage) -> Button:
    if stage is Stage.MENTOR:
        return button("🙋 Моя карточка", presses.MyMentoring())
    return button("🙋 Моя заявка" if stage is Stage.APPLIED else "🙋 Стать наставником", presses.BecomeMentor())


def _for_guest(community: CommunityProfile, begun: bool, has_answers: bool) -> Rows:
    already = button("🔗 Я уже участвую", presses.AlreadyMember())
    return [[_join(begun)], *rows_of([_ask(), *_answers(has_answers), _events(), already, _about(community)])]


def _answers(there_are: bool) -> list[Button]:
    return [button("📚 Готовые ответы", presses.Articles(page=0))] if there_are else []


def _ask() -> Button:
    return button("❓ Задать вопрос", presses.AskQuestion())


def _events() -> Button:
    return button("📅 Мероприятия", presses.Calendar(of="all", id="-", page=0))


def _join(begun: bool) -> Button:
    return button("🤝 Продолжить вступление" if begun else "🤝 Вступить", presses.Join())


def _about(community: CommunityProfile) -> Button:
    return button(short(f"ℹ️ {about(community.noun.short.prepositional).capitalize()}"), presses.About())


def _to_desk(desk: Desk) -> Rows:
    if desk.has_menu:
        return [[button("🗂 Рабочее меню", presses.Menu())]]
    return [[button("⚙️ Ещё", presses.MoreOfDesk())]] if desk.rights else []
