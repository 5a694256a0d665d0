"""What keeps an asker unknown: from whom a question is hidden, and what may betray somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community import routing
from community.members import must_have_joined
from community.profiles import CommunityProfile
from community.refusals import CaseGone, FilesBetray, HidingNeeded, SureNeeded, UnknownChoice
from community.talks import Side
from storage.models import Case, CaseOffer, Person, Talk, TalkFile, TalkMessage

FROM_NOBODY = ""  # chosen by somebody who skips the question; None: not asked yet


def is_hidden(case: Case) -> bool:
    """Nobody who reads the case learns of the asker's name or place."""
    return case.is_anonymous or case.is_support


def hide(case: Case, person: Person, community: CommunityProfile) -> None:
    """A support question, at sending: from the people of the asker's municipality and organisation."""
    topic = community.consulting_topic(case.topic)
    case.is_support = topic is not None and topic.support
    if not case.is_support:
        case.hides_municipality = case.hides_organisation = None
        return
    only = community.only_municipality
    town = person.municipality or case.hides_municipality
    case.hides_municipality = town if town is not None or only is None else only.id
    case.hides_organisation = person.organisation


def chooses(person: Person, community: CommunityProfile) -> bool:
    """Nobody knows from whom to hide their questions."""
    return person.municipality is None and community.only_municipality is None


def must_be_ready(session: Session, case: Case, anonymous: bool, sure: bool) -> None:
    """`sure`: the asker has read what is to be known before. Raises `HidingNeeded`, `SureNeeded`."""
    if case.is_support and case.hides_municipality is None:
        raise HidingNeeded
    if not sure and (case.is_support or (anonymous and betraying(session, case))):
        raise SureNeeded


def hide_from(session: Session, person: Person, case_id: int, town: str, community: CommunityProfile) -> Case:
    """`town`: a municipality, or `FROM_NOBODY`. For a draft; later the asker's choice stays."""
    case = session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None or case.asker_id != person.id or case.sent_at is not None:
        raise CaseGone
    if town != FROM_NOBODY and community.municipality(town) is None:
        raise UnknownChoice
    case.hides_municipality = town
    session.flush()
    return case


def betraying(session: Session, case: Case) -> list[str]:
    """Kinds of the files in the question: a voice, a face or a document's author may be recognised."""
    said = select(TalkMessage.id).join(Talk, Talk.id == TalkMessage.talk_id).where(Talk.case_id == case.id)
    return sorted(set(session.execute(select(TalkFile.kind).where(TalkFile.message_id.in_(said))).scalars()))


def must_not_betray(case: Case, kinds: Sequence[str], insists: bool) -> None:
    """Of what an unnamed asker adds. Raises `FilesBetray`."""
    if is_hidden(case) and kinds and not insists:
        raise FilesBetray


def somebody_can_answer(session: Session, case: Case, community: CommunityProfile, now: datetime) -> bool:
    """Of a draft: whether there is anybody now; of a question that was sent: whether anybody has it."""
    if case.sent_at is None:
        return bool(routing.candidates(session, case, community, now, 1))
    return session.execute(select(CaseOffer.id).where(CaseOffer.case_id == case.id).limit(1)).first() is not None


def name_oneself(session: Session, person: Person, case_id: int) -> Case:
    """Only the asker does. Raises `NotJoined` where there is no name, `CaseGone`."""
    must_have_joined(person)
    case = session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None or case.asker_id != person.id or case.sent_at is None:
        raise CaseGone
    case.is_anonymous = False
    session.flush()
    return case


def of_unnamed(session: Session, files: Sequence[TalkFile]) -> set[int]:
    """Ids of the files of unnamed askers: what these are called may tell who it is."""
    asked = select(TalkMessage.id).join(Talk, Talk.id == TalkMessage.talk_id).join(Case, Case.id == Talk.case_id)
    hidden = asked.where(TalkMessage.side == Side.ASKER.value, or_(Case.is_anonymous, Case.is_support))
    among = hidden.where(TalkMessage.id.in_({file.message_id for file in files}))
    messages = set(session.execute(among).scalars())
    return {file.id for file in files if file.message_id in messages}
