from __future__ import annotations

import json
from html import escape
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from messengers.markup import parse, units
from messengers.screen import MAX_BUTTONS, MAX_ROWS, Button, Screen
from messengers.vk_screens import (
    MAX_TEXT,
    Look,
    clean,
    format_data,
    keyboard,
    messages_of,
    parts_of,
    permanent,
    random_id,
    snackbar,
)

MENU = Button("🏠 Меню", "menu")
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
presses = st.text("abcdefghijklmnopqrstuvwxyzабвгд0123456789:-_", min_size=1, max_size=31)
buttons = st.one_of(
    st.builds(Button, words, presses), st.builds(lambda label: Button(label, url="https://example.org/"), words)
)
rows = st.lists(st.lists(buttons, max_size=5), max_size=MAX_ROWS).filter(
    lambda found: sum(map(len, found)) <= MAX_BUTTONS
)


@given(rows=rows, callbacks=st.booleans(), kept=st.booleans())
def test_keyboards_keep_the_limits_and_carry_every_press(rows: list[list[Button]], callbacks: bool, kept: bool) -> None:
    made = json.loads(keyboard(Screen("текст", rows, kept=kept), callbacks))
    assert made["inline"] is True
    assert len(made["buttons"]) <= 6
    assert all(1 <= len(row) <= 5 for row in made["buttons"])
    actions = [button["action"] for row in made["buttons"] for button in row]
    assert len(actions) <= 10
    for action, button in zip(actions, [button for row in rows for button in row], strict=True):
        assert_carries(action, button, callbacks, kept)


def assert_carries(action: dict[str, Any], button: Button, callbacks: bool, kept: bool) -> None:
    assert len(action["label"]) <= 40
    if button.press is None:
        assert action["type"] == "open_link"
        return
    assert action["type"] == ("callback" if callbacks else "text")
    assert len(action["payload"].encode()) <= 255
    payload = json.loads(action["payload"])
    assert payload["press"] == button.press
    assert bool(payload.get("kept")) is kept


tags = st.sampled_from(["<b>{}</b>", "<i>{}</i>", "<u>{}</u>", '<a href="https://example.org/">{}</a>', "{}"])
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(escape)
marked = st.recursive(
    texts,
    lambda inner: st.one_of(
        st.tuples(tags, inner).map(lambda pair: pair[0].format(pair[1].replace("{", "(").replace("}", ")"))),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=8,
).filter(lambda text: bool(parse(text).text.strip()))


@given(markup=marked)
def test_format_data_counts_in_utf16_and_stays_inside_the_text(markup: str) -> None:
    for part in parts_of(markup):
        assert part.text
        if not part.spans:
            continue
        data = json.loads(format_data(part))
        assert data["version"] == 1
        for item in data["items"]:
            assert item["type"] in {"bold", "italic", "underline", "url"}
            assert 0 <= item["offset"] < item["offset"] + item["length"] <= units(part.text)
            assert ("url" in item) is (item["type"] == "url")


def test_offsets_after_an_emoji_count_it_twice() -> None:
    [part] = parts_of("🏠🏠 <b>Меню</b>")
    assert json.loads(format_data(part))["items"] == [{"type": "bold", "offset": 5, "length": 4}]


@given(text=st.text(max_size=50))
def test_cleaned_text_can_be_sent(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert not {"\x00", "\u2028", "\u2029"} & set(cleaned)


def test_mention_written_by_hand_stays_a_text() -> None:
    [part] = parts_of("Пишет <b>[id1|Анна]</b> [без черты]")
    assert part.text == "Пишет ［id1|Анна] [без черты]"
    assert [(span.offset, span.length) for span in part.spans] == [(6, 10)]


def test_long_text_is_split_and_only_the_last_part_has_the_buttons() -> None:
    screen = Screen("<b>" + "слово " * 1500 + "</b>", [[MENU]])
    messages = messages_of(screen, Look(menu=MENU), [])
    assert len(messages) == 3
    assert all(units(message["message"]) <= MAX_TEXT and "format_data" in message for message in messages)
    assert [message["keyboard"] == permanent(MENU) for message in messages] == [True, True, False]


def test_newcomer_gets_the_permanent_keyboard_with_all_but_the_last_line() -> None:
    screen = Screen("Здравствуйте!\n<b>Мы</b> рядом.\n\nЧем <b>помочь</b>?", [[MENU]])
    first, second = messages_of(screen, Look(greeted=False, menu=MENU), [])
    assert (first["message"], first["keyboard"]) == ("Здравствуйте!\nМы рядом.", permanent(MENU))
    assert second["message"] == "Чем помочь?"
    assert json.loads(second["keyboard"])["inline"] is True


def test_newcomer_with_one_line_or_a_tag_over_lines_gets_one_message() -> None:
    for text in ("Здравствуйте!", "<b>Здравствуйте!\nЧем помочь?</b>", "\nЧем помочь?"):
        assert len(messages_of(Screen(text, [[MENU]]), Look(greeted=False, menu=MENU), [])) == 1


def test_message_without_buttons_carries_the_permanent_keyboard() -> None:
    [message] = messages_of(Screen("Готово"), Look(menu=MENU), [])
    kept = json.loads(message["keyboard"])
    assert kept["one_time"] is False
    assert "inline" not in kept
    assert kept["buttons"][0][0]["action"] == {"type": "text", "payload": '{"press":"menu"}', "label": "🏠 Меню"}


def test_documents_come_before_the_words() -> None:
    first, second = messages_of(Screen("Файл выше", [[MENU]]), Look(menu=MENU), ["doc-1_2", "doc-1_3"])
    assert first == {"keyboard": permanent(MENU), "attachment": "doc-1_2,doc-1_3"}
    assert second["message"] == "Файл выше"


def test_snackbar_is_short() -> None:
    assert len(json.loads(snackbar("я" * 200))["text"]) == 90


@given(secret=st.text(max_size=5), what=st.lists(st.one_of(st.text(max_size=5), st.integers()), max_size=4))
def test_random_id_is_stable_positive_and_31_bits(secret: str, what: list[object]) -> None:
    number = random_id(secret, *what)
    assert 0 < number < 2**31
    assert number == random_id(secret, *what)


def test_random_id_tells_installations_screens_accounts_and_parts_apart() -> None:
    numbers = {
        random_id(secret, key, account, part)
        for secret in ("a", "b")
        for key in ("notice:1", "notice:11")
        for account in (1, 11)
        for part in (0, 1)
    }
    assert len(numbers) == 16
    assert random_id("s", "a", "bc") != random_id("s", "ab", "c")
