from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.fsm.state import State

from bot.routes import ANY, IndexedObserver, PressObserver, WordsObserver, make_dispatcher
from screens import presses

dispatcher = make_dispatcher()
pressed, said = dispatcher.callback_query, dispatcher.message
assert isinstance(pressed, PressObserver)
assert isinstance(said, WordsObserver)
OBSERVERS: tuple[IndexedObserver, ...] = (pressed, said)


def test_every_press_is_answered_by_some_dialogue() -> None:
    made = [each for each in vars(presses).values() if isinstance(each, type) and issubclass(each, CallbackData)]
    prefixes = {each.__prefix__ for each in made if each.__module__.startswith("screens.presses")}
    assert sorted(prefixes - {*OBSERVERS[0]._indexed()}) == []


def test_group_has_whatever_may_be_meant_and_in_the_order_of_the_dialogues() -> None:
    for observer in OBSERVERS:
        for mark, handlers in observer._indexed().items():
            assert handlers == [each for each in observer.handlers if observer.mark_of_handler(each) in (ANY, mark)]


def test_no_handler_asks_for_two_presses_or_two_states() -> None:
    """Only the first would be found."""
    for observer in OBSERVERS:
        for handler in observer.handlers:
            asked = [each.callback for each in handler.filters or ()]
            assert sum(isinstance(each, CallbackQueryFilter | State) for each in asked) <= 1, handler.callback
