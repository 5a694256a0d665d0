from __future__ import annotations

import asyncio

import pytest

from tests.cells import ON_VK
from tests.crew import Crew
from tests.stories.test_profile import join

pytestmark = pytest.mark.parametrize("cell", ON_VK, indirect=True)


async def test_old_application_gets_buttons_that_it_can_press(crew: Crew) -> None:
    gleb = await crew.person(1001, "Глеб", old_client=True)
    await join(gleb, "Глеб")
    await gleb.presses("Меню")
    await gleb.presses("Профиль")
    await gleb.sees("Ваш профиль", "Глеб")
    assert [message["edited"] for message in await gleb.messages()] == [False] * len(await gleb.messages())


async def test_menu_stays_below_the_chat(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await anna.starts()
    await anna.sees("Вступить")
    await anna.says("Как провести первый урок?")
    [[menu]] = (await anna.chat())["reply_keyboard"]
    assert menu["label"] == "🏠 Меню"


async def test_words_that_vk_forgot_are_apologised_for(crew: Crew) -> None:
    anna, boris = await crew.person(1001, "Анна"), await crew.person(1002, "Борис")
    await anna.starts()
    await boris.starts()
    await anna.sees("Вступить")
    await boris.sees("Вступить")
    await crew.stop()
    await crew.later(60)
    asking = asyncio.create_task(anna.says("Как провести первый урок?"))
    await asyncio.sleep(0.2)
    await crew.faults(long_poll_failed=3)
    await crew.start()
    assert "Бот был недоступен" in (await asking)["text"]
    await boris.does_not_see("Бот был недоступен")
