from datetime import UTC, datetime

import pytest

from community.names import parse_full_name
from community.particulars import Particular, asks_age, change, choices, clear, mark, particulars, understood
from community.profile_files import load_profile
from community.refusals import AgeNeeded, NotJoined, UnknownChoice
from screens.words import listed
from storage.models import Person

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
perm = load_profile("perm-nastavniki")
anuchino = load_profile("anuchino-school")
tyumen = load_profile("tyumen-skillsclub")


def anna(position: str = "teacher", **more: object) -> Person:
    blank: dict[str, object] = {"specialities": [], "shares": [], "learns": []}
    return Person(created_at=NOW, joined_at=NOW, name="Анна", position=position, **blank | more)


def student() -> str:
    return next(position.id for position in tyumen.positions if position.student)


def test_only_municipality_is_not_a_question() -> None:
    assert Particular.MUNICIPALITY in particulars(anna(), perm)
    assert Particular.MUNICIPALITY not in particulars(anna(), anuchino)


def test_student_has_no_year_of_teaching() -> None:
    assert Particular.TEACHING_SINCE not in particulars(anna(student()), tyumen)


@pytest.mark.parametrize(
    ("particular", "typed", "answer"),
    [
        (Particular.NAME, "анна сергеевна", "Анна Сергеевна"),
        (Particular.NAME, "12", None),
        (Particular.FULL_NAME, "Вымышленная Анна Сергеевна", "Вымышленная Анна Сергеевна"),
        (Particular.FULL_NAME, "Анна", None),
        (Particular.ORGANISATION, " школа  № 7 ", "школа № 7"),
        (Particular.ORGANISATION, "7", None),
        (Particular.TEACHING_SINCE, "с 2023 года", "2023"),
        (Particular.TEACHING_SINCE, "2027", None),
        (Particular.TEACHING_SINCE, "давно", None),
        (Particular.POSITION, "teacher", None),
    ],
)
def test_typed_words_are_understood(particular: Particular, typed: str, answer: str | None) -> None:
    assert understood(particular, typed, 2026) == answer


def test_full_name_is_longer_than_a_name_to_be_called_by() -> None:
    long = "Вознесенская-Богоявленская Анна-Мария-Александра Константиновна Сергеевна"
    assert parse_full_name(long) == long
    assert parse_full_name("Анна " * 40) is None


def test_answer_is_kept_and_given_twice_it_is_the_same() -> None:
    person = anna()
    for _ in range(2):
        assert change(person, Particular.MUNICIPALITY, perm.municipalities[1].id, perm) == []
        assert change(person, Particular.TEACHING_SINCE, "2020", perm) == []
    assert (person.municipality, person.teaching_since) == (perm.municipalities[1].id, 2020)


def test_new_position_clears_what_no_longer_fits_and_says_so() -> None:
    person = anna(specialities=[tyumen.subjects[0].id], teaching_since=2020)
    cleared = change(person, Particular.POSITION, student(), tyumen, adult=True)
    assert Particular.TEACHING_SINCE in cleared
    assert person.teaching_since is None
    assert set(person.specialities) <= {choice.id for choice in choices(Particular.SPECIALITIES, person, tyumen)}


def test_age_is_asked_of_who_becomes_a_student() -> None:
    person, position = anna(), Particular.POSITION
    assert asks_age(person, position, student(), tyumen)
    with pytest.raises(AgeNeeded):
        change(person, position, student(), tyumen)
    assert person.position == "teacher"
    change(person, position, student(), tyumen, adult=True)
    assert person.position == student()


def test_age_is_not_asked_twice_nor_of_others() -> None:
    position = Particular.POSITION
    assert not asks_age(anna(), position, "teacher", tyumen)
    assert not asks_age(anna(), Particular.NAME, student(), tyumen)
    assert not asks_age(anna(student()), position, student(), tyumen)
    assert not asks_age(anna(parent_form_at=NOW), position, student(), tyumen)


def test_same_position_clears_nothing() -> None:
    person = anna()
    person.specialities, person.teaching_since = [perm.subjects[0].id], 2020
    assert change(person, Particular.POSITION, "teacher", perm) == []
    assert (person.specialities, person.teaching_since) == ([perm.subjects[0].id], 2020)


@pytest.mark.parametrize("particular", [Particular.MUNICIPALITY, Particular.POSITION])
def test_answer_that_is_not_in_the_list_is_refused(particular: Particular) -> None:
    with pytest.raises(UnknownChoice):
        change(anna(), particular, "atlantis", perm)


@pytest.mark.parametrize("particular", [Particular.SHARES, Particular.LEARNS])
def test_competence_is_marked_and_unmarked(particular: Particular) -> None:
    person, first, last = anna(), perm.competences[0].id, perm.competences[-1].id
    for choice in (last, first, first):
        mark(person, particular, choice, True, perm)
    assert getattr(person, particular.value) == [first, last]
    mark(person, particular, first, False, perm)
    assert getattr(person, particular.value) == [last]
    with pytest.raises(UnknownChoice):
        mark(person, particular, "alchemy", True, perm)


def test_full_name_is_cleared_and_the_name_is_not() -> None:
    person = anna(full_name="Вымышленная Анна")
    clear(person, Particular.FULL_NAME)
    with pytest.raises(UnknownChoice):
        clear(person, Particular.NAME)
    assert (person.full_name, person.name) == (None, "Анна")


def test_guest_changes_nothing() -> None:
    guest = Person(created_at=NOW, shares=[])
    for attempt in (
        lambda: change(guest, Particular.NAME, "Анна", perm),
        lambda: clear(guest, Particular.FULL_NAME),
        lambda: mark(guest, Particular.SHARES, perm.competences[0].id, True, perm),
    ):
        with pytest.raises(NotJoined):
            attempt()


def test_long_list_is_cut() -> None:
    assert listed(["а", "б"], 2) == "а, б"
    assert listed(["а", "б", "в", "г"], 2) == "а, б и ещё 2"
    assert listed([]) == ""
