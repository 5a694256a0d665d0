from __future__ import annotations

from community import refusals
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import joining, parents, presses
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
            return Screen(
                "Этого человека в составе уже нет.", [[button("👥 Участники", presses.Members(page=0))], [menu()]]
            )
    return _of_data(refusal) or Screen("Это доступно только координаторам.", [[menu()]])


def _of_data(refusal: refusals.Refusal) -> Screen | None:
    match refusal:
        case refusals.LastOwner():
            return Screen(
                "Вы единственный владелец бота: без владельца им некому управлять. Сначала передайте эту роль коллеге "
                "в разделе «Доступ», потом данные можно будет удалить.",
                [[menu()]],
            )
        case refusals.CopyJustMade():
            return Screen(
                "Копия за последний час уже отправлена сюда. Новую можно запросить через час.",
                [[button("📂 Мои данные", presses.MyData())], [menu()]],
            )
        case refusals.FormNotNeeded():
            return Screen(
                "Форма для родителей сейчас не нужна. Можно вступать.",
                [[button("🤝 Вступить", presses.Join())], [menu()]],
            )
        case refusals.FormGone():
            return Screen(parents.NOT_FOUND, [[button("📄 Формы от родителей", presses.ParentForms())], [menu()]])
    return None
