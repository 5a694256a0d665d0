"""What makes one community differ from another: a TOML file, read once at start.

Sentences stay in `screens/`; a profile supplies names, lists and numbers.
"""

import re
from datetime import date
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)

from community.choices import Choice, Name, Part, Slug, Text, by_id, plain
from community.mentoring_profile import Mentoring


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


Version = Annotated[str, BeforeValidator(_iso), AfterValidator(_is_day)]
Number = Annotated[StrictInt, Field(ge=0, le=1000)]
Month = Annotated[StrictInt, Field(ge=1, le=12)]
Hour = Annotated[StrictInt, Field(ge=0, le=23)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]


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
    """Phrases that follow a label: small letter, no full stop. A change of any asks for a new version.

    `changes`: what is different from the version before, for those who agreed to that one.
    """

    version: Version
    changes: Text | None = None
    purposes: Texts
    data: Texts
    actions: Text
    seen_by: Text
    term: Text
    withdrawal: Text


class Consents(Part):
    participation: Consent
    mailings: Consent
    transfer: Consent
    publication: Consent


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


class Monthly(Part):
    """The meeting of the whole community. `rule` as people say it: «третий четверг месяца в 16:00», by its own clock.

    `publish` false: the clock makes drafts, and a coordinator publishes them.
    """

    rule: Text
    kind: Slug = "monthly-meeting"
    title: Annotated[str, StringConstraints(min_length=3, max_length=120, strip_whitespace=True)]
    about: Annotated[str, StringConstraints(max_length=600, strip_whitespace=True)] = ""
    minutes: Annotated[StrictInt, Field(ge=15, le=480)] = 60
    place: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] = ""
    url: Annotated[str, StringConstraints(pattern=r"^(https?://[^\s/]+\.[^\s]+)?$", max_length=300)] = ""
    publish: StrictBool = False


class Events(Part):
    """`guard_days`: when it is said that a month has fewer events than `per_month_min`. `announces_new_events`: those
    interested are told of an event that nobody announces."""

    per_month_min: Number = 0
    guard_days: tuple[Annotated[StrictInt, Field(ge=1, le=28)], ...] = (15, 20)
    announces_new_events: StrictBool = False
    monthly: Monthly | None = None
    post_release: StrictBool = False
    series: tuple[Series, ...] = ()
    contests: tuple[Choice, ...] = ()


class Announcements(Part):
    """Above so many recipients somebody else looks at a message before it is sent."""

    second_look_above: Annotated[StrictInt, Field(ge=0, le=10_000_000)] = 500


class Signatory(Part):
    """`position` as it stands before the signature: «Руководитель движения»."""

    position: Annotated[str, StringConstraints(max_length=150, strip_whitespace=True)] = ""
    name: Annotated[str, StringConstraints(max_length=100, strip_whitespace=True)] = ""

    @property
    def is_filled(self) -> bool:
        return bool(plain(self.position) and plain(self.name))


def _known_placeholders(line: str) -> str:
    unknown = set(re.findall(r"[{}]", re.sub(f"{{({'|'.join(PLACEHOLDERS)})}}", "", line)))
    if unknown:
        known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
        raise ValueError(f"braces hold one of {known}, got {line!r}")
    return line


PLACEHOLDERS = ("hours", "kind")
Wording = Annotated[Text, StringConstraints(max_length=120), AfterValidator(_known_placeholders)]


class Certificates(Part):
    """`prefix` begins the numbers. Of `wording` a line whose {hours} or {kind} is not known is left out."""

    prefix: Annotated[str, StringConstraints(pattern=r"^[0-9A-ZА-ЯЁ]{0,8}$")] = ""
    signatory: Signatory = Signatory()
    wording: Annotated[tuple[Wording, ...], Field(max_length=3)] = ()


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


class QuietHours(Part):
    """Full hours of the community's zone; a person may choose their own."""

    first: Hour = 21
    last: Hour = 9


class CommunityProfile(Part):
    """Look-ups answer None for an id the operator has since removed from the list. `city` names the zone to people."""

    id: Slug
    name: Text
    short_name: Name
    zone: Annotated[str, AfterValidator(_known_zone)]
    city: Annotated[str, StringConstraints(max_length=20, strip_whitespace=True)] = ""
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
    announcements: Announcements = Announcements()
    certificates: Certificates = Certificates()
    consulting_topics: Annotated[tuple[ConsultingTopic, ...], Field(min_length=1)]
    calendar: Calendar = Calendar()
    quiet: QuietHours = QuietHours()
    mentoring: Mentoring

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def only_municipality(self) -> Municipality | None:
        return self.municipalities[0] if len(self.municipalities) == 1 else None

    def municipality(self, slug: str) -> Municipality | None:
        return by_id(self.municipalities, slug)

    def position(self, slug: str) -> Position | None:
        return by_id(self.positions, slug)

    def subject(self, slug: str) -> Choice | None:
        return by_id(self.subjects, slug)

    def field(self, slug: str) -> Choice | None:
        return by_id(self.fields, slug)

    def age_group(self, slug: str) -> Choice | None:
        return by_id(self.age_groups, slug)

    def competence(self, slug: str) -> Choice | None:
        return by_id(self.competences, slug)

    def event_kind(self, slug: str) -> EventKind | None:
        return by_id(self.event_kinds, slug)

    def topic(self, slug: str) -> Choice | None:
        """A subject, a field or an age group: what people of some position work with."""
        return self.subject(slug) or self.field(slug) or self.age_group(slug)

    def consulting_topic(self, slug: str) -> ConsultingTopic | None:
        return by_id(self.consulting_topics, slug)

    def mentor_ground(self, slug: str) -> MentorGround | None:
        return by_id(self.mentor.grounds, slug)

    def asked_of(self, position: Position) -> tuple[Choice, ...]:
        """The list a person of this position chooses from when filling in the profile."""
        return () if position.asks == "none" else getattr(self, position.asks)
