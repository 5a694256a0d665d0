"""What those who plan are sent: files, made at delivery in `screens/plan_files.py`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from community.notices import Notice
from community.plan_months import Format, Span
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.event_notices import Told
from screens.navigation import button, menu
from screens.plan_files import span_name


def plan_template(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    text = "📄 Образец плана — в файле выше. Заполните его и пришлите сюда: раздел «Загрузить план» ждёт файл."
    return Screen(text, [[button("📥 Загрузить план", presses.LoadPlan())], [menu()]], kept=True)


def plan_file(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    text = f"📅 План — в файле выше: {span_name(Span(ids['span']), date.fromisoformat(ids['month']))}."
    if ids["format"] == Format.PDF:
        text += " Его можно напечатать или отправить коллегам."
    else:
        text += " Поправьте строки, не трогая номеров, и пришлите файл обратно в раздел «Загрузить план»."
    load = [button("📥 Загрузить план", presses.LoadPlan())] if ids["format"] == Format.XLSX else []
    plan = button("📅 План", presses.PlanMonth(month=ids["month"][:7], page=0))
    return Screen(text, [[plan, *load], [menu()]], kept=True)


PLAN_NOTICES: dict[str, Told] = {Notice.PLAN_TEMPLATE: plan_template, Notice.PLAN_FILE: plan_file}
