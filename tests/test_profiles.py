import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.choices import Choice, Part, find, find_exact, plain
from community.profile_files import PROFILES, ProfileError, known_profiles, load_profile
from community.profiles import Cases, CommunityProfile, Consent, Operator
from screens.moments import clock

NAMES = ["anuchino-school", "krasnoyarsk-initiatives", "perm-nastavniki", "tyumen-skillsclub"]
every_profile = pytest.mark.parametrize("profile", [load_profile(name) for name in NAMES], ids=NAMES)
perm = load_profile("perm-nastavniki")


def lists_in(part: Part) -> Iterator[tuple[Choice, ...]]:
    for _, value in part:
        if isinstance(value, Part):
            yield from lists_in(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Choice):
            yield value


def consent_length(consent: Consent) -> int:
    lines = ("; ".join(consent.purposes), "; ".join(consent.data), consent.actions, consent.seen_by)
    return sum(map(len, (*lines, consent.term, consent.withdrawal)))


def test_four_communities_are_known() -> None:
    assert known_profiles() == NAMES


@every_profile
def test_ids_are_short_ascii_and_not_repeated(profile: CommunityProfile) -> None:
    for choices in lists_in(profile):
        ids = [choice.id for choice in choices]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"[a-z0-9-]{1,24}", each) for each in ids)


@every_profile
def test_zone_is_named_by_a_city(profile: CommunityProfile) -> None:
    assert profile.city
    assert clock(profile) == f" Время: {profile.city}."


@every_profile
def test_names_fit_buttons(profile: CommunityProfile) -> None:
    assert len(profile.short_name) <= 40
    assert all(len(choice.name) <= 40 for choices in lists_in(profile) for choice in choices)


@every_profile
def test_every_name_is_found_first_and_taken_at_once(profile: CommunityProfile) -> None:
    for choices in lists_in(profile):
        for choice in choices:
            assert find(choices, choice.name.upper())[0] is choice
            assert find_exact(choices, choice.name.lower()) is choice


@every_profile
def test_noun_has_its_stem_in_all_cases(profile: CommunityProfile) -> None:
    stem = profile.noun.short.nominative[:-1]
    for case in Cases.model_fields:
        short, full = getattr(profile.noun.short, case), getattr(profile.noun, case)
        assert short.startswith(stem)
        assert full.startswith(f"{short} ")


@every_profile
def test_consents_leave_room_for_the_operator_on_one_screen(profile: CommunityProfile) -> None:
    for consent in (profile.consents.participation, profile.consents.mailings, profile.consents.publication):
        assert consent_length(consent) <= 580
        assert date.fromisoformat(consent.version) <= date(2026, 11, 23)


@every_profile
def test_guest_is_greeted_in_three_short_lines(profile: CommunityProfile) -> None:
    assert len(profile.greeting) == 3
    assert all(len(line) <= 120 for line in profile.greeting)
    assert len(profile.about) <= 900


@every_profile
def test_operator_is_left_for_the_community_to_fill(profile: CommunityProfile) -> None:
    assert not profile.operator.is_filled
    assert Operator(name="Институт", address="Город, улица, 1", contact="pd@example.org").is_filled


@every_profile
def test_support_topics_are_marked(profile: CommunityProfile) -> None:
    assert {topic.id for topic in profile.consulting_topics if topic.support} == {"burnout", "conflict"}


@every_profile
def test_quotes_are_russian(profile: CommunityProfile) -> None:
    texts = list(texts_in(profile.model_dump()))
    assert all(text.count("«") == text.count("»") for text in texts)
    assert not any(set(text) & set("\"'“”„") for text in texts)


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | tuple | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)


def test_same_id_means_the_same_in_every_community() -> None:
    for key in ("subjects", "fields", "age_groups", "competences", "event_kinds", "positions", "consulting_topics"):
        meanings = {(choice.id, choice.name) for name in NAMES for choice in getattr(load_profile(name), key)}
        assert len({slug for slug, _ in meanings}) == len(meanings)


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("perm-nastavniki", "Asia/Yekaterinburg"),
        ("anuchino-school", "Asia/Vladivostok"),
        ("tyumen-skillsclub", "Asia/Yekaterinburg"),
        ("krasnoyarsk-initiatives", "Asia/Krasnoyarsk"),
    ],
)
def test_community_lives_by_its_own_clock(name: str, zone: str) -> None:
    assert load_profile(name).tz == ZoneInfo(zone)


def test_regulations_are_carried_over() -> None:
    anuchino, krasnoyarsk, tyumen = (load_profile(name) for name in (NAMES[0], NAMES[1], NAMES[3]))
    assert perm.mentor.min_years == 5
    assert perm.mentor.recommendation
    assert tyumen.events.per_month_min == 1
    assert tyumen.events.post_release
    assert [place.name for place in krasnoyarsk.municipalities] == ["Шушенский район", "Каратузский район", "Норильск"]
    assert {ground.id for ground in anuchino.mentoring.grounds} == {"subject", "young-teacher", "competence"}
    assert [bool(each.roles.council) for each in (perm, anuchino, tyumen, krasnoyarsk)] == [True, False, False, True]


def test_only_students_may_be_minor() -> None:
    positions = load_profile("tyumen-skillsclub").positions
    assert {each.id for each in positions if each.may_be_minor} == {each.id for each in positions if each.student}


def test_single_municipality_is_told() -> None:
    assert load_profile("anuchino-school").only_municipality == load_profile("anuchino-school").municipality("anuchino")
    assert perm.only_municipality is None


def test_look_up_of_a_removed_id_is_none() -> None:
    assert perm.municipality("kungur") is not None
    assert perm.municipality("atlantis") is None


def test_asked_list_follows_the_position() -> None:
    teacher, kindergarten, partner = (perm.position(slug) for slug in ("teacher", "kindergarten", "partner"))
    assert teacher
    assert kindergarten
    assert partner
    assert perm.asked_of(teacher) == perm.subjects
    assert perm.asked_of(kindergarten) == perm.age_groups
    assert perm.asked_of(partner) == ()


@pytest.mark.parametrize(
    ("day", "quiet"),
    [
        (date(2026, 10, 23), False),
        (date(2026, 10, 24), True),
        (date(2026, 11, 1), True),
        (date(2026, 11, 2), False),
        (date(2027, 6, 30), False),
        (date(2027, 7, 1), True),
        (date(2030, 8, 31), True),
    ],
)
def test_holidays_and_summer_are_quiet(day: date, quiet: bool) -> None:
    assert perm.calendar.is_quiet(day) is quiet


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("пермь", "Пермь"),
        ("  ПЕРМЬ! ", "Пермь"),
        ("г. Пермь", "Пермь"),
        ("город Пермь", "Пермь"),
        ("звездный", "ЗАТО Звёздный"),
        ("Зато-Звёздный", "ЗАТО Звёздный"),
        ("Барда", "Бардымский округ"),
        ("устькишерть", "Кишертский округ"),
        ("усть кишерть", "Кишертский округ"),
        ("кунгурский район", "Кунгур"),
        ("Кунгурский муниципальный округ", "Кунгур"),
        ("район кунг", "Кунгур"),
        ("лыс", "Лысьва"),
        ("очер", "Очёр"),
    ],
)
def test_municipality_is_found_as_people_type_it(typed: str, expected: str) -> None:
    assert find(perm.municipalities, typed)[0].name == expected


def test_a_name_begun_comes_before_an_alias_begun() -> None:
    begun = Choice(id="begun", name="Оса")
    aliased = Choice(id="aliased", name="Лысьва", search=("Осинки",))
    assert find([aliased, begun], "ос") == [begun, aliased]


def test_alias_of_two_choices_is_not_taken_at_once() -> None:
    assert find_exact(perm.subjects, "иностранный язык") is None
    assert len(find(perm.subjects, "иностранный язык")) == 4


@pytest.mark.parametrize("typed", ["", "   ", "?!", "—", "😀", "хм", "атлантида"])
def test_nothing_is_found_for_nothing_known(typed: str) -> None:
    assert find(perm.municipalities, typed) == []
    assert find_exact(perm.municipalities, typed) is None


@settings(database=None)
@given(st.text(max_size=60))
def test_find_takes_anything_typed(typed: str) -> None:
    found = find(perm.municipalities, typed)
    assert len({choice.id for choice in found}) == len(found)
    exact = find_exact(perm.municipalities, typed)
    assert exact is None or exact in found


words = st.text(st.sampled_from("абвеёжз -"), min_size=1, max_size=8).filter(plain)


@settings(database=None)
@given(st.lists(words, min_size=1, max_size=8, unique_by=plain))
def test_exact_name_is_always_first(names: list[str]) -> None:
    aliases = tuple(name.strip() for name in names)
    choices = [Choice(id=str(n), name=name, search=aliases) for n, name in enumerate(aliases)]
    for choice in choices:
        assert find(choices, choice.name)[0] is choice
        assert find_exact(choices, choice.name) is choice


def replacing(old: str, new: str) -> Callable[[str], str]:
    def broken(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return broken


@pytest.mark.parametrize(
    ("breaking", "key", "reason"),
    [
        (replacing('zone = "Asia/Yekaterinburg"\n', ""), "zone", "is missing"),
        (replacing('"Asia/Yekaterinburg"', '"Asia/Perm"'), "zone", "no time zone is called 'Asia/Perm'"),
        (replacing('"Asia/Yekaterinburg"', '"../etc"'), "zone", "no time zone"),
        (replacing("short_name =", "shortname ="), "shortname", "did you mean 'short_name'?"),
        (replacing("capacity = 3", "capasity = 3"), "mentor.capasity", "did you mean 'capacity'?"),
        (replacing("max_years = 3", 'max_years = 3\nlinks = "x"'), "young_teacher.links", "above the first [table]"),
        (replacing("max_years = 3", "max_years = 3\nqwerty = 1"), "young_teacher.qwerty", "unknown key"),
        (replacing("max_years = 3", 'max_years = "три"'), "young_teacher.max_years", "got 'три'"),
        (replacing("capacity = 3", "capacity = 0"), "mentor.capacity", "greater than or equal to 1"),
        (replacing('id = "aleksandrovsk"', 'id = "perm"'), "municipalities[1].id", "already in municipalities[0]"),
        (
            replacing('name = "Александровск"', 'name = "ПЕРМЬ"'),
            "municipalities[1].name",
            "already in municipalities[0]",
        ),
        (replacing('id = "kungur"', 'id = "Кунгур"'), "municipalities[24].id", "match pattern"),
        (replacing('name = "Кунгур"', f'name = "{"К" * 41}"'), "municipalities[24].name", "at most 40"),
        (replacing('name = "Кунгур"', 'name = "—"'), "municipalities[24].name", "letters or digits"),
        (replacing('asks = "subjects"', 'asks = "subject"'), "positions[0].asks", "got 'subject'"),
        (replacing("first = 2026-10-24", "first = 2026-12-24"), "calendar.holidays[0]", "last day is before"),
        (replacing("first = 2026-10-24", 'first = "осенью"'), "calendar.holidays[0].first", "valid date"),
        (
            replacing("version = 2026-11-23", 'version = "1 сентября"'),
            "consents.participation.version",
            "like 2026-09-01",
        ),
        (
            replacing('["сезоны"] }', '["сезоны"], kind = "season" }'),
            "events.series[0].kind",
            "no event kind has the id",
        ),
        (replacing('id = "perm-nastavniki"', 'id = "perm"'), "id", "should be 'perm-nastavniki'"),
        (replacing("zone =", 'regulation = "lost.pdf"\nzone ='), "regulation", "no file 'lost.pdf'"),
        (replacing('genitive = "движения"\n', ""), "noun.short.genitive", "is missing"),
    ],
)
def test_broken_profile_is_explained(tmp_path: Path, breaking: Callable[[str], str], key: str, reason: str) -> None:
    message = complaint_about(tmp_path, breaking(text_of("perm-nastavniki")))
    assert f" {key}: " in message
    assert reason in message


def text_of(name: str) -> str:
    return (PROFILES / f"{name}.toml").read_text("utf-8")


def complaint_about(folder: Path, text: str) -> str:
    path = folder / "perm-nastavniki.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profile(str(path))
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message


def test_list_a_position_asks_for_must_not_be_empty(tmp_path: Path) -> None:
    emptied = re.sub(
        r"^subjects = \[.*?^\]", "subjects = []", text_of("perm-nastavniki"), flags=re.MULTILINE | re.DOTALL
    )
    assert "positions[0].asks: the list 'subjects' is empty" in complaint_about(tmp_path, emptied)


def test_syntax_error_names_the_line(tmp_path: Path) -> None:
    assert "not valid TOML: " in (message := complaint_about(tmp_path, 'id = "x"\nname = «Имя»\n'))
    assert "line 2" in message


def test_first_problems_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    message = complaint_about(tmp_path, 'id = "perm-nastavniki"\n')
    assert message.count("is missing") == 3
    assert re.search(r"; and \d+ more$", message)


def test_file_of_another_encoding_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_text('name = "Имя"', "cp1251")
    with pytest.raises(ProfileError, match="not UTF-8"):
        load_profile(str(path))


def test_folder_instead_of_a_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(str(tmp_path))


@pytest.mark.parametrize("name", ["perm", "./nowhere/perm.toml", "два слова", "пермь"])
def test_unknown_profile_lists_the_known(name: str) -> None:
    with pytest.raises(ProfileError, match=f"no such file; known profiles: {', '.join(NAMES)}"):
        load_profile(name)


def test_profile_edited_in_notepad_loads(tmp_path: Path) -> None:
    path = tmp_path / "perm-nastavniki.toml"
    path.write_bytes(text_of("perm-nastavniki").replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_profile(str(path)) == perm


def test_filled_operator_is_kept(tmp_path: Path) -> None:
    text = re.sub(r'^(operator\.\w+) = ""', r'\1 = "Институт"', text_of("perm-nastavniki"), flags=re.MULTILINE)
    (path := tmp_path / "perm-nastavniki.toml").write_text(text, "utf-8")
    assert load_profile(str(path)).operator.is_filled
    assert tomllib.loads(text)["operator"]["name"] == "Институт"
