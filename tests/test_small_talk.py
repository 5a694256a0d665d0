import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.small_talk import GREETINGS, THANKS, SmallTalk, is_polite, small_talk


@pytest.mark.parametrize(
    "said",
    [
        "Здравствуйте",
        "здравствуйте!",
        "Привет 😀",
        "ДОБРЫЙ ДЕНЬ",
        "Добрый вечер, коллеги!",
        "Доброго времени суток",
        *GREETINGS,
    ],
)
def test_greeting_is_heard(said: str) -> None:
    assert small_talk(said) is SmallTalk.GREETING


@pytest.mark.parametrize("said", ["Спасибо", "спасибо большое!!!", "Большое спасибо 🙏", "Благодарю вас", *THANKS])
def test_thanks_are_heard(said: str) -> None:
    assert small_talk(said) is SmallTalk.THANKS


@pytest.mark.parametrize("said", ["да", "+", "ок", "Хорошо.", "😀", "👍👍", "буду", "", " ", "...", "?", "1", "👍 👍"])
def test_one_word_is_no_question(said: str) -> None:
    assert small_talk(said) is SmallTalk.SHORT


@pytest.mark.parametrize("said", ["ок, понятно", "Хорошо, поняла!", "Всё ясно", "Ок 👍"])
def test_yes_i_see_is_no_question(said: str) -> None:
    assert small_talk(said) is SmallTalk.SHORT


@pytest.mark.parametrize(
    "said",
    [
        "Как составить конспект открытого урока?",
        "Здравствуйте! Подскажите, как стать наставником?",
        "Спасибо за вебинар, а где взять запись?",
        "Не смогу прийти",
        "Где запись",
        "Добрый день, подскажите, когда ближайший вебинар",
    ],
)
def test_question_is_no_small_talk(said: str) -> None:
    assert small_talk(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "Здравствуйте, когда вебинар?",
        "Привет! Кто мой наставник?",
        "Спасибо, а где запись?",
        "Приветствия на уроке английского",
    ],
)
def test_short_question_after_a_kind_word_is_still_a_question(said: str) -> None:
    assert small_talk(said) is None


@given(st.text())
def test_anything_can_be_said(said: str) -> None:
    assert small_talk(said) in {*SmallTalk, None}


@given(st.lists(st.text("абвгд", min_size=1), min_size=2))
def test_several_words_without_a_kind_one_are_never_small_talk(said: list[str]) -> None:
    assert small_talk(" ".join(said)) is None


@pytest.mark.parametrize(
    ("said", "polite"),
    [
        ("спасибо!", True),
        ("ок", True),
        ("+", True),
        ("Да", True),
        ("Опечатка", False),
        ("Совет", False),
        ("Книга", False),
    ],
)
def test_polite_word_is_not_what_was_asked_for(said: str, polite: bool) -> None:
    assert is_polite(said) is polite
