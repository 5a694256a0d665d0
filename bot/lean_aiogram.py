"""Imports aiogram without the validators of its 350 types, which take three seconds and 100 MB; each of the few that
the bot needs is made when it is first used. Where aiogram has been imported before, nothing changes.

aiogram defers them too, as pydantic's `defer_build`, and then has all made at the end of `aiogram.types`, since only
there each type's name is known to the others. Here that call is noted instead, with the names.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

Names = dict[str, Any]


def import_aiogram() -> None:
    make, names = vars(BaseModel)["model_rebuild"], Names()

    def note(_model: type[BaseModel], /, _types_namespace: Names | None = None, **_options: Any) -> None:
        names.update(_types_namespace or {})

    def make_when_used(model: type[BaseModel], /, _types_namespace: Names | None = None, **options: Any) -> Any:
        return make.__func__(model, _types_namespace=_types_namespace or names, **options)

    BaseModel.model_rebuild = classmethod(note)  # type: ignore[assignment,method-assign]
    try:
        from aiogram.methods import Response, TelegramMethod
        from aiogram.types import TelegramObject
    finally:
        BaseModel.model_rebuild = make  # type: ignore[method-assign]
    if names:
        for deferred in (TelegramObject, TelegramMethod, Response):
            deferred.model_rebuild = classmethod(make_when_used)  # type: ignore[assignment]
