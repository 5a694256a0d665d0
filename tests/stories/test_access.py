from __future__ import annotations

from sqlalchemy import select

from community.roles import Role
from storage.models import AuditEntry, Grant
from tests.crew import OWNER, Crew
from tests.stories.test_profile import join


def roles_held(crew: Crew) -> list[str]:
    held: list[str] = crew.read(lambda each: each.scalars(select(Grant.role).order_by(Grant.id)).all())
    return held


async def test_owner_opens_access_and_closes_it_again(crew: Crew) -> None:
    olga, anna = await crew.person(OWNER, "Ольга"), await crew.person(1001, "Анна")
    await olga.starts()
    await join(anna, "Анна Вымышленная", "Кунгур")
    await olga.sees("вступает Анна Вымышленная")
    await olga.presses("Карточка")
    olga.interactions = 0
    await olga.presses("Открыть доступ")
    await olga.sends("sticker")
    await olga.sees("роль — кнопкой из списка")
    await olga.presses("Куратор")
    await olga.presses("Один муниципалитет")
    await olga.says("кунгур")
    await olga.sees("Проверьте", "Анна Вымышленная", "Кунгур")
    await olga.presses("Открыть доступ", on="Проверьте")
    await olga.sees("Доступ открыт", "Анна Вымышленная")
    assert olga.interactions <= 6
    await anna.sees("Вам открыт доступ: куратор, Кунгур")
    assert roles_held(crew) == [Role.OWNER, Role.CURATOR]
    await anna.says("меню")
    await anna.presses("Реестры")
    await anna.sees("1 человек")
    await anna.says("меню")
    await anna.presses("Ещё")
    await anna.presses("Меню участника")
    await anna.presses("Рабочее меню")
    await anna.sees("Это рабочее меню")
    await olga.presses("Весь доступ")
    await olga.presses("2. Анна")
    await olga.sees("Открыт", "Закрыть доступ")
    await olga.presses("Закрыть доступ")
    await olga.presses("Да, закрыть")
    await olga.sees("Доступ закрыт: куратор, Кунгур")
    await anna.sees("Доступ закрыт: куратор, Кунгур", "Спасибо за помощь")
    await anna.forges("members:0")
    await anna.sees("нет доступа")
    await olga.says("меню")
    await olga.presses("Ещё")
    await olga.presses("Журнал")
    await olga.sees("открыт доступ — куратор, Кунгур", "закрыт доступ")
    noted = crew.read(lambda session: [entry.action for entry in session.execute(select(AuditEntry)).scalars()])
    assert noted == ["role_granted", "role_withdrawn"]


async def test_wrong_answers_and_old_buttons_are_met_kindly(crew: Crew) -> None:
    olga, anna = await crew.person(OWNER, "Ольга"), await crew.person(1001, "Анна")
    await olga.starts()
    await join(anna, "Анна Вымышленная")
    await olga.presses("Доступ")
    await olga.presses("Открыть доступ")
    await olga.presses("Владелец")
    await olga.says("Несуществующая")
    await olga.sees("никого не нахожу")
    await olga.says("вымы")
    await olga.presses("Анна Вымышленная, Пермь")
    await olga.presses("Открыть доступ", on="Проверьте")
    await olga.sees("Доступ открыт")
    await olga.forges("grantyes:000000000000")
    await olga.sees("Проверьте")
    await olga.forges("grantset:person:404")
    await olga.sees("Этого человека в составе уже нет")
    await olga.forges("ungrantyes:404:1")
    await olga.sees("Этот доступ уже закрыт")
    await anna.forges("journal:-1")
    await anna.sees("Журнал")
    await anna.forges("attention:5")
    await anna.sees("Всё разобрано")
    assert roles_held(crew) == [Role.OWNER, Role.OWNER]


async def test_member_reaches_none_of_it(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    for forged in ("accesses:0", "grant", "grantto:1", "journal:0", "attention:0", "more", "ungrantyes:1:1"):
        await anna.forges(forged)
        await anna.sees("нет доступа")
    await anna.forges("standin")
    await anna.sees("своей роли у вас нет")


async def test_coordinator_goes_on_holiday(crew: Crew) -> None:
    olga, vera, anna = [await crew.person(number, name) for number, name in ((OWNER, "О"), (1001, "В"), (1002, "А"))]
    await olga.starts()
    await join(vera, "Вера Павловна")
    await join(anna, "Анна Вымышленная")
    await olga.presses("Доступ")
    await olga.presses("Открыть доступ")
    await olga.presses("Координатор")
    await olga.presses("Всё сообщество")
    await olga.says("Вера Павловна")
    await olga.presses("Открыть доступ", on="Проверьте")
    await vera.sees("Вам открыт доступ")
    await vera.presses("Ещё", on="Вам открыт доступ")
    vera.interactions = 0
    await vera.presses("Замещение")
    await vera.presses("Назвать")
    await vera.says("Анна Вымышленная")
    await vera.sees("До какого дня")
    await vera.says("вчера")
    await vera.sees("Здесь нужно другое")
    await vera.says("через неделю")
    await vera.sees("Готово. Вас замещает")
    assert vera.interactions <= 5
    await anna.sees("Вас просят о замещении: Вера Павловна")
    await anna.says("меню")
    await anna.sees("Это рабочее меню", "Реестры")
    await crew.later(8 * 24 * 3600)
    await anna.forges("members:0")
    await anna.sees("нет доступа")
