"""A mentor's own card and what they may set."""

from __future__ import annotations

from community.profiles import CommunityProfile
from community.publication import DATA
from messengers.screen import Button, Screen
from screens import presses
from screens.applying import names_of
from screens.mentor_desk import questions_button
from screens.navigation import back, button, menu
from screens.publication import NAMES
from screens.words import esc
from storage.models import Mentor, Person


def mine(mentor: Mentor, person: Person, community: CommunityProfile) -> Screen:
    pause = (
        button("▶️ Вернуться", presses.ResumeMentoring())
        if mentor.paused_at
        else button("⏸ Взять паузу", presses.PauseMentoring())
    )
    rows = [
        [pause, questions_button(0)],
        [_edit("Компетенции", "competences"), _edit("Форматы", "formats")],
        [_edit("Подопечные", "capacity"), _edit("О себе", "about")],
        [button("👁 Что видно коллегам", presses.ShowConsent(kind="publication"))],
        [button("✖️ Завершить наставничество", presses.AskToEndMentoring())],
        [back(presses.MyProfile()), menu()],
    ]
    return Screen(_card(mentor, person, community), rows)


def confirmed(community: CommunityProfile) -> str:
    title = esc(community.roles.mentor.title)
    return f"🎉 Заявка подтверждена. Ваша роль теперь: <b>{title}</b>. Спасибо, что помогаете коллегам!"


def ask_to_end(community: CommunityProfile) -> Screen:
    role = esc(community.roles.mentor.instrumental)
    text = f"Больше не быть {role}? Карточка исчезнет из поиска сразу. Вы останетесь в составе, "
    text += "подать заявку снова можно в любой день. Если нужна передышка, лучше взять паузу."
    rows = [
        [button("⏸ Взять паузу", presses.PauseMentoring())],
        [button("Завершить", presses.EndMentoring())],
        [back(presses.MyMentoring()), menu()],
    ]
    return Screen(text, rows)


def ended() -> Screen:
    text = "Готово: наставничество завершено, карточки в поиске больше нет. Спасибо за вашу работу!"
    return Screen(text, [[button("⚙️ Профиль", presses.MyProfile())], [menu()]])


def _card(mentor: Mentor, person: Person, community: CommunityProfile) -> str:
    ground = community.mentor_ground(mentor.ground)
    seen = ", ".join(NAMES[name].lower() for name in DATA if name in mentor.published)
    known = {
        "Основание": ground.name if ground else None,
        "Компетенции": names_of(mentor.competences, community.competences),
        "Форматы": names_of(mentor.formats, community.mentoring.forms),
        "Подопечных": f"до {mentor.capacity}",
        "О себе": mentor.about,
        "Коллегам видно": seen or "ничего, карточки в поиске нет",
    }
    paused = "\n⏸ На паузе: новых подопечных не предлагаем.\n" if mentor.paused_at else "\n"
    title = f"<b>{esc(community.roles.mentor.title)}: {esc(person.name)}</b>"
    return title + paused + "\n".join(f"{name}: {esc(value)}" for name, value in known.items() if value)


def _edit(label: str, name: str) -> Button:
    return button(f"📝 {label}", presses.EditOffer(of="m", name=name))
