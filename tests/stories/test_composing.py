from __future__ import annotations

import pytest

from sandbox.person import Person as Player
from tests.cells import BOTH_NETWORKS
from tests.composing import leave, writes
from tests.crew import OWNER, Crew
from tests.stories.test_announcing import comes, wants_news
from tests.stories.test_profile import join

COMPOSING = 3  # and at most two more to send it
TEXT = "Завтра встречаемся в <школе> & лицее."


async def coordinator(crew: Crew, network: str | None = None) -> Player:
    olga = await crew.person(OWNER, "Ольга", network=network)
    await join(olga, "Ольга Придуманная")
    return olga


@pytest.mark.parametrize("cell", BOTH_NETWORKS, indirect=True)
async def test_text_goes_to_everybody_who_agreed_on_both_networks(crew: Crew) -> None:
    here, there = crew.networks
    olga = await coordinator(crew, here)
    boris, vera = await comes(crew, 1002, "Борис", there), await comes(crew, 1003, "Вера", here, "Кунгур")
    await wants_news(boris)
    await olga.presses("Меню")
    olga.interactions = 0
    await olga.presses("Объявление")
    await olga.says("{имя}, " + TEXT)
    await olga.sees("Так увидят", "Ольга, " + TEXT, "прочтёт: «Завтра", "Получат: 1 человек", "Отправить")
    assert olga.interactions <= COMPOSING
    leave(crew)
    await boris.sees("Борис, " + TEXT, "Не получать новости", "Меню")
    await vera.does_not_see(TEXT)
    boris.interactions = 0
    await boris.presses("Не получать новости")
    assert boris.interactions == 1
    await boris.sees("Новости больше не приходят", "Получать снова")
    await writes(olga, "Второе.")
    await olga.sees("Получат: 0 человек", "отключили новости — 1", "получателей пока нет")
    await boris.presses("Получать снова")
    await boris.sees("🔔 Новости")
    await olga.presses("Кому")
    await olga.sees("Получат: 1 человек")
