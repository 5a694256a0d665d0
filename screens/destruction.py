"""The act of destruction: a file for the operator's records. The program keeps its number, time, ground and hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from community.deletion import Ground
from community.profiles import CommunityProfile
from screens import holdings
from screens.files import docx
from screens.words import count
from storage.models import DestructionAct

GROUNDS = {
    Ground.ASKED: "требование субъекта персональных данных, заявленное лично в чат-боте",
    Ground.PAPER: "письменное заявление субъекта персональных данных",
}


def build(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[str, bytes]:
    act = session.get_one(DestructionAct, ids["act"])
    return f"Акт об уничтожении № {act.id}.docx", write(act, ids["erased"], community)


def write(act: DestructionAct, erased: Mapping[str, int], community: CommunityProfile) -> bytes:
    operator = ", ".join(filter(None, (community.operator.name, community.operator.address)))
    ground = GROUNDS[Ground(act.ground)] + (f" {act.paper}" if act.paper else "")
    records = "; ".join(
        f"{holdings.TABLES[table]} — {count(rows, 'запись', 'записи', 'записей')}"
        for table, rows in sorted(erased.items())
    )
    paragraphs = (
        f"Дата и время: {act.at.astimezone(community.tz):%d.%m.%Y %H:%M:%S} ({community.zone}).",
        f"Оператор: {operator or 'не указан'}.",
        f"Субъект персональных данных (вписывает оператор, программа эти сведения уничтожила): {'_' * 40}.",
        f"Причина уничтожения: {ground}.",
        f"Уничтожены записи: {records}.",
        "Информационная система: программа чат-бота сообщества, её база данных.",
        "Резервные копии программа не меняет: оператор уничтожает их по своему порядку.",
        "Способ: удаление записей из базы данных программой, без возможности восстановления её средствами.",
        "Сохранены без связи с субъектом: номер, время, причина и отпечаток этого акта; обезличенные записи журнала.",
        "Ответственный: ______________________ / ______________________ (должность, подпись, фамилия и инициалы)",
    )
    return docx(f"АКТ № {act.id} об уничтожении персональных данных", paragraphs)
