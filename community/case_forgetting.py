"""What tells whose an unnamed question was goes some days after it is closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from community.attention import Kind
from community.talks import TALK
from storage.models import Account, Attention, Case, Complaint, Notification, Talk, TalkCopy, TalkMessage

KEPT = timedelta(days=14)  # after closing
FORMS = ("case", "complaint")  # answers of unfinished forms that name a case by its `id`


def forget_asker(session: Session, now: datetime) -> bool:
    """Of one case; False: none is left. The talk stays for the mentor, and is nobody's on the asker's side."""
    case = session.execute(_due(now).limit(1).with_for_update()).scalar_one_or_none()
    if case is None:
        return False
    talk = session.execute(select(Talk.id).where(Talk.case_id == case.id)).scalar_one_or_none()
    if talk is not None:
        _forget_talk(session, talk, case.asker_id)
    told = Notification.person_id == case.asker_id, Notification.ids["case"].as_integer() == case.id
    session.execute(delete(Notification).where(*told))
    _forget_forms(session, case)
    if case.closed_by == case.asker_id:
        case.closed_by = None
    case.asker_id = case.hides_municipality = case.hides_organisation = None
    session.flush()
    return True


def _due(now: datetime) -> Select[Case]:
    linked = or_(Case.asker_id.is_not(None), Case.hides_municipality.is_not(None), Case.hides_organisation.is_not(None))
    return select(Case).where(Case.closed_at <= now - KEPT, or_(Case.is_anonymous, Case.is_support), linked)


def _forget_talk(session: Session, talk: int, asker: int | None) -> None:
    accounts = select(Account.id).where(Account.person_id == asker)
    session.execute(delete(TalkCopy).where(TalkCopy.talk_id == talk, TalkCopy.account_id.in_(accounts)))
    said = TalkMessage.talk_id == talk, TalkMessage.author_id == asker
    session.execute(update(TalkMessage).where(*said).values(author_id=None, album=None))
    told = Notification.person_id == asker, Notification.ids[TALK].as_integer() == talk
    session.execute(delete(Notification).where(*told))
    complaints = list(session.execute(select(Complaint.id).where(Complaint.talk_id == talk)).scalars())
    items = Attention.kind == Kind.COMPLAINT.value, Attention.subject.in_(complaints)
    session.execute(delete(Attention).where(*items))
    session.execute(delete(Complaint).where(Complaint.id.in_(complaints)))


def _forget_forms(session: Session, case: Case) -> None:
    for account in session.execute(select(Account).where(Account.person_id == case.asker_id)).scalars():
        kept = {name: form for name, form in account.forms.items() if name not in FORMS or form.get("id") != case.id}
        if kept != account.forms:
            account.state, account.forms = None, kept
