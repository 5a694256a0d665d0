"""A mentor takes a question and sees it while answering; a photo is complained of, and whoever decides sees it."""

from __future__ import annotations

import pytest

from tests.cells import CELLS
from tests.crew import OWNER, Crew
from tests.stories.test_consulting import hashes, mentor
from tests.stories.test_profile import join


@pytest.mark.parametrize("cell", CELLS)
async def test_photo_that_is_complained_of_is_seen_by_who_decides(crew: Crew) -> None:
    olga, boris = await crew.person(OWNER, "Ольга"), await mentor(crew, 1002, "Борис")
    anna = await crew.person(1001, "Анна")
    await olga.starts()
    await join(anna, "Анна")
    await anna.says("Как успокоить пятый класс после перемены?")
    await anna.presses("Отправить", on="Отправить вопрос наставникам?")
    await boris.presses("Взять и ответить", on="пятый класс")
    await boris.sees("ваш", "Как успокоить пятый класс", "Напишите ответ")
    await boris.sends("photo", caption="Вот так")
    await boris.presses("Отправить сейчас", on="отправим через минуту")
    await boris.says("меню")
    await boris.presses("Вопросы ко мне")
    await boris.sees("Ждут автора: 1", "№ 1")
    await anna.presses("Пожаловаться", on="Вот так")
    await anna.presses("Назад", on="На что пожаловаться?")
    await anna.sees("Вопрос № 1", "Есть ответ")
    await anna.presses("Пожаловаться", on="Есть ответ")
    await anna.presses("Сообщение 1")
    await anna.presses("Дальше (отмечено: 1)")
    await anna.presses("Отправить без слов")
    await olga.presses("Посмотреть", on="Обращение №")
    await olga.presses("Вложения", on="Отмеченные сообщения")
    await olga.sees("Вложения к обращению № 1 — выше")
    assert await hashes(crew, olga) == await hashes(crew, anna)
    await olga.presses("К обращению")
    await olga.sees("Вот так", "Мер не нужно")
