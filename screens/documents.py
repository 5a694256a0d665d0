"""Files made at delivery, by the kind of notification that brings them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from sqlalchemy.orm import Session

from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Links
from screens import (
    cases_xlsx,
    certificate_files,
    copies,
    destruction,
    event_files,
    event_posters,
    list_links,
    list_template,
    meeting_files,
    mentoring_papers,
    pair_lists,
    pairs_xlsx,
    parents,
    plan_files,
    registers_xlsx,
)

Build = Callable[[Session, Mapping[str, Any], CommunityProfile], tuple[str, bytes]]


class BuildLinked(Protocol):
    def __call__(
        self, session: Session, ids: Mapping[str, Any], community: CommunityProfile, links: Links
    ) -> tuple[str, bytes]: ...


DOCUMENTS: dict[str, Build] = {
    Notice.MY_DATA: copies.build,
    Notice.DESTRUCTION_ACT: destruction.build,
    Notice.PARENT_FORM: parents.build,
    Notice.REGISTER: registers_xlsx.document,
    Notice.LIST_TEMPLATE: list_template.build,
    Notice.EVENT_FILE: event_files.build,
    Notice.MEETING_FILE: meeting_files.build,
    Notice.PLAN_TEMPLATE: plan_files.template,
    Notice.PLAN_FILE: plan_files.build,
    Notice.CASES_FILE: cases_xlsx.document,
    Notice.PAIRS_FILE: pairs_xlsx.document,
    Notice.PAIRS_TEMPLATE: pair_lists.build,
}
# Those that show people the way to the bot.
LINKED: dict[str, BuildLinked] = {
    Notice.LIST_LINKS: list_links.build,
    Notice.EVENT_POSTER: event_posters.build,
    Notice.CERTIFICATE: certificate_files.build,
    Notice.CERTIFICATE_CORRECTED: certificate_files.build,
    Notice.MENTOR_PAPER: mentoring_papers.build,
}
