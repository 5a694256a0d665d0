from __future__ import annotations

from typing import Any

from community import composing_refusals as refusals
from community.drafts import MOST_BUTTONS
from community.refusals import AnnouncementGone, Refusal
from screens import presses
from screens.aiming import SEGMENT_GONE

_DRAFTS = ("📂 Мои черновики", presses.Drafts(page=0))
_LIST = ("📣 Объявления", presses.Broadcasts(page=0))
COMPOSING: dict[type[Refusal], Any] = {
    AnnouncementGone: ("Этого объявления здесь больше нет: оно вернулось к автору или удалено.", _LIST),
    refusals.DraftGone: ("Этого черновика больше нет.", _DRAFTS),
    refusals.DraftSettled: ("Это объявление уже не черновик: изменить его нельзя.", _DRAFTS),
    refusals.ButtonsAreFull: (
        f"Мероприятий и ссылок под объявлением может быть {MOST_BUTTONS}. Уберите лишнюю кнопку и добавьте эту.",
        _DRAFTS,
    ),
    refusals.SegmentGone: (SEGMENT_GONE, _DRAFTS),
    refusals.SegmentNamed: ("Такое название у вас уже есть. Придумайте другое.", _DRAFTS),
}
