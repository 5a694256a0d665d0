from __future__ import annotations

import re

import pytest

from sandbox.person import Person as Player
from tests.cells import BOTH_NETWORKS
from tests.crew import Crew
from tests.stories.test_profile import join

pytestmark = pytest.mark.parametrize("cell", BOTH_NETWORKS, indirect=True)


async def code_of(anna: Player) -> str:
    await anna.presses("Меню")
    await anna.presses("Профиль")
    await anna.presses("Другие сети")
    await anna.presses("Показать код")
    shown = await anna.sees("Ваш код")
    found = re.search(r"Ваш код: (\w{3} \w{3})", shown["text"])
    assert found
    return found[1]


async def test_guest_on_the_other_network_types_the_code_and_is_known(crew: Crew) -> None:
    here, there = crew.networks
    anna, again = await crew.person(1001, "Анна", network=here), await crew.person(2001, "Анна", network=there)
    await join(anna, "Анна Вымышленная")
    code = await code_of(anna)
    await again.starts()
    again.interactions = 0
    await again.says(code.lower())
    await again.sees("Анна Вымышленная", "Привязать?")
    await again.presses("Привязать")
    await again.sees("Готово: аккаунты связаны")
    assert again.interactions == 2
    await anna.sees("привязан ещё один аккаунт")
    await again.presses("Меню")
    await again.sees("Здравствуйте, Анна Вымышленная!")
    await again.presses("Профиль")
    await again.presses("Другие сети")
    await again.sees("(этот)")
    await again.presses("(этот)")
    await again.sees("перестанет вас узнавать")
    await again.presses("Отвязать")
    await again.sees("Этот аккаунт отвязан")
    await anna.sees("отвязан аккаунт")
    await again.presses("Меню")
    await again.sees("Вступить")


async def test_link_opens_the_other_network_with_the_code(crew: Crew) -> None:
    here, there = crew.networks
    anna, again = await crew.person(1001, "Анна", network=here), await crew.person(2001, "Анна", network=there)
    await join(anna, "Анна Вымышленная")
    await code_of(anna)
    url = next(button["url"] for row in (await anna.screen())["rows"] for button in row if button.get("url"))
    assert url.startswith({"vk": "https://vk.me/club900001?ref=", "telegram": "https://t.me/sandbox_bot?start="}[there])
    await again.starts(url.rpartition("=")[2])
    await again.sees("Анна Вымышленная")
    await again.sees("Привязать?")
    await again.presses("Привязать")
    await again.sees("Готово: аккаунты связаны")
    assert again.interactions == 2
    await again.starts("link_")
    await again.sees("Такого кода нет")


async def test_two_profiles_are_shown_side_by_side_and_one_stays(crew: Crew) -> None:
    here, there = crew.networks
    anna, again = await crew.person(1001, "Анна", network=here), await crew.person(2001, "Анна", network=there)
    await join(anna, "Анна Первая", "Кунгур")
    await join(again, "Анна Вторая", "Пермь")
    code = await code_of(anna)
    await again.presses("Меню")
    await again.says(code)
    await again.sees("Какой профиль оставить", "Анна Первая", "Анна Вторая")
    await again.presses("Оставить этот")
    await again.sees("Анна Вторая")
    await anna.presses("Меню")
    await anna.sees("Здравствуйте, Анна Вторая!")


async def test_wrong_codes_are_counted(crew: Crew) -> None:
    boris = await crew.person(1002, "Борис")
    await boris.starts()
    await boris.forges("havecode")
    await boris.says("не код вовсе")
    await boris.sees("код из шести букв и цифр")
    for _ in range(5):
        await boris.says("AAAAA2")
    await boris.sees("Слишком много неверных кодов")
    await boris.forges("havecode")
    await boris.says("меню")
    await boris.sees("Вступить")
