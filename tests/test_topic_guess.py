"""What a question is about, over questions as teachers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.profile_files import load_profile
from community.sensitive import looks_like
from community.topic_guess import guess, is_alike

perm = load_profile("perm-nastavniki")
ENOUGH = 0.85
QUESTIONS = {
    "Как заинтересовать семиклассников на уроке географии?": "lesson",
    "Подскажите приёмы рефлексии в конце урока": "lesson",
    "Сколько задавать домашнего задания в 5 классе?": "lesson",
    "Где взять готовый конспект по математике для 6 класса?": "lesson",
    "Как объяснить дроби, если половина не понимает?": "lesson",
    "Дети шумят и не слушаются, что делать?": "classroom",
    "Как провести классный час о дружбе?": "classroom",
    "В классе постоянно дерутся два мальчика, как быть с поведением?": "classroom",
    "Ученики опаздывают на первый урок каждый день, дисциплины нет": "classroom",
    "Как сплотить новый 5 класс?": "classroom",
    "Какие игры на прогулке взять в младшей группе?": "preschool",
    "Как подготовить утренник без слёз?": "preschool",
    "Дошкольники не хотят спать днём, что делать воспитателю?": "preschool",
    "Как набрать детей в кружок робототехники?": "additional",
    "Нужна программа секции по волейболу, с чего начать?": "additional",
    "Как готовить слабых учеников к ОГЭ?": "assessment",
    "По каким критериям оценивать сочинение?": "assessment",
    "Ставить ли двойку за не сданную контрольную?": "assessment",
    "Что изменилось в ВПР в этом году?": "assessment",
    "Как работать с детьми с ЗПР в обычном классе?": "inclusion",
    "Кто пишет адаптированную программу для ребёнка с ОВЗ?": "inclusion",
    "В класс придёт ребёнок с аутизмом, как подготовиться?": "inclusion",
    "Как провести родительское собрание в пятом классе?": "parents",
    "Мама ученика пишет мне ночью, как ответить?": "parents",
    "Родители не приходят в школу, как их привлечь?": "parents",
    "Какой сервис взять для онлайн-тестов?": "digital",
    "Интерактивная доска не видит компьютер, что проверить?": "digital",
    "Можно ли использовать нейросети для презентаций?": "digital",
    "Как заполнить КТП на год?": "documents",
    "Что писать в рабочей программе по биологии?": "documents",
    "Как исправить ошибку в электронном журнале?": "documents",
    "Какие документы нужны на первую категорию?": "attestation",
    "Как собрать портфолио к аттестации?": "attestation",
    "Стоит ли участвовать в конкурсе «Учитель года»?": "contests",
    "Какую визитку снять для педагогического дебюта?": "contests",
    "Где найти грант на школьный музей?": "projects",
    "Как выбрать тему проекта с восьмиклассниками?": "projects",
    "Как составить программу наставничества на год?": "mentoring",
    "Чем помочь моему подопечному перед открытым уроком?": "mentoring",
    "Первый год работаю, с чего начать?": "first-year",
    "Только пришла в школу после института, ничего не понимаю": "first-year",
    "Нет сил, хочу уволиться": "burnout",
    "Я выгораю, каждый вечер плачу": "burnout",
    "Завуч кричит на меня при детях": "conflict",
    "Директор заставляет работать в выходные, как отказаться?": "conflict",
    "Коллега придирается и унижает при всех": "conflict",
    "Положен ли мне отпуск летом?": "other",
    "Где пройти медосмотр?": "other",
}


def test_most_questions_are_guessed() -> None:
    wrong = {text: got for text, topic in QUESTIONS.items() if (got := guess(text, "", perm).id) != topic}
    assert len(wrong) <= (1 - ENOUGH) * len(QUESTIONS), wrong


def test_whoever_asks_for_support_is_not_taken_for_somebody_else() -> None:
    support = {text for text, topic in QUESTIONS.items() if topic in {"burnout", "conflict"}}
    assert {guess(text, "", perm).support for text in support} == {True}


@pytest.mark.parametrize("text", QUESTIONS)
def test_questions_look_harmless(text: str) -> None:
    assert looks_like(text) is None or "аутизмом" in text


def test_position_of_the_asker_tips_the_scales() -> None:
    assert guess("С чего начать неделю?", "", perm).id == "other"
    assert guess("С чего начать неделю?", "Воспитатель детского сада", perm).id == "preschool"
    assert guess("Как подготовиться к ОГЭ?", "Воспитатель детского сада", perm).id == "assessment"


def test_subject_alone_is_a_matter_of_lessons() -> None:
    assert guess("Что почитать по физике?", "", perm).id == "lesson"


@given(st.text(max_size=300))
def test_whatever_is_typed_has_a_topic(text: str) -> None:
    assert guess(text, "", perm) in perm.consulting_topics


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("урок", "урок", True), ("оценк", "оценива", False), ("экзамен", "экзаменац", True), ("мам", "мамонт", False)],
)
def test_words_are_told_apart(one: str, other: str, same: bool) -> None:
    assert is_alike(one, other) is same
