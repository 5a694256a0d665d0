from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import colleagues, mentors, publication
from community.profile_files import load_profile
from community.refusals import ColleagueGone, NotJoined
from community.stems import is_near, stem, stems
from storage.models import Catalogue, Mentor, Person, SearchWord

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
perm = load_profile("perm-nastavniki")
# name, municipality, organisation, subjects, competences, about
PEOPLE = {
    "anna": ("Анна Вознесенская", "kungur", "Лицей № 1", ["physics"], ["exams"], "Готовлю к олимпиадам и турнирам"),
    "boris": ("Борис Щербаков", "perm", "Гимназия № 7", ["maths"], ["motivation"], None),
    "vera": ("Вера Кузнецова", "lysva", "Детский сад «Росток»", ["age-3-4"], ["parents", "games"], None),
    "gleb": ("Глеб Черемных", "ochyor", "Школа № 3", ["history", "social-studies"], ["projects"], "Веду музей"),
    "dina": ("Дина Ахметова", "barda", "Школа № 2", ["english"], ["digital", "remote"], "Разговорный клуб"),
    "yegor": ("Егор Попов", "solikamsk", "Техникум", ["informatics"], ["research", "contests"], "Робототехника"),
    "zoya": ("Зоя Белова", "chaikovsky", "Школа № 9", ["primary"], ["inclusion", "class-teacher"], None),
}
QUERIES = {
    "anna": [
        *("физика", "физике", "физеку", "учитель физики", "физика кунгур", "подготовка к егэ", "егэ", "огэ физика"),
        *("вознесенская", "Вознесенская Анна", "вознисенская", "кунгурский район", "олимпиады", "турниры"),
    ],
    "boris": [
        "математика",
        "матиматика",
        "математек",
        "алгебра",
        "геометрия пермь",
        "мотивация",
        "щербаков",
        "гимназия",
    ],
    "vera": ["работа с родителями", "радители", "лысьва", "лысва", "младшая группа", "игры", "кузнецова", "росток"],
    "gleb": ["история", "исторея", "обществознание", "обшествознание", "очёр", "очер", "проекты", "музей", "черемных"],
    "dina": [
        "английский",
        "англиский язык",
        "барда",
        "цифровые инструменты",
        "дистанционное",
        "дистанционка",
        "ахметова",
    ],
    "yegor": ["информатика", "информатик", "соликамск", "роботехника", "конкурсы", "исследовательская работа"],
    "zoya": ["начальные классы", "начальная школа", "инклюзия", "овз", "классный руководитель", "чайковский"],
}


def mentor_of(session: Session, name: str, published: tuple[str, ...] = publication.DATA) -> Person:
    called, town, organisation, subjects, competences, about = PEOPLE[name]
    person = Person(
        created_at=NOW,
        joined_at=NOW,
        name=called,
        municipality=town,
        position="teacher",
        organisation=organisation,
        specialities=subjects,
    )
    session.add(person)
    session.flush()
    session.add(
        Mentor(
            person_id=person.id,
            ground="luch",
            competences=competences,
            formats=["talk"],
            capacity=3,
            about=about,
            published=list(published),
            confirmed_at=NOW,
        )
    )
    session.flush()
    colleagues.refresh(session, person, perm)
    return person


@pytest.fixture
def everybody(session: Session) -> dict[str, Person]:
    return {name: mentor_of(session, name) for name in PEOPLE}


@pytest.fixture
def actor(session: Session) -> Person:
    person = Person(created_at=NOW, joined_at=NOW, name="Ищущий")
    session.add(person)
    session.flush()
    return person


def test_most_natural_queries_find_whom_they_mean(
    session: Session, everybody: dict[str, Person], actor: Person
) -> None:
    missed = []
    for name, queries in QUERIES.items():
        for query in queries:
            people, _ = colleagues.found(session, actor, query, perm, 0, 3)
            if everybody[name].id not in [person.id for person in people]:
                missed.append((name, query))
    total = sum(map(len, QUERIES.values()))
    assert total >= 50
    assert len(missed) <= total * 0.1, missed


def test_what_was_not_agreed_to_is_neither_found_nor_shown(session: Session, actor: Person) -> None:
    anna = mentor_of(session, "anna", ("name", "competences"))
    for query in ("физика", "кунгур", "лицей", "олимпиады"):
        assert colleagues.found(session, actor, query, perm, 0, 5)[1] == 0, query
    assert colleagues.found(session, actor, "вознесенская", perm, 0, 5)[1] == 1
    shown = colleagues.one(session, actor, anna.id)
    assert (shown.municipality, shown.organisation, shown.subjects, shown.about, shown.formats) == (
        None,
        None,
        (),
        None,
        (),
    )


def test_withdrawn_consent_leaves_no_word_behind(session: Session, actor: Person) -> None:
    anna = mentor_of(session, "anna")
    publication.withdraw(session, anna, NOW)
    assert list(session.execute(select(SearchWord).where(SearchWord.catalogue == Catalogue.COLLEAGUES)).scalars()) == []
    with pytest.raises(ColleagueGone):
        colleagues.one(session, actor, anna.id)


def test_who_ends_mentoring_is_not_found(session: Session, actor: Person) -> None:
    anna = mentor_of(session, "anna")
    mentors.end(session, anna, NOW)
    assert colleagues.found(session, actor, "физика", perm, 0, 5) == ([], 0)


def test_nobody_finds_themselves_and_guests_find_nobody(session: Session) -> None:
    anna = mentor_of(session, "anna")
    assert colleagues.having(session, anna, "s", "physics", 0, 5) == ([], 0)
    guest = Person(created_at=NOW)
    session.add(guest)
    session.flush()
    with pytest.raises(NotJoined):
        colleagues.having(session, guest, "*", "-", 0, 5)


@pytest.mark.parametrize("typed", ["", "?!", "😀", "ъ", "а" * 500, "% _ ' \\"])
def test_anything_may_be_typed(session: Session, everybody: dict[str, Person], actor: Person, typed: str) -> None:
    assert colleagues.found(session, actor, typed, perm, 0, 5)[1] >= 0


def test_endings_do_not_matter() -> None:
    assert stem("математика") == stem("математике") == stem("математику")
    assert stems("Ищу учителя физики в Кунгуре") == [stem("физика"), stem("кунгур")]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [("физек", "физик", True), ("фзиик", "физик", True), ("хим", "физ", False), ("истор", "матем", False)],
)
def test_wrong_letters_are_forgiven(one: str, other: str, near: bool) -> None:
    assert is_near(one, other) is near
