from __future__ import annotations

from sqlalchemy import select

from storage.models import AuditEntry
from tests.crew import OWNER, Crew
from tests.stories.test_profile import join

BUDGET = 4
CONSENT_BUDGET = 3


async def test_coordinator_gets_the_file_and_those_who_did_not_agree_are_counted(crew: Crew) -> None:
    olga, anna, boris = [
        await crew.person(OWNER + place, name) for place, name in enumerate(("Ольга", "Анна", "Борис"))
    ]
    await olga.starts()
    await join(anna, "Анна", "Кунгур")
    await join(boris, "Борис", "Кунгур")
    await anna.presses("Меню")
    await anna.presses("Профиль")
    anna.interactions = 0
    await anna.presses("Согласия")
    await anna.sees("Согласие на передачу: не дано")
    await anna.presses("Передача в региональный центр")
    await anna.sees("Согласие на передачу", "реестр участников и наставников")
    await anna.presses("Даю согласие")
    await anna.sees("согласие на передачу дано")
    assert anna.interactions <= CONSENT_BUDGET
    await olga.says("/menu")
    olga.interactions = 0
    await olga.presses("Реестры")
    await olga.presses("Фильтр")
    await olga.presses("Скачать список")
    await olga.presses("Для регионального центра")
    assert olga.interactions <= BUDGET
    await olga.sees("В списке 1 человек", "Не вошли (нет согласия на передачу): 1 человек")
    await olga.sees("Список — в файле выше", "Реестры")
    files = [file["name"] for message in await olga.messages() for file in message["files"]]
    assert len(files) == 1
    assert files[0].endswith(".xlsx")
    (noted,) = crew.read(lambda session: list(session.execute(select(AuditEntry)).scalars()))
    assert noted.details == {"purpose": "transfer", "count": 1}
    await anna.presses("Согласия")
    await anna.presses("Отозвать согласие на передачу")
    await anna.sees("Согласие на передачу отозвано")


async def test_member_may_not_export(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна", "Кунгур")
    for forged in ("export", "exportfor:work", "regtools", "reg"):
        await anna.forges(forged)
        await anna.sees("нет доступа")
