from __future__ import annotations

import pytest

from messengers.messenger import Lane, Place
from messengers.screen import MAX_PRESS_BYTES, Button, Screen
from tests.contract.networks import MENU, Network, Reader

HOURS_49 = 49 * 3600
FIRST = Screen("Записать вас?", [[Button("Да", "signup:7"), Button("Нет", "nosign:7")], [MENU]])
SECOND = Screen("Вы записаны", [[MENU]], toast="Записали!")


async def pressed(network: Network, reader: Reader) -> Place:
    """The first button of what was shown last."""
    await reader.presses((await reader.shown())[-1])
    [(_, place)] = await network.heard()
    return place


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize(
    "data", ["a" * MAX_PRESS_BYTES, "щ" * (MAX_PRESS_BYTES // 2), '"' * 30 + "\\" * 33, "🎓:-1:x y", "{}", "null", "1"]
)
async def test_press_comes_back_as_it_was(network: Network, anna: Reader, data: str, kept: bool) -> None:
    number = await network.show(Screen("Нажмите", [[Button("Сюда", data)]], kept=kept), anna)
    await anna.presses((await anna.shown())[-1])
    [(update, place)] = await network.heard()
    query = update["callback_query"]
    assert query["data"] == data
    assert (query["from"]["id"], query["message"]["message_id"]) == (anna.number, number)
    assert (place.chat, place.replaces, place.press) == (anna.number, None if kept else number, query["id"])


async def test_answer_takes_the_place_of_the_screen_and_the_toast_is_shown(network: Network, anna: Reader) -> None:
    number = await network.show(FIRST, anna)
    place = await pressed(network, anna)
    assert await network.messenger.show(SECOND, place, Lane.REPLY) == number
    [shown] = await anna.shown()
    assert (shown["text"], shown["edited"]) == ("Вы записаны", True)
    assert [[button["label"] for button in row] for row in shown["rows"]] == [["🏠 Меню"]]
    chat = await anna.sees()
    assert [toast["text"] for toast in chat["toasts"]] == ["Записали!"]
    assert chat["pending"] == []


async def test_toast_is_shown_to_nobody_else(network: Network, anna: Reader, boris: Reader) -> None:
    await network.show(FIRST, boris)
    await network.show(FIRST, anna)
    await network.messenger.show(SECOND, await pressed(network, anna), Lane.REPLY)
    assert (await boris.sees())["toasts"] == []
    assert [message["text"] for message in await boris.shown()] == ["Записать вас?"]


async def test_long_toast_is_cut_and_one_with_markup_is_plain(network: Network, anna: Reader) -> None:
    for toast in ("Очень долго говорим. " * 20, "<b>&amp; [id1|x] 🎓"):
        await network.show(FIRST, anna)
        await network.messenger.show(Screen("Ага", [[MENU]], toast=toast), await pressed(network, anna), Lane.REPLY)
        said = (await anna.sees())["toasts"][-1]["text"]
        assert len(said) >= 10
        assert network.as_shown(toast).startswith(said)


async def test_press_is_answered_without_a_toast_too(network: Network, anna: Reader) -> None:
    await network.show(FIRST, anna)
    await network.messenger.show(Screen("Ага"), await pressed(network, anna), Lane.REPLY)
    assert (await anna.sees())["pending"] == []


async def test_kept_screen_stays_above_the_answer(network: Network, anna: Reader) -> None:
    number = await network.show(Screen("Вступает Борис", [[Button("Карточка", "member:2")]], kept=True), anna)
    place = await pressed(network, anna)
    assert await network.messenger.show(SECOND, place, Lane.REPLY) > number
    assert [message["text"] for message in await anna.shown()] == ["Вступает Борис", "Вы записаны"]
    assert (await anna.sees())["pending"] == []


async def test_same_screen_again_is_no_failure_and_no_second_message(network: Network, anna: Reader) -> None:
    number = await network.show(FIRST, anna)
    assert await network.messenger.show(FIRST, await pressed(network, anna), Lane.REPLY) == number
    assert len(await anna.shown()) == 1


async def test_screen_too_old_to_be_edited_is_followed_by_a_new_one(network: Network, anna: Reader) -> None:
    number = await network.show(FIRST, anna)
    await network.sandbox.post("/api/clock", seconds=HOURS_49)
    assert await network.messenger.show(SECOND, await pressed(network, anna), Lane.REPLY) > number
    assert [message["text"] for message in await anna.shown()] == ["Записать вас?", "Вы записаны"]


async def test_screen_that_is_gone_is_followed_by_a_new_one(network: Network, anna: Reader) -> None:
    number = await network.show(FIRST, anna)
    assert await network.show(SECOND, anna, replaces=number + 1_000) > number
    assert (await anna.shown())[-1]["text"] == "Вы записаны"


async def test_answer_that_needs_two_messages_leaves_the_screen(network: Network, anna: Reader) -> None:
    await network.show(FIRST, anna)
    place = await pressed(network, anna)
    await network.messenger.show(Screen("Долго " * 1_000, [[MENU]]), place, Lane.REPLY)
    assert [message["edited"] for message in await anna.shown()] == [False] * 3


async def test_two_presses_are_two_updates(network: Network, anna: Reader) -> None:
    await network.show(FIRST, anna)
    [message] = await anna.shown()
    await anna.presses(message, column=0)
    await anna.presses(message, column=1)
    updates = (await network.received()).updates
    assert [network.messenger.translate(each.raw)["callback_query"]["data"] for each in updates] == [
        "signup:7",
        "nosign:7",
    ]
    assert len({each.key for each in updates} | {network.messenger.place(each.raw).press for each in updates}) == 4


async def test_late_press_gets_its_screen_all_the_same(network: Network, anna: Reader) -> None:
    await network.show(SECOND, anna, press="long ago")
    assert [message["text"] for message in await anna.shown()] == ["Вы записаны"]
