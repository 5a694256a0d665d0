from __future__ import annotations

from typing import Any

from community import refusals
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import joining, presses
from screens.navigation import button, menu

_APPLY = ("🙋 Подать заявку", presses.BecomeMentor())
MENTORING: dict[type[refusals.Refusal], Any] = {
    refusals.AlreadyMentor: (
        "Вы уже подтверждены, заявка не нужна.",
        ("🙋 Моя карточка", presses.MyMentoring()),
    ),
    refusals.AlreadyApplied: (
        "Заявка уже отправлена, второй раз не нужно.",
        ("🙋 Моя заявка", presses.BecomeMentor()),
    ),
    refusals.NotAMentor: ("Это для тех, чья заявка в наставники подтверждена.", _APPLY),
    refusals.TooEarly: (
        "На этом основании стажа пока не хватает. Посмотрите другие.",
        ("🙋 Другое основание", presses.ApplyStep(step="ground")),
    ),
    refusals.ApplicationGone: ("Эта заявка больше не ждёт ответа.",),
    refusals.OwnApplication: ("Это ваша собственная заявка: её рассмотрит кто-то из коллег.",),
    refusals.InvitationGone: (
        "Это приглашение уже использовано или устарело. Подать заявку можно и без него.",
        _APPLY,
    ),
    refusals.ColleagueGone: (
        "Этой карточки больше нет: её скрыли или она устарела.",
        ("👥 Найти коллегу", presses.FindColleague()),
    ),
}


def refused(refusal: refusals.Refusal, community: CommunityProfile) -> Screen:
    """The one place where a rule's no becomes a sentence and a next step."""
    join = button("🤝 Вступить", presses.Join())
    match refusal:
        case refusals.AlreadyJoined():
            return Screen(
                "Вы уже в составе, вступать второй раз не нужно.",
                [[button("⚙️ Профиль", presses.MyProfile())], [menu()]],
            )
        case refusals.NotJoined():
            return Screen("Это доступно после вступления. Оно занимает минуту.", [[join], [menu()]])
        case refusals.ConsentNeeded():
            return Screen("Сначала нужно согласие на участие: без него сохранять ответы нельзя.", [[join], [menu()]])
        case refusals.ConsentOutdated():
            return Screen("Текст согласия обновился. Откройте его заново, пожалуйста.", [[join], [menu()]])
        case refusals.UnknownChoice():
            return Screen("Этого варианта больше нет в списке. Выберите из нового.", [[join], [menu()]])
        case refusals.TooYoung():
            return joining.minor(community)
        case refusals.MemberGone():
            return Screen(
                "Этого человека в составе уже нет.", [[button("👥 Участники", presses.Members(page=0))], [menu()]]
            )
    if said := MENTORING.get(type(refusal)):
        text, *next_step = said
        return Screen(text, [*([button(*step)] for step in next_step), [menu()]])
    return Screen("Это доступно только координаторам.", [[menu()]])
