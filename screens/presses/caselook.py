"""What a complaint shows."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = ["ComplaintFiles"]


class ComplaintFiles(CallbackData, prefix="cplfiles"):
    id: int
