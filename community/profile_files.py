"""Reads a community's TOML file and says what is wrong with it: the file, the key, the reason."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from community.choices import Choice, Part, plain
from community.profiles import CommunityProfile
from community.recurrences import Recurrence, parse_recurrence

PROFILES = Path(__file__).resolve().parent.parent / "profiles"
SHOWN_PROBLEMS = 3


class ProfileError(Exception):
    """One line for the operator: the file, the key, the reason."""


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
    return profile.model_copy(update={"regulation": _found_from(path, profile.regulation)})


def _found_from(path: Path, regulation: str | None) -> str | None:
    """A document stands beside its profile, wherever the program is started."""
    if regulation is None or _is_address(regulation):
        return regulation
    return str((path.parent / regulation).resolve())


def _is_address(where: str) -> bool:
    return re.match("https?://", where) is not None


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
    yield from _unclear_monthly(profile)
    yield from _unknown_grounds(profile)
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


def _unclear_monthly(profile: CommunityProfile) -> Iterator[str]:
    monthly = profile.events.monthly
    if monthly is None:
        return
    if profile.event_kind(monthly.kind) is None:
        yield f"events.monthly.kind: no event kind has the id '{monthly.kind}'"
    rule = parse_recurrence(monthly.rule, profile.tz)
    if not isinstance(rule, Recurrence) or not rule.is_monthly or rule.hours is None:
        yield f"events.monthly.rule: expected one like 'третий четверг месяца в 16:00', got '{monthly.rule}'"


def _unknown_grounds(profile: CommunityProfile) -> Iterator[str]:
    for key, choices in (("steps", profile.mentoring.steps), ("goals", profile.mentoring.goals)):
        for place, choice in enumerate(choices):
            for ground in choice.grounds:
                if profile.mentoring.ground(ground) is None:
                    yield f"mentoring.{key}[{place}].grounds: no ground has the id '{ground}'"


def _lost_regulation(profile: CommunityProfile, path: Path) -> Iterator[str]:
    where = profile.regulation
    if where is not None and not _is_address(where) and not (path.parent / where).is_file():
        yield f"regulation: no file '{where}' beside the profile"
