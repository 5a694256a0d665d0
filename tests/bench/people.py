"""The people whom the fake Telegram plays: what each does next, and what each must be answered."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, quote_plus

BOT = '"from":{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}'
SHOWN = {"text", "entities", "reply_markup"}
FIRST_PERSON = 100_000  # below are those nobody plays: the coordinator
DATE = 1_760_000_000

Script = list[list[str]]  # says or presses, what, words of the right answer
WORDS: Script = [["says", "Здравствуйте, это я", "это я"]]


@dataclass(frozen=True)
class Step:
    """Something said or pressed; `expects` are words that only the right answer has."""

    kind: str
    value: str
    expects: str

    @property
    def sign(self) -> bytes:
        """`expects` as it looks in the body of a call."""
        return quote_plus(self.expects).encode()


@dataclass(eq=False)
class Person:
    number: int
    step: int = 0
    ready: float = 0.0
    delivered: float = 0.0
    counted: bool = False
    press: int = 0


@dataclass
class Crowd:
    """People who take the same steps, each at a pace of their own; who has taken all makes way for somebody new."""

    steps: list[Step]
    idle: list[Person] = field(default_factory=list)
    rested: list[Person] = field(default_factory=list)
    screens: dict[int, str] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def __post_init__(self) -> None:
        self.signs = [step.sign for step in self.steps]

    def admit(self, number: int, numbers: Iterator[int]) -> None:
        self.idle += self.rested
        self.rested.clear()
        self.idle += [Person(next(numbers)) for _ in range(number - len(self.idle))]

    def pick(self) -> Person:
        """Anybody who waits for nothing."""
        at = self.chance.randrange(len(self.idle))
        self.idle[at], self.idle[-1] = self.idle[-1], self.idle[at]
        return self.idle.pop()

    def advance(self, person: Person, numbers: Iterator[int], once: bool) -> None:
        """With only one thing to say they go on saying it. `once`: after the last step, not in this round any more."""
        person.step = (person.step + 1) % len(self.steps)
        if person.step == 0 and len(self.steps) > 1:
            person.number = next(numbers)
        (self.rested if once and person.step == 0 else self.idle).append(person)

    def update(self, person: Person, number: int) -> str:
        step = self.steps[person.step]
        who = f'"id":{person.number},"first_name":"Анна","last_name":"Тестова","username":"anna{person.number}"'
        user = f'"from":{{{who},"is_bot":false,"language_code":"ru"}}'
        chat = f'"chat":{{{who},"type":"private"}}'
        value = json.dumps(step.value, ensure_ascii=False)
        if step.kind == "says":
            message = f'"message_id":{number},{user},{chat},"date":{DATE},"text":{value}'
            return f'{{"update_id":{number},"message":{{{message}}}}}'
        seen = self.screens.get((person.step - 1) % len(self.steps), '"text":"…"')
        message = f'"message_id":{number},{BOT},{chat},"date":{DATE},{seen}'
        press = f'"id":"{number}",{user},"chat_instance":"{person.number}","data":{value}'
        return f'{{"update_id":{number},"callback_query":{{{press},"message":{{{message}}}}}}}'

    def screen(self, step: int, body: bytes) -> str:
        """What the bot has shown, as Telegram gives it back; learned once per step, it is the same for everybody."""
        if step not in self.screens:
            self.screens[step] = shown(body)
        return self.screens[step]


def shown(body: bytes) -> str:
    fields: dict[str, Any] = {name: value for name, value in parse_qsl(body.decode()) if name in SHOWN}
    fields |= {name: json.loads(value) for name, value in fields.items() if name != "text"}
    return json.dumps(fields, ensure_ascii=False)[1:-1]


def numbers() -> Iterator[int]:
    return count(FIRST_PERSON)
