from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiogram.enums import ChatMemberStatus
from aiogram.types import CallbackQuery, InaccessibleMessage, Message, Update
from hypothesis import given
from hypothesis import strategies as st

from messengers.messenger import Place
from messengers.vk_updates import begins, incoming, missed, place_of, sender_of, shows_callbacks, translated

EVENTS = Path(__file__).parent / "events"
ANNA = 2001
IGNORED = ("group_chat", "community", "reply_of_ours", "typing")
JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from([ANNA, '{"press":"menu"}'])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=5), inner, max_size=2)),
    max_leaves=5,
)


def event(name: str, **changes: Any) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return raw | changes


def update(raw: dict[str, Any]) -> Update:
    return Update.model_validate(translated(raw))


def message(name: str) -> Message:
    found = update(event(name)).message
    assert found
    assert found.from_user
    assert found.chat.type == "private"
    assert found.chat.id == found.from_user.id == ANNA
    return found


def press(name: str) -> CallbackQuery:
    found = update(event(name)).callback_query
    assert found
    assert found.from_user.id == ANNA
    return found


@pytest.mark.parametrize("path", sorted(EVENTS.glob("*.json")), ids=lambda path: path.stem)
def test_every_kind_of_event_is_read_or_ignored(path: Path) -> None:
    raw = event(path.stem)
    received = incoming(raw)
    assert received.key == raw["event_id"]
    assert received.private is (path.stem not in IGNORED)
    assert received.sender == (ANNA if received.private else None)
    if received.private:
        assert update(raw).update_id >= 0
    else:
        with pytest.raises(ValueError, match="nobody"):
            translated(raw)


def test_text_is_a_message() -> None:
    assert message("text").text == "Добрый день! Как провести открытый урок?"
    assert place_of(event("text")) == Place(ANNA)


def test_names_come_along_when_they_are_known() -> None:
    named = update(event("text", sender={"first_name": "Анна", "last_name": "Тестова"})).message
    assert named
    assert named.from_user
    assert named.from_user.full_name == "Анна Тестова"


def test_begin_button_and_deep_links_are_start() -> None:
    assert message("start_button").text == "/start"
    assert message("deep_link").text == "/start event_15"
    assert message("ref_with_words").text == "/start event_15"
    assert begins(event("start_button"))
    assert not begins(event("text"))


def test_reference_of_a_strange_alphabet_is_left_out() -> None:
    raw = event("deep_link")
    raw["object"]["message"]["ref"] = "event 15; menu"
    found = update(raw).message
    assert found
    assert found.text == "/start"


def test_press_names_the_screen_it_may_replace() -> None:
    pressed = press("press")
    assert pressed.data == "menu"
    assert isinstance(pressed.message, InaccessibleMessage)
    assert place_of(event("press")) == Place(ANNA, 11, "a1b2c3d4e5f6")


def test_press_on_a_kept_screen_is_answered_below_it() -> None:
    assert press("press_on_kept").data == "menu"
    assert place_of(event("press_on_kept")) == Place(ANNA, None, "a1b2c3d4e5f7")


def test_press_of_the_permanent_keyboard_names_no_message() -> None:
    assert press("press_with_text_payload").data == "menu"
    assert place_of(event("press_with_text_payload")) == Place(ANNA, None, "a1b2c3d4e5f8")


def test_text_button_of_an_old_client_is_a_press_without_an_answer() -> None:
    assert press("text_button").data == "menu"
    assert place_of(event("text_button")) == Place(ANNA)
    assert shows_callbacks(event("text_button")) is False
    assert shows_callbacks(event("text")) is True
    assert shows_callbacks(event("press")) is None


@pytest.mark.parametrize("payload", ["", "menu", "[]", "{", '{"press":5}', '{"button":1}', "[" * 5000, None, 7])
def test_forged_payload_is_a_message_or_an_unknown_press(payload: Any) -> None:
    raw = event("text_button")
    raw["object"]["message"]["payload"] = payload
    said = update(raw).message
    assert said
    assert said.text == "🏠 Меню"
    raw = event("press")
    raw["object"]["payload"] = payload
    pressed = update(raw).callback_query
    assert pressed
    assert pressed.data == ""


def test_attachments_have_the_shape_of_the_bot_api() -> None:
    photo = message("photo")
    assert photo.photo
    assert [size.width for size in photo.photo] == [75, 130, 1280]
    assert photo.photo[-1].file_id == "https://sun.example.org/y.jpg"
    assert (photo.text, photo.caption) == (None, "Наш класс")
    document, voice, audio = (message(name) for name in ("document", "voice", "audio"))
    assert document.document
    assert document.document.file_name == "План.pdf"
    assert voice.voice
    assert voice.voice.file_id.endswith(".ogg")
    assert audio.audio
    assert message("sticker").sticker
    place = message("location").location
    assert place
    assert round(place.latitude) == 58


def test_video_is_a_link_since_no_community_may_fetch_it() -> None:
    assert message("video").text == "https://vk.com/video2001_79"
    beside = event("photo") | {}
    beside["object"]["message"]["attachments"] += event("video")["object"]["message"]["attachments"]
    photo = update(beside).message
    assert photo
    assert photo.photo
    assert photo.caption == "Наш класс\nhttps://vk.com/video2001_79"


def test_forwarded_message_says_that_it_is_one() -> None:
    assert message("forwarded").forward_origin
    assert message("reply").forward_origin is None


def test_link_beside_a_text_leaves_the_text() -> None:
    assert message("link").text == "Смотрите https://example.org"
    assert message("forwarded").text == "Чужие слова"


def bold(of: int) -> dict[str, Any]:
    items = [
        {"type": "bold", "offset": 0, "length": of},
        {"type": "url", "offset": 0, "length": 1, "url": "https://a.ru"},
    ]
    return {"version": "1", "items": [*items, {"type": "strike", "offset": 0, "length": 1}, {"type": ["bold"]}, 5]}


def test_styles_of_words_and_captions_are_read() -> None:
    words, photo = event("text"), event("photo")
    for raw in (words, photo):
        raw["object"]["message"] |= {"text": "Важно: сбор", "format_data": bold(5)}
    said, shown = update(words).message, update(photo).message
    assert said
    assert shown
    for entities in (said.entities, shown.caption_entities):
        found = [(each.type, each.offset, each.length, each.url) for each in entities or []]
        assert found == [("bold", 0, 5, None), ("text_link", 0, 1, "https://a.ru")]
    assert said.caption_entities is None


@pytest.mark.parametrize("way", ["fwd_messages", "wall"])
def test_what_is_forwarded_is_what_was_said(way: str) -> None:
    raw, photo = event("forwarded"), event("photo")["object"]["message"]["attachments"]
    post = {"text": "Важно: сбор", "format_data": bold(5), "attachments": photo}
    sent = raw["object"]["message"]
    sent |= (
        {"fwd_messages": [post]}
        if way == "fwd_messages"
        else {
            "fwd_messages": [],
            "attachments": [{"type": "wall", "wall": post}],
        }
    )
    found = update(raw).message
    assert found
    assert found.forward_origin
    assert found.photo
    assert (found.caption, [each.type for each in found.caption_entities or []]) == (
        "Важно: сбор",
        ["bold", "text_link"],
    )
    sent["text"] = "Мои слова"
    own = update(raw).message
    assert own
    assert (own.text, own.photo, bool(own.forward_origin)) == ("Мои слова", None, way == "fwd_messages")


def test_reply_names_the_message_it_answers() -> None:
    replied = message("reply").reply_to_message
    assert replied
    assert replied.message_id == 9


def test_allowing_and_denying_is_membership() -> None:
    allowed, denied = (update(event(name)).my_chat_member for name in ("allow", "deny"))
    assert allowed
    assert allowed.new_chat_member.status == ChatMemberStatus.MEMBER
    assert denied
    assert denied.new_chat_member.status == ChatMemberStatus.KICKED


def test_missed_message_is_an_update_of_our_own() -> None:
    raw = missed({"from_id": ANNA, "peer_id": ANNA, "conversation_message_id": 40, "date": 5, "text": "тайна"})
    received = incoming(raw)
    assert (received.key, received.sender, received.private) == (f"missed:{ANNA}:40", ANNA, True)
    assert "тайна" not in str(raw)
    found = update(raw).message
    assert found
    assert found.text == "/missed"


def test_event_without_an_id_has_a_key_all_the_same() -> None:
    keys = [incoming({**event(name), "event_id": None}).key for name in ("text", "press", "deny")]
    assert keys == ["2001:12", "message_event:a1b2c3d4e5f6", "message_deny:2001"]


@given(
    raw=st.fixed_dictionaries(
        {"type": st.one_of(JSON, st.sampled_from(["message_new", "message_event", "message_deny"]))},
        optional={
            "event_id": JSON,
            "group_id": JSON,
            "sender": JSON,
            "object": st.one_of(
                JSON,
                st.fixed_dictionaries(
                    {"user_id": st.just(ANNA)},
                    optional=dict.fromkeys(("peer_id", "event_id", "payload", "conversation_message_id"), JSON)
                    | {
                        "client_info": JSON,
                        "message": st.fixed_dictionaries(
                            {"from_id": st.just(ANNA), "peer_id": st.just(ANNA)},
                            optional=dict.fromkeys(
                                ("text", "payload", "ref", "geo", "attachments", "reply_message", "date"), JSON
                            ),
                        ),
                    },
                ),
            ),
        },
    )
)
def test_whatever_comes_harms_nobody(raw: dict[str, Any]) -> None:
    received = incoming(raw)
    begins(raw), shows_callbacks(raw), sender_of(raw), place_of(raw)
    assert isinstance(received.key, str)
    try:
        Update.model_validate(translated(raw))
    except ValueError:
        return
    assert received.private
