from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from aiogram.fsm.state import State
from sqlalchemy.orm import Session

from community.profiles import CommunityProfile
from messengers.screen import Links
from storage.models import Person
from storage.people import CurrentAccount


@dataclass
class Dialogue:
    """Where the conversation stands, and the answers so far of each form that was not finished."""

    state: str | None = None
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    afterwards: str | None = None

    def go(self, state: State) -> None:
        self.state = state.state

    def pause(self) -> None:
        """Leaves the form; what was answered waits for the next time."""
        self.state = None

    def end(self, form: str) -> None:
        self.state = None
        self.forms.pop(form, None)

    def forget(self) -> None:
        self.state, self.forms, self.afterwards = None, {}, None

    def answers(self, form: str) -> dict[str, Any]:
        return self.forms.setdefault(form, {})

    def take_afterwards(self) -> str | None:
        """The press to offer when a form ends, offered once."""
        press, self.afterwards = self.afterwards, None
        return press

    def snapshot(self) -> Dialogue:
        return Dialogue(self.state, deepcopy(self.forms), self.afterwards)


class Passed(Exception):
    """Raised by a handler that finds nothing for itself in the update: the dialogues are asked again, without it.

    `by` is the name that its filter looks for.
    """

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


@dataclass(frozen=True)
class Wanted:
    """The flag `upload` of a handler: what is sent is fetched before the turn, and read outside of it.

    `most`: bytes of a file. `read` makes of a document what the turn gets; it knows no database. None: files of every
    kind are taken as they are.
    """

    most: int
    read: Callable[[bytes, CommunityProfile, datetime], Any] | None = None


@dataclass(frozen=True)
class Upload:
    """`trouble`: why there is none: `too_large`, `no_file`, `unreachable`."""

    value: Any = None
    trouble: str | None = None


@dataclass
class Turn:
    """One update being answered: who acts, when, in which community, inside which transaction."""

    session: Session
    account: CurrentAccount
    community: CommunityProfile
    now: datetime
    dialogue: Dialogue
    networks: Sequence[str] = ()  # that the bot serves
    offered_name: str | None = None  # what the person is called in the network, if that is a name
    links: Links = field(default_factory=dict)  # by network
    upload: Upload | None = None  # of a handler that wants one

    @property
    def person(self) -> Person:
        return self.account.person

    @property
    def other_networks(self) -> list[str]:
        return [each for each in self.networks if each != self.account.network]

    def links_with(self, word: str) -> dict[str, str]:
        """The addresses, by network, that open the bot there and hand it the word."""
        found = {network: link(word) for network, link in self.links.items()}
        return {network: url for network, url in found.items() if url}

    @property
    def today(self) -> date:
        return self.now.astimezone(self.community.tz).date()
