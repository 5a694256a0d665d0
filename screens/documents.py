"""Files made at delivery, by the kind of notification that brings them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community.notices import Notice
from community.profiles import CommunityProfile
from screens import copies, destruction, parents

Build = Callable[[Session, Mapping[str, Any], CommunityProfile], tuple[str, bytes]]

DOCUMENTS: dict[str, Build] = {
    Notice.MY_DATA: copies.build,
    Notice.DESTRUCTION_ACT: destruction.build,
    Notice.PARENT_FORM: parents.build,
}
