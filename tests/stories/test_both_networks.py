from __future__ import annotations

import pytest

from tests.cells import BOTH_NETWORKS
from tests.crew import OWNER, Crew
from tests.stories.test_profile import join

pytestmark = pytest.mark.parametrize("cell", BOTH_NETWORKS, indirect=True)


async def test_coordinator_is_told_of_a_teacher_on_the_other_network_and_opens_the_card(crew: Crew) -> None:
    olgas, annas = crew.networks
    olga = await crew.person(OWNER, "Ольга", network=olgas)
    anna = await crew.person(1001, "Анна", "Вымышленная", network=annas)
    await olga.starts()
    await join(anna, "Анна Вымышленная", "Кунгур")
    await olga.sees("вступает Анна Вымышленная", "Учитель, Кунгур", "Карточка")
    await olga.presses("Карточка")
    await olga.sees("Анна Вымышленная", "Муниципалитет: Кунгур", "В составе с")
    await anna.does_not_see("Карточка")


async def test_same_number_on_the_other_network_is_somebody_else(crew: Crew) -> None:
    olgas, borises = crew.networks
    olga = await crew.person(OWNER, "Ольга", network=olgas)
    boris = await crew.person(OWNER, "Борис", network=borises)
    await olga.starts()
    await join(boris, "Борис")
    await boris.forges("members:0")
    await boris.sees("нет доступа")
    await olga.presses("Реестры")
    await olga.sees("1 человек", "Борис — Учитель, Пермь")
