"""Whom a coordinator waits for, each with links of their own: to be handed out, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from community import expected
from community.expected import Listed
from community.profiles import CommunityProfile
from community.refusals import NotAllowed
from messengers.screen import Links
from screens.registers_xlsx import OPTIONS, write
from screens.words import network_name
from storage.models import Person

WIDTHS = {"ФИО": 34, "Муниципалитет": 26, "Организация": 34}
WORDS = (
    "Каждому — только своя ссылка: она подставит ответы из списка, когда человек согласится на участие. "
    "Ссылка срабатывает один раз. Файл удалите, когда раздадите."
)


def build(session: Session, ids: Mapping[str, Any], community: CommunityProfile, links: Links) -> tuple[str, bytes]:
    """Raises `NotAllowed` when who asked may not have it any more. `links`: by network, what a parameter makes."""
    actor, at = session.get(Person, ids["by"]), datetime.fromisoformat(ids["at"])
    if actor is None:
        raise NotAllowed
    people = list(expected.with_tokens(session, actor, at))
    return f"Ссылки {at.astimezone(community.tz):%Y-%m-%d}.xlsx", workbook(people, community, links)


def workbook(people: Sequence[tuple[Listed, str]], community: CommunityProfile, links: Links) -> bytes:
    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Ссылки")
        for column, (title, width) in enumerate((WIDTHS | dict.fromkeys(map(network_name, links), 60)).items()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        for row, (listed, token) in enumerate(people, start=1):
            for column, value in enumerate(_row(listed, token, community, links)):
                write(sheet, row, column, value)
        sheet.freeze_panes(1, 1)
        sheet.write_string(len(people) + 2, 0, WORDS)
    return content.getvalue()


def _row(listed: Listed, token: str, community: CommunityProfile, links: Links) -> list[str | None]:
    town = community.municipality(listed.municipality or "")
    addresses = [link(token) for link in links.values()]
    return [listed.full_name, town.name if town else None, listed.organisation, *addresses]
