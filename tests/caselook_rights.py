"""Who gets the files of what a complaint flags."""

from __future__ import annotations

from community import complaint_files
from tests.privacy_rights import RESPONDS, asked, complained, of_support
from tests.rights_world import COORDINATES, NOW, UseCase

CASELOOK = [
    UseCase(
        "complaint_files.show",
        "gets the files of what is flagged of what she has said",
        COORDINATES,
        lambda at: complaint_files.show(at.session, at.actor, complained(at, asked(at)).id, NOW),
    ),
    UseCase(
        "complaint_files.show",
        "gets the files of what is flagged in her question of support",
        RESPONDS,
        lambda at: complaint_files.show(at.session, at.actor, complained(at, of_support(at)).id, NOW),
    ),
]
