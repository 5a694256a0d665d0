import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.vk.errors import ApiError
from sandbox.vk.keyboards import checked
from tests.sandbox.community import Community, button, inline, ordinary
from tests.sandbox.conftest import Phone

shapes = st.lists(st.integers(min_value=1, max_value=7), max_size=12)


def is_taken(keyboard: dict[str, Any]) -> bool:
    try:
        checked(keyboard)
    except ApiError as error:
        return error.code != 911
    return True


@given(shapes, st.booleans())
def test_a_keyboard_is_taken_exactly_within_its_size(shape: list[int], is_inline: bool) -> None:
    rows = [[button()] * length for length in shape]
    buttons, most_rows = (10, 6) if is_inline else (40, 10)
    fits = sum(shape) <= buttons and len(shape) <= most_rows and all(length <= 5 for length in shape)
    assert is_taken({"inline": is_inline, "buttons": rows}) is fits


@given(st.text(max_size=45), st.text(max_size=300))
def test_labels_and_payloads_have_a_length(label: str, payload: str) -> None:
    text = json.dumps(payload, ensure_ascii=False)
    fits = bool(label.strip()) and len(label) <= 40 and len(text.encode("utf-8", "surrogatepass")) <= 255
    assert is_taken({"inline": True, "buttons": [[button(label, payload=text)]]}) is fits


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda it: st.lists(it) | st.dictionaries(st.text(), it)
    )
)
def test_whatever_is_no_keyboard_is_refused(anything: Any) -> None:
    assert not is_taken({"inline": True, "buttons": [[anything]]})
    assert is_taken({"buttons": anything}) is (
        isinstance(anything, list) and not any(anything) and all(each == [] for each in anything)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"inline": 1, "buttons": []},
        {"inline": True, "one_time": True, "buttons": []},
        {"one_time": "no", "buttons": []},
        {"buttons": [[button(kind="vkpay")]]},
        {"buttons": [[{"action": {"type": ["text"], "label": "Да"}}]]},
        {"buttons": [[button(kind="open_link", link="javascript:alert(1)")]]},
        {"buttons": [[button(kind="open_link", link="https://localhost")]]},
        {"buttons": [[button(kind="open_link", link="https://[")]]},
        {"buttons": [[button(kind="open_link")]]},
        {"buttons": [[button(payload={"press": 1})]]},
        {"buttons": [[button(payload="{")]]},
        {"buttons": [[button(data="1")]]},
        {"buttons": [[{**button(), "color": "red"}]]},
        {"buttons": [[{**button(kind="open_link", link="https://example.org"), "color": "primary"}]]},
    ],
)
def test_a_wrong_keyboard_is_refused(wrong: dict[str, Any]) -> None:
    assert not is_taken(wrong)


async def test_inline_buttons_are_shown_at_the_message(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    link = button("Сайт", "open_link", link="https://example.org/")
    await community.sends("выбор", keyboard=inline([{**button(), "color": "positive"}, link]))
    chat = await vera.sees()
    assert chat["messages"][-1]["rows"] == [
        [
            {"label": "Да", "data": '{"press": "yes"}', "color": "positive"},
            {"label": "Сайт", "url": "https://example.org/"},
        ]
    ]
    assert chat["reply_keyboard"] is None


async def test_an_ordinary_keyboard_lies_below_until_it_is_taken_away(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    await community.sends("меню", keyboard=ordinary([button("Меню", "text")]))
    await community.sends("без клавиатуры")
    await community.sends("с кнопками", keyboard=inline([button()]))
    assert (await vera.sees())["reply_keyboard"][0][0]["label"] == "Меню"
    await community.sends("убрать", keyboard=ordinary())
    assert (await vera.sees())["reply_keyboard"] is None


async def test_a_one_time_keyboard_goes_after_a_press(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    await community.news()
    await community.sends("раз", keyboard=ordinary([button("Да", "text")], one_time=True))
    await vera.does("press", message_id=0, row=0, column=0)
    message = await community.said()
    assert (message["text"], message["payload"]) == ("Да", '{"press": "yes"}')
    assert (await vera.sees())["reply_keyboard"] is None


async def test_a_key_without_payload_says_its_label(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    await community.news()
    await community.sends("раз", keyboard=ordinary([{"action": {"type": "text", "label": "Просто"}}]))
    await vera.does("press", message_id=0, row=0, column=0)
    message = await community.said()
    assert message["text"] == "Просто"
    assert "payload" not in message


async def test_buttons_with_the_same_payload_are_told_apart(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    await community.news()
    cmid = await community.sends("выбор", keyboard=inline([button("Да"), button("Нет", "text"), button("Пас", "text")]))
    await vera.does("press", message_id=cmid, row=0, column=2)
    assert (await community.said())["text"] == "Пас"
    await vera.does("press", message_id=cmid, row=0, column=0)
    assert (await community.hears())[0] == "message_event"
