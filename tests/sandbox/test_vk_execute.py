import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.vk.errors import ApiError
from sandbox.vk.execute import Call, calls_in, parsed
from tests.examples import at_most
from tests.sandbox.community import Community
from tests.sandbox.conftest import Phone

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\u2028\u2029"))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda it: st.lists(it) | st.dictionaries(text, it, max_size=3),
    max_leaves=4,
)
calls = st.builds(Call, st.sampled_from(["messages.send", "messages.edit", "users.get"]), st.dictionaries(text, values))
expressions = st.recursive(calls | st.integers() | text, st.lists, max_leaves=5)
spaces = st.sampled_from(["", " ", "\n\t"])


def written(expression: Any, space: str) -> str:
    if isinstance(expression, Call):
        return f"API.{expression.method}({space}{json.dumps(expression.values, ensure_ascii=False)}{space})"
    if isinstance(expression, list):
        return f"[{space}{f'{space},{space}'.join(written(each, space) for each in expression)}{space}]"
    return json.dumps(expression, ensure_ascii=False)


@settings(max_examples=at_most(40))
@given(expressions, spaces)
def test_a_code_is_read_as_it_was_meant(expression: Any, space: str) -> None:
    code = f"{space}return {space}{written(expression, space)}{space};{space}"
    assert parsed(code) == expression


@given(st.text(st.sampled_from('return API.messages.send({"a":[1]}),;[]'), max_size=60) | st.text())
def test_any_other_text_is_refused_politely(code: str) -> None:
    with suppress(ApiError):
        parsed(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "1;",
        "var a = 1; return a;",
        "return [API.messages.send({peer_id: 1})];",
        "return [API.messages.send({}) API.messages.send({})];",
        "return [API.messages.send({}),];",
        "return [API.messages.send({});",
        "return API.messages.send({}, {});",
        "return API.messages.send([]);",
        "return NaN;",
        "return 1; return 2;",
        "return " + "[" * 5000,
        'return API.messages.send({"message": "\u2028"});',
    ],
)
def test_what_is_not_of_the_subset_does_not_compile(code: str) -> None:
    with pytest.raises(ApiError, match="Unable to compile code"):
        parsed(code)


def test_arguments_may_be_missing() -> None:
    assert list(calls_in(parsed("return API.users.get()"))) == [Call("users.get", {})]


def batch(*many: dict[str, Any], method: str = "messages.send") -> str:
    return f"return [{','.join(f'API.{method}({json.dumps(each)})' for each in many)}];"


async def test_failures_are_false_and_told_in_order(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    good = [{"peer_id": 3001, "random_id": number, "message": "да"} for number in (1, 2)]
    code = batch(good[0], {"peer_id": 3002, "random_id": 3, "message": "нет"}, {"peer_id": 3001}, good[1])
    answer = await community.call("execute", code=code)
    assert answer["response"] == [2, False, False, 3]
    assert [(error["method"], error["error_code"]) for error in answer["execute_errors"]] == [
        ("messages.send", 901), ("messages.send", 100),
    ]  # fmt: skip


async def test_half_a_character_is_refused(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    answer = await community.call("execute", code=batch({"peer_id": 3001, "random_id": 1, "message": "\ud83c"}))
    assert (answer["response"], answer["execute_errors"][0]["error_code"]) == ([False], 100)


async def test_different_methods_go_in_one_request(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    send = {"peer_ids": [3001], "random_id": 5, "message": "раз", "disable_mentions": True}
    edit = {"peer_id": 3001, "cmid": 2, "message": "два"}
    code = (
        f"return [API.messages.send({json.dumps(send)}), API.messages.edit({json.dumps(edit)}), API.cats.purr({{}})];"
    )
    answer = await community.call("execute", code=code)
    assert answer["response"] == [[{"peer_id": 3001, "message_id": 2, "conversation_message_id": 2}], 1, False]
    assert answer["execute_errors"] == [
        {"method": "cats.purr", "error_code": 3, "error_msg": "Unknown method passed"},
    ]  # fmt: skip
    assert (await vera.last())["text"] == "два"


async def test_more_than_25_calls_break_off(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    many = [{"peer_id": 3001, "random_id": number, "message": str(number)} for number in range(1, 27)]
    assert (await community.call("execute", code=batch(*many[:25])))["response"] == list(range(2, 27))
    assert (await community.fails("execute", code=batch(*many)))[0] == 13
    assert (await community.fails("execute", code="return 1 +"))[0] == 12
    assert (await community.fails("execute"))[0] == 100


async def test_the_calls_of_a_batch_are_counted_one_by_one(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    await community.call("execute", code=batch({"peer_id": 3001, "random_id": 1, "message": "да"}, {"peer_id": 3001}))
    async with community.http.get("/api/calls/vk") as response:
        counted = (await response.json())["methods"]
    assert counted["messages.send"] == {"ok": 1, "100": 1}
    assert counted["execute"] == {"ok": 1}
