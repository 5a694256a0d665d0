from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from storage.models import Account, Grant, Mentor, Person
from tests.crew import OWNER, Crew

FIND_BUDGET = 2
FILTER_BUDGET = 4
PEOPLE = [
    ("Алёна Сергеевна", "kungur", "школа № 7"),
    ("Борис", "kungur", "лицей № 1"),
    ("Вера", "perm", "школа № 7"),
    *((f"Глеб {number}", "perm", "гимназия") for number in range(11)),
]


def settle(session: Session, now: Any) -> None:
    for name, town, organisation in PEOPLE:
        person = Person(created_at=now, joined_at=now, name=name, municipality=town, position="teacher")
        person.organisation = organisation
        session.add(person)
    session.flush()
    vera = session.query(Person).filter(Person.name == "Вера").one()
    session.add(Mentor(person_id=vera.id, ground="pnpo", capacity=3, confirmed_at=now))


async def test_coordinator_finds_people_by_name_and_by_filters(crew: Crew) -> None:
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    assert crew.app is not None
    crew.read(lambda session: settle(session, crew.app.now()))  # type: ignore[union-attr]
    olga.interactions = 0
    await olga.presses("Реестры")
    await olga.sees("14 человек", "6. Глеб 5", "Ещё")
    await olga.says("алена")
    await olga.sees("1 человек", "имя «алена»", "Алёна Сергеевна — Учитель, школа № 7, Кунгур")
    assert olga.interactions <= FIND_BUDGET
    await olga.presses("1. Алёна")
    await olga.sees("Муниципалитет: Кунгур", "В составе с")
    await olga.presses("Из той же организации")
    await olga.sees("школа № 7 · имя «алена»")
    await olga.presses("Снять фильтр")
    olga.interactions = 0
    await olga.presses("Фильтр")
    await olga.presses("Муниципалитет")
    await olga.says("кунг")
    await olga.presses("Кунгур")
    await olga.sees("2 человека", "Фильтр: Кунгур.")
    assert olga.interactions <= FILTER_BUDGET
    await olga.says("наставники")
    await olga.sees("0 человек", "Кунгур · наставники", "снимите фильтр")
    await olga.presses("Снять фильтр")
    await olga.presses("Ещё")
    await olga.sees("7. Глеб")
    await olga.presses("Фильтр")
    await olga.presses("Кого показать")
    await olga.presses("Есть места")
    await olga.sees("1. Вера — наставник, мест: 3")


async def test_filter_takes_wrong_content_and_unknown_words_kindly(crew: Crew) -> None:
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    crew.read(lambda session: settle(session, crew.app.now()))  # type: ignore[union-attr]
    await olga.presses("Реестры")
    await olga.sends("sticker")
    await olga.sees("14 человек")
    await olga.presses("Фильтр")
    await olga.presses("Организация")
    await olga.sends("voice")
    await olga.sees("Здесь нужно другое")
    await olga.says("Атлантида")
    await olga.sees("Такого не нахожу", "гимназия")
    await olga.says("школа")
    await olga.sees("2 человека", "школа № 7")
    await olga.forges("regset:organisation:nothing")
    await olga.sees("14 человек")
    await olga.forges("regby:nothing:7")
    await olga.sees("Кого показать?")


async def test_curator_of_a_school_sees_its_people_only(crew: Crew) -> None:
    vera = await crew.person(1003, "Вера")
    await vera.starts()

    def appoint(session: Session) -> None:
        settle(session, crew.app.now())  # type: ignore[union-attr]
        guest = session.query(Account).filter(Account.number == 1003).one()
        grant = Grant(person_id=guest.person_id, role="curator", organisation="школа № 7", granted_at=guest.created_at)
        session.add(grant)

    crew.read(appoint)
    await vera.says("меню")
    await vera.presses("Реестры")
    await vera.sees("2 человека", "Алёна Сергеевна", "Вера")
    await vera.does_not_see("Борис")
    await vera.says("Борис")
    await vera.sees("0 человек")
    boris = crew.read(lambda session: session.query(Person).filter(Person.name == "Борис").one().id)
    await vera.forges(f"member:{boris}")
    await vera.sees("нет доступа")
