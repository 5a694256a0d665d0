import pytest
from sqlalchemy.orm import Session

from community import routing
from storage.models import Case, CaseOffer
from tests.test_routing import HOUR, NOW, TOPIC, member, mentors_of, perm


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_the_less_busy_come_first_however_many_are_wanted(session: Session, most: int) -> None:
    anna, others = member(session, "Анна"), mentors_of(session, 4)
    boris, vera, gleb, dina = others
    held = {"topic": TOPIC, "created_at": NOW, "is_support": False, "is_anonymous": False}
    session.add(Case(asker_id=anna.id, mentor_id=boris.id, state="taken", **held))
    asked = Case(asker_id=anna.id, state="closed", closed_at=NOW, mentor_id=gleb.id, **held)
    session.add(asked)
    session.flush()
    for person, hours in ((vera, 1), (gleb, 25)):
        session.add(
            CaseOffer(case_id=asked.id, person_id=person.id, state="ended", due=NOW, offered_at=NOW - hours * HOUR)
        )
    case = Case(asker_id=anna.id, state="searching", **held)
    session.add(case)
    session.flush()
    assert [*routing.candidates(session, case, perm, NOW, most)] == [gleb, dina, vera, boris][:most]
