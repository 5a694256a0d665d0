from __future__ import annotations

import pytest

from messengers.markup import escape, units
from messengers.screen import MAX_LABEL, Button, Screen
from tests.contract.networks import MENU, Network, Reader, styled

SENTENCE = "Мы <b>вместе с <i>коллегами</i></b> ведём <u>уроки</u> 👩‍🏫 и пишем друг другу. "
TYPED = [
    "<b>не жирно</b>",
    "Рога & Копыта &amp; Ко",
    "[id1|Павел] и [club1|клуб]",
    "@id1, привет",
    "𝕬нна 👩‍👩‍👧‍👦 и 🏳️‍🌈",
    "строка\u2028другая",
    "нуль\x00внутри",
    '"кавычки", \\обратная черта\\ и {"json": [1]}',
    "return [API.users.get({})];",
    "a" * 200 + "\n" * 3 + "_*`~",
]


@pytest.mark.parametrize("length", [4_096, 4_097, 10_000])
async def test_long_text_is_cut_and_nothing_is_lost(network: Network, anna: Reader, length: int) -> None:
    text = ("Слово за словом, фраза за фразой. " * 300)[: length - 1] + "!"
    await network.show(Screen(text, [[MENU]]), anna)
    shown = await anna.shown()
    assert all(units(message["text"]) <= 4_096 for message in shown)
    assert "".join("".join(message["text"].split()) for message in shown) == "".join(text.split())
    assert [bool(message["rows"]) for message in shown] == [False] * (len(shown) - 1) + [True]
    assert len(shown) == -(-length // 4_096)


async def test_formatting_goes_on_where_a_text_is_cut(network: Network, anna: Reader) -> None:
    await network.show(Screen("<i>Введение.</i> " + SENTENCE * 150, [[MENU]]), anna)
    long = styled(await anna.shown())
    await network.show(Screen(SENTENCE), anna)
    once = styled((await anna.shown())[-1:])
    assert long[len("Введение.") :] == once * 150
    assert {kinds for _, kinds in once} >= {frozenset(), frozenset({"bold", "italic"}), frozenset({"underline"})}


async def test_one_style_over_several_messages_covers_them_all(network: Network, anna: Reader) -> None:
    await network.show(Screen(f"<b>{'Важно! ' * 1_500}</b>"), anna)
    shown = await anna.shown()
    assert len(shown) == 3
    assert {kinds for _, kinds in styled(shown)} == {frozenset({"bold"})}


async def test_characters_of_two_units_are_counted_as_two(network: Network, anna: Reader) -> None:
    await network.show(Screen("<b>" + "🎓" * 4_096 + "</b>"), anna)
    shown = await anna.shown()
    assert [units(message["text"]) for message in shown] == [4_096, 4_096]
    assert {kinds for _, kinds in styled(shown)} == {frozenset({"bold"})}


@pytest.mark.parametrize("typed", TYPED)
async def test_what_people_type_is_shown_as_typed(network: Network, anna: Reader, typed: str) -> None:
    await network.show(Screen(f"Вы написали: <b>{escape(typed)}</b>, спасибо", [[MENU]]), anna)
    [shown] = await anna.shown()
    expected = network.as_shown(typed)
    assert shown["text"] == f"Вы написали: {expected}, спасибо"
    bold = "".join(letter for letter, kinds in styled([shown]) if "bold" in kinds)
    assert bold == "".join(expected.split())
    assert not [span for span in shown["spans"] if span["type"] == "mention" and "[" in typed]


async def test_links_keep_their_address(network: Network, anna: Reader) -> None:
    await network.show(Screen('Читайте <a href="https://example.org/?a=1&amp;b=%D0%B0">здесь</a>'), anna)
    [shown] = await anna.shown()
    [span] = shown["spans"]
    assert span["url"] == "https://example.org/?a=1&b=%D0%B0"
    assert shown["text"][span["offset"] :][: span["length"]] == "здесь"


async def test_screen_with_as_many_buttons_as_there_may_be(network: Network, anna: Reader) -> None:
    labels = [f"{number} {'щ' * MAX_LABEL}"[:MAX_LABEL] for number in range(10)]
    buttons = [Button(label, f"press:{number}") for number, label in enumerate(labels)]
    await network.show(Screen("Что дальше?", [buttons[:5], *([button] for button in buttons[5:])]), anna)
    [shown] = await anna.shown()
    assert [[button["label"] for button in row] for row in shown["rows"]] == [
        labels[:5],
        *([label] for label in labels[5:]),
    ]


async def test_labels_are_no_markup_and_links_are_opened(network: Network, anna: Reader) -> None:
    screen = Screen("Ссылка", [[Button("<b>&amp; 👩‍🏫</b>", "a"), Button("Сайт", url="https://example.org/x?y=1&z=2")]])
    await network.show(screen, anna)
    [shown] = await anna.shown()
    [[plain, link]] = shown["rows"]
    assert plain["label"] == "<b>&amp; 👩‍🏫</b>"
    assert (link["label"], link["url"]) == ("Сайт", "https://example.org/x?y=1&z=2")
