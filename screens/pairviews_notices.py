"""What people are told of lists of pairs and of papers, made at delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import mentoring_papers, pair_exports, pair_imports
from community.notices import Notice
from community.pair_modes import Mode
from community.profiles import CommunityProfile
from community.refusals import MentorshipGone
from messengers.screen import Screen
from screens import pair_imports as screens
from screens import presses
from screens.mentoring_results import PAPERS, in_a_line
from screens.navigation import button, menu
from screens.pair_modes import mode_lines
from screens.pair_registers import days_of, pairs_button
from screens.words import esc
from storage.models import Expected, Mentorship, Person

Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def pairs_file(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Its document is made at delivery, in `screens/pairs_xlsx.py`."""
    asked = pair_exports.read(session, ids)
    if asked is None:
        return None
    text = f"🤝 Пары за {days_of(asked.period)} — в файле выше. Слов из переписки в нём нет."
    return Screen(text, [[pairs_button(), menu()]], kept=True)


def pairs_template(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """The same, in `screens/pair_lists.py`."""
    text = "📄 Образец — в файле выше. Заполните его и отправьте в этот же чат."
    return Screen(text, [[button("📥 Загрузить пары", presses.ImportPairs()), menu()]], kept=True)


def pair_to_confirm(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while it is to be answered."""
    waiting = _waiting(session, ids)
    if waiting is None or waiting.is_confirmed or waiting.other is None:
        return None
    return screens.to_confirm(waiting, community)


def pair_confirmed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    waiting = _waiting(session, ids)
    return screens.made(waiting) if waiting and waiting.mentorship_id else None


def pair_not_made(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    text = "Пару из списка координатора решили не создавать. Дело не в вас: так бывает, когда планы меняются."
    return Screen(text, [[menu()]], kept=True)


def pair_mode(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """To whoever leads a pair, as long as it works like that."""
    made = session.get(Mentorship, ids["mentorship"])
    if made is None or made.completed_at is not None or made.mode != ids["mode"]:
        return None
    ordered = made.mode == Mode.EMPLOYMENT
    what = "отмечены приказ и ваше письменное согласие" if ordered else "снята отметка о приказе"
    text = f"📄 В вашей паре {what}.\n" + "\n".join(esc(each) for each in mode_lines(made))
    text += "\n\nЧто-то не так? Скажите координатору: запись можно исправить."
    return Screen(text, [[button("🤝 Открыть пару", presses.ShowMentorship(id=made.id, page=0))], [menu()]], kept=True)


def mentor_paper(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Its document is made at delivery, in `screens/mentoring_papers.py`."""
    found = mentoring_papers.read(session, ids, community)
    if found is None:
        return None
    paper, _ = found
    text = f"📄 {PAPERS[paper.kind]}, {in_a_line(paper.period)}, — в файле выше."
    text += "" if community.certificates.signatory.is_filled else " Подпись и печать поставят у координатора."
    return Screen(text, [[button("🏅 Мои итоги", presses.MyResults())], [menu()]], kept=True)


def _waiting(session: Session, ids: Mapping[str, Any]) -> pair_imports.Waiting | None:
    row = session.get(Expected, ids["expected"])
    person = session.get(Person, row.person_id) if row and row.person_id else None
    if row is None or person is None:
        return None
    try:
        return pair_imports.look(session, person, row.id)
    except MentorshipGone:
        return None


PAIRVIEWS_KINDS: dict[str, str] = {
    Notice.PAIRS_FILE: "файл с парами",
    Notice.PAIRS_TEMPLATE: "образец списка пар",
    Notice.PAIR_TO_CONFIRM: "вопрос о паре из списка",
    Notice.PAIR_CONFIRMED: "весть о подтверждённой паре",
    Notice.PAIR_NOT_MADE: "весть, что пары из списка не будет",
    Notice.PAIR_MODE: "весть о приказе для пары",
    Notice.MENTOR_PAPER: "документ о наставничестве",
}
PAIRVIEWS_NOTICES: dict[str, Told] = {
    Notice.PAIRS_FILE: pairs_file,
    Notice.PAIRS_TEMPLATE: pairs_template,
    Notice.PAIR_TO_CONFIRM: pair_to_confirm,
    Notice.PAIR_CONFIRMED: pair_confirmed,
    Notice.PAIR_NOT_MADE: pair_not_made,
    Notice.PAIR_MODE: pair_mode,
    Notice.MENTOR_PAPER: mentor_paper,
}
