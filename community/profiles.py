"""What makes one community differ from another: a TOML file, read once at start.

Sentences stay in `screens/`; a profile supplies names, lists and numbers.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar, get_args
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

PROFILES = Path(__file__).resolve().parent.parent / "profiles"
SHOWN_PROBLEMS = 3


class ProfileError(Exception):
    """One line for the operator: the file, the key, the reason."""


def plain(text: str) -> str:
    """Words of the text for comparing: no case, «ё», punctuation or extra spaces."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold().replace("ё", "е")))


def _has_words(text: str) -> str:
    if not plain(text):
        raise ValueError("should contain letters or digits")
    return text


def _known_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"no time zone is called {zone!r}, expected one like 'Asia/Yekaterinburg'") from None
    return zone


def _iso(day: object) -> object:
    return day.isoformat() if type(day) is date else day


def _is_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"should be a date like 2026-09-01, got {text!r}") from None


Text = Annotated[str, StringConstraints(pattern=r"^\S(.*\S)?$", max_length=300), AfterValidator(_has_words)]
Name = Annotated[Text, StringConstraints(max_length=40)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=24)]
Version = Annotated[str, BeforeValidator(_iso), AfterValidator(_is_day)]
Number = Annotated[StrictInt, Field(ge=0, le=1000)]
Month = Annotated[StrictInt, Field(ge=1, le=12)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(Part):
    """Something a person picks from a list. `search`: other names people type for it."""

    id: Slug
    name: Name
    search: tuple[Text, ...] = ()


class Municipality(Choice):
    pass


class Position(Choice):
    asks: Literal["subjects", "fields", "age_groups", "none"]
    student: StrictBool = False
    may_be_minor: StrictBool = False


class EventKind(Choice):
    group: Literal["learning", "contest", "community"]


class Series(Choice):
    """Events of the community known under one name of their own."""

    kind: Slug | None = None


class ConsultingTopic(Choice):
    """`support`: burn-out, conflict and the like, never routed to the asker's own organisation."""

    support: StrictBool = False


class MentorGround(Choice):
    text: Text
    years_apply: StrictBool = False


class Cases(Part):
    nominative: Text
    genitive: Text
    dative: Text
    accusative: Text
    instrumental: Text
    prepositional: Text


class Noun(Cases):
    """The community in a sentence, with its name; `short` without it. Prepositions are the sentence's."""

    gender: Literal["m", "f", "n"]
    short: Cases


class Role(Cases):
    title: Name
    run_by: Text | None = None


class Roles(Part):
    """`coordinator` leads the whole community, `curator` one municipality, `council` where there is one."""

    mentor: Role
    coordinator: Role
    curator: Role | None = None
    council: Role | None = None


class Link(Part):
    title: Name
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\.[^\s]+$")]


class Operator(Part):
    """Whoever answers for personal data by law."""

    name: str = ""
    address: str = ""
    contact: str = ""

    @property
    def is_filled(self) -> bool:
        return all(plain(part) for part in (self.name, self.address, self.contact))


class Consent(Part):
    """Phrases that follow a label: small letter, no full stop. A change of any asks for a new version."""

    version: Version
    purposes: Texts
    data: Texts
    actions: Text
    seen_by: Text
    term: Text
    withdrawal: Text


class Consents(Part):
    participation: Consent
    mailings: Consent


class YoungTeacher(Part):
    max_years: Number = 3
    max_age: Number = 35


class Recommendation(Part):
    """Whose recommendation a mentor needs; `genitive` follows «по рекомендации»."""

    short: Name
    genitive: Text


class MentorRules(Part):
    """`min_years` of teaching are asked on the grounds with `years_apply`."""

    grounds: Annotated[tuple[MentorGround, ...], Field(min_length=1)]
    min_years: Number = 0
    recommendation: Recommendation | None = None
    capacity: Annotated[StrictInt, Field(ge=1, le=50)] = 3


class Events(Part):
    per_month_min: Number = 0
    post_release: StrictBool = False
    series: tuple[Series, ...] = ()
    contests: tuple[Choice, ...] = ()


class Span(Part):
    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("the last day is before the first")
        return self

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class Calendar(Part):
    holidays: tuple[Span, ...] = ()
    quiet_months: tuple[Month, ...] = (7, 8)
    exam_days: tuple[date, ...] = ()

    def is_quiet(self, day: date) -> bool:
        return day.month in self.quiet_months or any(day in holiday for holiday in self.holidays)


class Mentoring(Part):
    modes: Annotated[tuple[Literal["community", "employment"], ...], Field(min_length=1)]
    grounds: Annotated[tuple[Choice, ...], Field(min_length=1)]
    forms: Annotated[tuple[Choice, ...], Field(min_length=1)]
    steps: Annotated[tuple[Choice, ...], Field(min_length=1)]


AnyChoice = TypeVar("AnyChoice", bound=Choice)


def _by_id(choices: Iterable[AnyChoice], slug: str) -> AnyChoice | None:
    return next((choice for choice in choices if choice.id == slug), None)


class CommunityProfile(Part):
    """Look-ups answer None for an id the operator has since removed from the list."""

    id: Slug
    name: Text
    short_name: Name
    zone: Annotated[str, AfterValidator(_known_zone)]
    greeting: Annotated[tuple[Text, ...], Field(min_length=3, max_length=3)]
    about: Annotated[str, StringConstraints(min_length=1, max_length=900, strip_whitespace=True)]
    regulation: str | None = None
    links: tuple[Link, ...] = ()
    noun: Noun
    operator: Operator = Operator()
    consents: Consents
    municipalities: Annotated[tuple[Municipality, ...], Field(min_length=1)]
    positions: Annotated[tuple[Position, ...], Field(min_length=1)]
    subjects: tuple[Choice, ...] = ()
    fields: tuple[Choice, ...] = ()
    age_groups: tuple[Choice, ...] = ()
    competences: tuple[Choice, ...] = ()
    young_teacher: YoungTeacher = YoungTeacher()
    roles: Roles
    mentor: MentorRules
    event_kinds: Annotated[tuple[EventKind, ...], Field(min_length=1)]
    events: Events = Events()
    consulting_topics: Annotated[tuple[ConsultingTopic, ...], Field(min_length=1)]
    calendar: Calendar = Calendar()
    mentoring: Mentoring

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def only_municipality(self) -> Municipality | None:
        return self.municipalities[0] if len(self.municipalities) == 1 else None

    def municipality(self, slug: str) -> Municipality | None:
        return _by_id(self.municipalities, slug)

    def position(self, slug: str) -> Position | None:
        return _by_id(self.positions, slug)

    def subject(self, slug: str) -> Choice | None:
        return _by_id(self.subjects, slug)

    def field(self, slug: str) -> Choice | None:
        return _by_id(self.fields, slug)

    def age_group(self, slug: str) -> Choice | None:
        return _by_id(self.age_groups, slug)

    def competence(self, slug: str) -> Choice | None:
        return _by_id(self.competences, slug)

    def event_kind(self, slug: str) -> EventKind | None:
        return _by_id(self.event_kinds, slug)

    def consulting_topic(self, slug: str) -> ConsultingTopic | None:
        return _by_id(self.consulting_topics, slug)

    def mentor_ground(self, slug: str) -> MentorGround | None:
        return _by_id(self.mentor.grounds, slug)

    def asked_of(self, position: Position) -> tuple[Choice, ...]:
        """The list a person of this position chooses from when filling in the profile."""
        return () if position.asks == "none" else getattr(self, position.asks)


def find(choices: Iterable[AnyChoice], typed: str) -> list[AnyChoice]:
    """What a person may mean by the typed letters, the likeliest first; nothing typed finds nothing.

    When no choice has all the words, those that have the most of them.
    """
    wanted, choices = plain(typed), list(choices)
    if not wanted:
        return []
    ranked = [(rank, choice) for choice in choices if (rank := _rank(choice, wanted)) is not None]
    found = [choice for _, choice in sorted(ranked, key=lambda pair: pair[0])]
    return found or _nearest(choices, wanted)


def find_exact(choices: Iterable[AnyChoice], typed: str) -> AnyChoice | None:
    """The choice called just so, to be taken without asking; an alias counts if only one has it."""
    wanted, choices = plain(typed), list(choices)
    for names_of in (_own_name, _names):
        exact = [choice for choice in choices if wanted and wanted in names_of(choice)]
        if len(exact) == 1:
            return exact[0]
    return None


def _own_name(choice: Choice) -> list[str]:
    return [plain(choice.name)]


def _names(choice: Choice) -> list[str]:
    return [plain(choice.name), *map(plain, choice.search)]


def _rank(choice: Choice, wanted: str) -> int | None:
    names = _names(choice)
    if wanted in names:
        return 0 if wanted == names[0] else 1
    begun = [_joined(name).startswith(_joined(wanted)) for name in names]
    if any(begun):
        return 2 if begun[0] else 3
    return 4 if _words_begun(choice, wanted) == len(wanted.split()) else None


def _joined(words: str) -> str:
    return words.replace(" ", "")


def _words_begun(choice: Choice, wanted: str) -> int:
    words = " ".join(_names(choice)).split()
    return sum(any(word.startswith(start) for word in words) for start in wanted.split())


def _nearest(choices: list[AnyChoice], wanted: str) -> list[AnyChoice]:
    long_words = " ".join(word for word in wanted.split() if len(word) > 2)
    begun = [(_words_begun(choice, long_words), choice) for choice in choices]
    most = max((count for count, _ in begun), default=0)
    return [choice for count, choice in begun if most and count == most]


def known_profiles() -> list[str]:
    return sorted(path.stem for path in PROFILES.glob("*.toml"))


def load_profile(name_or_path: str) -> CommunityProfile:
    """Read a shipped profile by its name, or any by its path. Raises `ProfileError`."""
    path = _path_of(name_or_path)
    try:
        profile = CommunityProfile.model_validate(_read(path))
    except ValidationError as error:
        raise _complaint(path, map(_explain, error.errors())) from None
    if contradictions := list(_contradictions(profile, path)):
        raise _complaint(path, contradictions)
    return profile


def _path_of(name_or_path: str) -> Path:
    if re.fullmatch(r"[\w-]+", name_or_path):
        return PROFILES / f"{name_or_path}.toml"
    return Path(name_or_path)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise ProfileError(f"{path}: no such file; known profiles: {', '.join(known_profiles())}") from None
    except UnicodeDecodeError:
        raise ProfileError(f"{path}: not UTF-8, save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{path}: not valid TOML: {error}") from None
    except (OSError, ValueError) as error:
        raise ProfileError(f"{path}: cannot be read: {error}") from None


def _complaint(path: Path, problems: Iterable[str]) -> ProfileError:
    told = list(problems)
    more = [f"and {len(told) - SHOWN_PROBLEMS} more"] if len(told) > SHOWN_PROBLEMS else []
    return ProfileError(f"{path}: {'; '.join(told[:SHOWN_PROBLEMS] + more)}")


def _explain(error: ErrorDetails) -> str:
    return f"{_dotted(error['loc'])}: {_reason(error)}"


def _dotted(loc: tuple[int | str, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc).lstrip(".")


def _reason(error: ErrorDetails) -> str:
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "extra_forbidden":
        return _unknown_key(error["loc"])
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return f"{error['msg'][:1].lower()}{error['msg'][1:]}, got {_shown(error['input'])}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _unknown_key(loc: tuple[int | str, ...]) -> str:
    *way, key = loc
    if close := get_close_matches(str(key), _keys_at(way), n=1):
        return f"unknown key, did you mean '{close[0]}'?"
    if key in CommunityProfile.model_fields:
        return f"unknown key here, '{key}' belongs above the first [table]"
    return "unknown key"


def _keys_at(way: Iterable[int | str]) -> list[str]:
    part: type[Part] = CommunityProfile
    for key in way:
        if isinstance(key, str):
            part = next(_parts_in(part.model_fields[key].annotation))
    return list(part.model_fields)


def _parts_in(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts_in(inner)


def _contradictions(profile: CommunityProfile, path: Path) -> Iterator[str]:
    if profile.id != path.stem:
        yield f"id: should be '{path.stem}' like the file name, got '{profile.id}'"
    for key, choices in _lists_of(profile):
        yield from _repeated(key, choices)
    yield from _empty_questions(profile)
    yield from _unknown_kinds(profile)
    yield from _lost_regulation(profile, path)


def _lists_of(part: Part, prefix: str = "") -> Iterator[tuple[str, tuple[Choice, ...]]]:
    for key, value in part:
        if isinstance(value, Part):
            yield from _lists_of(value, f"{prefix}{key}.")
        elif isinstance(value, tuple) and value and isinstance(value[0], Choice):
            yield prefix + key, value


def _repeated(key: str, choices: tuple[Choice, ...]) -> Iterator[str]:
    for field in ("id", "name"):
        values = [getattr(choice, field) for choice in choices]
        same = [plain(value) for value in values]
        for place, value in enumerate(values):
            if (first := same.index(same[place])) < place:
                yield f"{key}[{place}].{field}: '{value}' is already in {key}[{first}]"


def _empty_questions(profile: CommunityProfile) -> Iterator[str]:
    for place, position in enumerate(profile.positions):
        if position.asks != "none" and not profile.asked_of(position):
            yield f"positions[{place}].asks: the list '{position.asks}' is empty"


def _unknown_kinds(profile: CommunityProfile) -> Iterator[str]:
    for place, series in enumerate(profile.events.series):
        if series.kind is not None and profile.event_kind(series.kind) is None:
            yield f"events.series[{place}].kind: no event kind has the id '{series.kind}'"


def _lost_regulation(profile: CommunityProfile, path: Path) -> Iterator[str]:
    where = profile.regulation
    if where is not None and not re.match("https?://", where) and not (path.parent / where).is_file():
        yield f"regulation: no file '{where}' beside the profile"
