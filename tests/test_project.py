"""What reviewers would otherwise have to look for by hand."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES: list[str] = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

LOCKS = ("bootstrap", "run", "dev")
LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+)", re.MULTILINE)
# Written so that this file does not match them.
ADDRESS = re.compile(r"https?:/{2}|index-ur[l]|find-link[s]|file:/{2}")
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:work|root)/")
REGISTRY = re.compile(r"py[p]i\.org|pythonhoste[d]\.org|registry\.np[m]js")


def tracked() -> list[Path]:
    """Files of the repository, new ones too, ignored ones not."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in tracked():
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a picture
    return found


def locked(lock: str) -> dict[str, Version]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return {canonical(name): Version(version) for name, version in LOCKED.findall(text)}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_env_example_names_exactly_the_settings() -> None:
    from bot.settings import Settings

    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = re.findall(r"^#? ?([A-Z][A-Z0-9_]*)=", example, re.MULTILINE)
    prefix = Settings.model_config.get("env_prefix", "")
    assert sorted(names) == sorted(f"{prefix}{field}".upper() for field in Settings.model_fields)


def test_top_level_folders_exist() -> None:
    missing = [name for name in [*PACKAGES, "tests", "docs"] if not (ROOT / name).is_dir()]
    assert not missing


def test_tools_look_at_every_package() -> None:
    tool = PYPROJECT["tool"]
    code = [name for name in PACKAGES if name != "profiles"]  # TOML only
    assert tool["importlinter"]["root_packages"] == code
    assert tool["coverage"]["run"]["source_pkgs"] == code
    assert tool["mypy"]["files"] == [*code, "tests"]
    assert tool["deptry"]["known_first_party"] == [*PACKAGES, "tests"]


@pytest.mark.parametrize("lock", LOCKS)
def test_requirements_record_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    assert not ADDRESS.findall(text)
    assert LOCKED.search(text)
    assert text.count("--hash=sha256:") >= len(LOCKED.findall(text))


def test_no_lock_that_records_addresses() -> None:
    unwanted = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}
    assert not [name for name in unwanted if (ROOT / name).exists()]


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_requirements_follow_pyproject(lock: str) -> None:
    wanted = [*PYPROJECT["project"]["dependencies"], *PYPROJECT["dependency-groups"]["build"]]
    if lock == "dev":
        wanted += PYPROJECT["dependency-groups"]["dev"]
    versions = locked(lock)
    stale = [
        str(requirement)
        for requirement in map(Requirement, wanted)
        if canonical(requirement.name) not in versions
        or versions[canonical(requirement.name)] not in requirement.specifier
    ]
    assert not stale, "run `make lock`"


def test_tests_run_on_the_versions_people_run() -> None:
    dev = locked("dev")
    assert {name: dev.get(name) for name in locked("run")} == locked("run"), "run `make lock`"


@pytest.mark.parametrize("forbidden", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry"])
def test_files_name_no_machine_of_ours(forbidden: re.Pattern[str]) -> None:
    guilty = [path for path, text in texts() if forbidden.search(text)]
    assert not named(guilty)


def test_modules_are_short() -> None:
    length = {path: text.count("\n") for path, text in texts() if path.suffix == ".py"}
    assert not named([path for path, lines in length.items() if lines > 400])
    long = [path for path, lines in length.items() if lines > 300]
    assert len(long) * 10 <= len(length), f"too many modules over 300 lines: {named(long)}"


def test_make_targets_are_documented() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony
    targets = set(phony.group(1).split())
    assert targets == set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))
    assert not [name for name in sorted(targets) if f"`make {name}`" not in contributing]


def test_ci_script_can_be_started() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_wheel_carries_what_is_not_code(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())
    ours = {name for name in named(tracked()) if name.partition("/")[0] in PACKAGES}
    assert not sorted(ours - carried)
    assert not [name for name in carried if name.startswith("tests/")]
