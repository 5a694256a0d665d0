from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update

from community.profile_files import PROFILES
from storage.models import Account
from tests.cells import Cell
from tests.crew import OWNER, Crew, crew_at


async def test_words_outside_a_form_get_a_kind_answer_and_a_way_on(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await anna.starts("event-42")
    await anna.sees("движения «Наставники»")
    await anna.sees("Вступить", "О движении")
    for said, answer in {
        "Здравствуйте!": "Рады вас видеть",
        "спасибо": "Пожалуйста",
        "+": "Принято",
        "Как провести первый урок?": "никому не передан",
        "меню": "Вступить",
    }.items():
        shown = await anna.says(said)
        assert answer in shown["text"] + str(shown["rows"])
        assert shown["rows"]


async def test_unsupported_content_outside_a_form_is_answered(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await anna.starts()
    await anna.sees("Вступить")
    for kind in ("sticker", "photo", "voice", "video", "document"):
        shown = await anna.sends(kind)
        assert "никому не передан" in shown["text"]


async def test_step_that_the_program_no_longer_has_is_restarted_kindly(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await anna.starts()
    crew.read(lambda session: session.execute(update(Account).values(state="Join:favourite_colour")))
    await anna.says("синий")
    await anna.sees("этот шаг изменился", "Меню")


async def test_who_blocked_the_bot_is_not_told_and_is_told_again_after_coming_back(crew: Crew) -> None:
    olga, anna = await crew.person(OWNER, "Ольга"), await crew.person(1001, "Анна")
    await olga.starts()
    await olga.blocks()
    await anna.starts()
    await anna.presses("Вступить")
    await anna.presses("Даю согласие")
    await anna.says("Анна")
    await anna.says("Пермь")
    await anna.presses("Учитель")
    await olga.does_not_see("вступает Анна")

    def reachable() -> bool:
        found = crew.read(lambda session: session.execute(select(Account).where(Account.number == OWNER)).scalar_one())
        return found.blocked_at is None

    assert not reachable()
    await olga.unblocks()
    await olga.starts()
    assert reachable()


async def test_regulation_comes_as_a_document_where_the_profile_names_one(
    tmp_path: Path, cell: Cell, cell_url: str
) -> None:
    (tmp_path / "rules.pdf").write_bytes(b"%PDF-1.4 regulation")
    profile = (PROFILES / "perm-nastavniki.toml").read_text("utf-8").replace("perm-nastavniki", "with-regulation")
    (tmp_path / "with-regulation.toml").write_text('regulation = "rules.pdf"\n' + profile, "utf-8")
    named = str(tmp_path / "with-regulation.toml")
    async with crew_at(tmp_path, cell_url, networks=cell.networks, profile=named) as crew:
        anna = await crew.person(1001, "Анна")
        await anna.starts()
        await anna.presses("О движении")
        await anna.presses("Положение")
        await anna.sees("rules.pdf")
        await anna.sees("в файле выше", "Меню")
        await anna.presses("Меню")
        await anna.presses("О движении")
        await anna.presses("Положение")
        assert len([message for message in await anna.messages() if message["files"]]) == 2
