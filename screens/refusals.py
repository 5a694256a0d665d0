from __future__ import annotations

from community import refusals
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import joining, presses
from screens.navigation import button, menu


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
            return Screen("Этого человека в составе уже нет.", [[button("👥 Реестры", presses.Registers())], [menu()]])
    return Screen("Это доступно только координаторам.", [[menu()]])
