"""What a community's profile says of mentoring."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from community.choices import Choice, Part, Slug, by_id

Days = Annotated[StrictInt, Field(ge=0, le=365)]


class MentoringGround(Choice):
    """Why two people work together. `must_match`: only with somebody who has what is asked, else they come first."""

    asks: Literal["subject", "competence"] = "subject"
    must_match: StrictBool = True


class OfGrounds(Choice):
    """Something for these grounds; for all of them where none is named."""

    grounds: tuple[Slug, ...] = ()


class Rhythm(Choice):
    """`days`: between two meetings; 0 for as they agree."""

    days: Days


class Mentoring(Part):
    """`steps`, `goals` and `rhythms` fill in what a pair agrees on.

    A mentor has `answer_days` for a request; after `search_days`, or so many `refusals`, a coordinator chooses. Days
    are working days.
    """

    modes: Annotated[tuple[Literal["community", "employment"], ...], Field(min_length=1)]
    grounds: Annotated[tuple[MentoringGround, ...], Field(min_length=1)]
    forms: Annotated[tuple[Choice, ...], Field(min_length=1)]
    steps: Annotated[tuple[OfGrounds, ...], Field(min_length=1)]
    goals: tuple[OfGrounds, ...] = ()
    rhythms: tuple[Rhythm, ...] = ()
    answer_days: Annotated[StrictInt, Field(ge=1, le=10)] = 3
    search_days: Annotated[StrictInt, Field(ge=1, le=30)] = 5
    refusals: Annotated[StrictInt, Field(ge=1, le=5)] = 2

    def ground(self, slug: str) -> MentoringGround | None:
        return by_id(self.grounds, slug)

    def form(self, slug: str) -> Choice | None:
        return by_id(self.forms, slug)

    def steps_for(self, ground: str | None) -> list[OfGrounds]:
        return _for_ground(self.steps, ground)

    def goals_for(self, ground: str | None) -> list[OfGrounds]:
        return _for_ground(self.goals, ground)


def _for_ground(choices: Iterable[OfGrounds], ground: str | None) -> list[OfGrounds]:
    return [each for each in choices if ground is None or not each.grounds or ground in each.grounds]
