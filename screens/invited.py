from __future__ import annotations

from community.expected import Listed
from community.profiles import CommunityProfile
from community.registers import topics
from messengers.screen import Screen
from screens import presses
from screens.navigation import back, button, menu
from screens.person import lines
from screens.words import esc, short
from storage.models import Person

WELCOME = (
    "Вас пригласил координатор. Нажмите «Вступить»: после вашего согласия ответы из его списка подставятся сами, "
    "любой можно изменить."
)
WORKS_NO_MORE = "Ссылка, по которой вы пришли, уже не действует. Не беда: вступить можно и без неё."
ALREADY_JOINED = "Вы уже в составе: эта ссылка нужна тем, кто ещё не вступил."


def listed_words(listed: Listed, community: CommunityProfile) -> str:
    """What the list knows beyond what joining has asked; empty when it is nothing."""
    named = [topic.name for topic in topics(community) if topic.id in listed.specialities]
    facts = {
        "ФИО": listed.full_name,
        "Организация": listed.organisation or "",
        "Темы": ", ".join(named),
        "Преподаёте с": str(listed.teaching_since or ""),
    }
    return "\n".join(f"{name}: {esc(short(value, 100))}" for name, value in facts.items() if value)


def taken_over(person: Person, community: CommunityProfile) -> Screen:
    text = "Спасибо, ответы сохранены. Изменить их можно в любой день.\n" + lines(person, community)
    return Screen(text, [[back(presses.MyProfile()), menu()]])


def nothing_to_take() -> Screen:
    text = "Этих ответов уже нет. Профиль можно дополнить самостоятельно, это несколько вопросов."
    return Screen(text, [[button("⚙️ Профиль", presses.MyProfile())], [menu()]])
