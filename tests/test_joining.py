from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from community import joining
from community.consents import Kind, give, in_force, withdraw, wording
from community.joining import Step, asks_age, next_step, step_before, step_named, steps
from community.profile_files import known_profiles, load_profile
from community.profiles import CommunityProfile, Position
from community.refusals import (
    AlreadyJoined,
    ConsentNeeded,
    ConsentOutdated,
    NotJoined,
    TooYoung,
    UnknownChoice,
)
from handlers.joining import step_back
from handlers.turn import Dialogue, Turn
from screens import presses
from storage.models import Base, Consent, Person
from storage.people import CurrentAccount
from tests.examples import at_most

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PROFILES = [load_profile(name) for name in known_profiles()]
perm = load_profile("perm-nastavniki")
anuchino = load_profile("anuchino-school")  # one municipality
tyumen = load_profile("tyumen-skillsclub")  # students may be under 18

TEACHER = {"name": "Анна", "municipality": perm.municipalities[0].id, "position": "teacher"}
every_profile = pytest.mark.parametrize("community", PROFILES, ids=known_profiles())


def student(community: CommunityProfile) -> Position:
    return next(position for position in community.positions if position.may_be_minor)


def complete(community: CommunityProfile, position: str = "teacher") -> dict[str, str]:
    return {"name": "Анна", "municipality": community.municipalities[-1].id, "position": position}


def agree(session: Session, person: Person, community: CommunityProfile, kind: Kind = Kind.PARTICIPATION) -> Consent:
    version = wording(community, kind).version
    return give(session, person, kind, version=version, document="Согласие", community=community, network="vk", now=NOW)


def newcomer(session: Session) -> Person:
    person = Person(created_at=NOW)
    session.add(person)
    session.flush()
    return person


@pytest.fixture
def anna(session: Session) -> Person:
    return newcomer(session)


@every_profile
def test_first_question_is_the_consent(community: CommunityProfile) -> None:
    assert next_step(False, complete(community), community) is Step.CONSENT
    assert steps(community)[:2] == [Step.CONSENT, Step.NAME]


@every_profile
def test_nothing_is_asked_twice(community: CommunityProfile) -> None:
    answers: dict[str, str] = {}
    asked = []
    while step := next_step(True, answers, community):
        asked.append(step)
        answers[step] = complete(community)[step]
    assert asked == steps(community)[1:]


def test_only_municipality_is_not_asked() -> None:
    assert Step.MUNICIPALITY not in steps(anuchino)
    assert Step.MUNICIPALITY in steps(perm)


def test_age_is_asked_of_those_who_may_be_under_18() -> None:
    answers = complete(tyumen, student(tyumen).id)
    assert next_step(True, answers, tyumen) is Step.AGE
    assert next_step(True, {**answers, "age": "adult"}, tyumen) is None
    assert not asks_age(complete(tyumen), tyumen)


def test_age_is_not_a_numbered_step() -> None:
    assert Step.AGE not in steps(tyumen)


@pytest.mark.parametrize(
    ("step", "gone"), [(Step.MUNICIPALITY, "atlantis"), (Step.POSITION, "wizard"), (Step.NAME, "")]
)
def test_answer_that_left_the_profile_is_asked_again(step: Step, gone: str) -> None:
    assert next_step(True, {**TEACHER, step.value: gone}, perm) is step


@every_profile
def test_way_back_leads_to_the_name_and_never_to_the_consent(community: CommunityProfile) -> None:
    way: list[Step] = []
    step: Step | None = Step.AGE
    while step:
        way.append(step)
        step = step_before(step, community)
    assert way == [Step.AGE, *steps(community)[:0:-1]]
    assert step_before(Step.CONSENT, community) is None


def test_button_of_a_step_the_profile_has_no_more_leads_somewhere(session: Session, anna: Person) -> None:
    """The community had several municipalities when the screen was shown."""
    agree(session, anna, anuchino)
    account = CurrentAccount(anna, 1, "vk", 2002, None, {}, None, None, None)
    turn = Turn(session, account, anuchino, NOW, Dialogue())
    old_button = presses.StepBack(step="municipality")
    assert step_back(None, old_button, turn).buttons  # type: ignore[arg-type] # nothing of the update is looked at


@pytest.mark.parametrize("name", ["consent", "", "Name", "nothing"])
def test_step_that_cannot_be_gone_back_to(name: str) -> None:
    assert step_named(name, perm) is None


def test_steps_are_found_by_their_names() -> None:
    assert {step_named(step.value, perm) for step in Step} == {*Step, None} - {Step.CONSENT}


def test_guest_becomes_a_member(session: Session, anna: Person) -> None:
    agree(session, anna, perm)
    joining.join(session, anna, TEACHER, perm, NOW)
    assert (anna.name, anna.municipality, anna.position) == ("Анна", perm.municipalities[0].id, "teacher")
    assert anna.joined_at == NOW


def test_member_of_a_community_of_one_municipality_belongs_to_it(session: Session, anna: Person) -> None:
    agree(session, anna, anuchino)
    joining.join(session, anna, {"name": "Анна", "position": "teacher"}, anuchino, NOW)
    assert anna.municipality == anuchino.municipalities[0].id


def test_joining_twice_changes_nothing(session: Session, anna: Person) -> None:
    agree(session, anna, perm)
    joining.join(session, anna, TEACHER, perm, NOW)
    with pytest.raises(AlreadyJoined):
        joining.join(session, anna, {**TEACHER, "name": "Борис"}, perm, NOW)
    assert anna.name == "Анна"


def test_joining_without_a_consent_is_refused(session: Session, anna: Person) -> None:
    with pytest.raises(ConsentNeeded):
        joining.join(session, anna, TEACHER, perm, NOW)
    agree(session, anna, perm, Kind.MAILINGS)
    with pytest.raises(ConsentNeeded):
        joining.join(session, anna, TEACHER, perm, NOW)
    assert anna.joined_at is None


@pytest.mark.parametrize("answers", [{}, {**TEACHER, "position": "wizard"}, {**TEACHER, "municipality": "atlantis"}])
def test_joining_with_an_answer_missing_is_refused(session: Session, anna: Person, answers: dict[str, str]) -> None:
    agree(session, anna, perm)
    with pytest.raises(UnknownChoice):
        joining.join(session, anna, answers, perm, NOW)
    assert (anna.joined_at, anna.name) == (None, None)


def test_student_joins_only_after_the_question_of_age(session: Session, anna: Person) -> None:
    agree(session, anna, tyumen)
    answers = complete(tyumen, student(tyumen).id)
    with pytest.raises(UnknownChoice):
        joining.join(session, anna, answers, tyumen, NOW)
    joining.join(session, anna, {**answers, "age": "adult"}, tyumen, NOW)
    assert anna.joined_at == NOW


def test_nothing_stays_of_who_is_under_18(session: Session, anna: Person) -> None:
    agree(session, anna, tyumen)
    anna.name = "Анна"
    joining.mark_minor(session, anna, NOW)
    assert anna.is_minor
    assert not anna.name
    assert session.execute(select(func.count()).select_from(Consent)).scalar() == 0
    with pytest.raises(TooYoung):
        joining.begin(anna)


def test_who_came_of_age_begins_anew(session: Session, anna: Person) -> None:
    joining.mark_minor(session, anna, NOW)
    joining.come_of_age(anna)
    joining.begin(anna)
    assert in_force(session, anna, Kind.PARTICIPATION) is None


def test_member_is_not_made_a_minor_by_an_old_button(session: Session, anna: Person) -> None:
    agree(session, anna, perm)
    joining.join(session, anna, TEACHER, perm, NOW)
    with pytest.raises(AlreadyJoined):
        joining.mark_minor(session, anna, NOW)
    assert anna.name == "Анна"
    assert in_force(session, anna, Kind.PARTICIPATION)


def test_who_leaves_is_a_guest_without_a_trace(session: Session, anna: Person) -> None:
    agree(session, anna, perm)
    agree(session, anna, perm, Kind.MAILINGS)
    joining.join(session, anna, TEACHER, perm, NOW)
    anna.organisation, anna.specialities, anna.teaching_since = "школа № 7", ["math"], 2020
    joining.leave(session, anna, NOW)
    fields = (anna.name, anna.municipality, anna.position, anna.organisation, anna.teaching_since, anna.joined_at)
    assert set(fields) == {None}
    assert anna.specialities == []
    assert {in_force(session, anna, kind) for kind in Kind} == {None}
    with pytest.raises(NotJoined):
        joining.leave(session, anna, NOW)


def test_withdrawn_consent_stays_as_a_record(session: Session, anna: Person) -> None:
    agree(session, anna, perm)
    joining.join(session, anna, TEACHER, perm, NOW)
    joining.leave(session, anna, NOW)
    [record] = session.execute(select(Consent)).scalars()
    assert (record.given_at, record.withdrawn_at, record.network) == (NOW, NOW, "vk")


def test_consent_to_an_old_wording_is_refused(session: Session, anna: Person) -> None:
    with pytest.raises(ConsentOutdated):
        give(
            session,
            anna,
            Kind.PARTICIPATION,
            version="2020-01-01",
            document="Согласие",
            community=perm,
            network="vk",
            now=NOW,
        )
    assert in_force(session, anna, Kind.PARTICIPATION) is None


def test_consent_given_twice_is_one(session: Session, anna: Person) -> None:
    assert agree(session, anna, perm) is agree(session, anna, perm)


def test_consents_are_withdrawn_one_by_one(session: Session, anna: Person) -> None:
    agree(session, anna, perm)
    agree(session, anna, perm, Kind.MAILINGS)
    withdraw(session, anna, Kind.MAILINGS, NOW)
    assert in_force(session, anna, Kind.MAILINGS) is None
    assert in_force(session, anna, Kind.PARTICIPATION)


def in_memory() -> Iterator[Engine]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


class Joining(RuleBasedStateMachine):
    """Somebody answers, goes back, cancels, leaves and presses old buttons in any order."""

    community = tyumen

    def __init__(self) -> None:
        super().__init__()
        self.engines = in_memory()
        self.session = Session(next(self.engines))
        self.person = newcomer(self.session)
        self.answers: dict[str, str] = {}
        self.step: Step | None = None

    def teardown(self) -> None:
        self.session.close()
        next(self.engines, None)

    @property
    def agreed(self) -> bool:
        return in_force(self.session, self.person, Kind.PARTICIPATION) is not None

    def goes_on(self) -> None:
        self.step = next_step(self.agreed, self.answers, self.community)
        if self.step is None:
            joining.join(self.session, self.person, self.answers, self.community, NOW)
            self.answers = {}

    def may_begin(self) -> bool:
        try:
            joining.begin(self.person)
        except (AlreadyJoined, TooYoung):
            return False
        return True

    @rule()
    def begins(self) -> None:
        if self.may_begin():
            self.goes_on()

    @rule()
    def agrees(self) -> None:
        if self.may_begin():
            agree(self.session, self.person, self.community)
            self.goes_on()

    @rule(step=st.sampled_from([Step.NAME, Step.MUNICIPALITY, Step.POSITION]), data=st.data())
    def answers_even_by_an_old_button(self, step: Step, data: st.DataObject) -> None:
        known = {
            Step.NAME: ["Анна", "Борис"],
            Step.MUNICIPALITY: [item.id for item in self.community.municipalities] + ["atlantis"],
            Step.POSITION: [item.id for item in self.community.positions] + ["wizard"],
        }
        if self.may_begin() and self.agreed:
            self.answers[step.value] = data.draw(st.sampled_from(known[step]))
            if step is Step.POSITION:
                self.answers.pop("age", None)
            self.goes_on()

    @rule()
    def says_adult(self) -> None:
        if self.may_begin() and self.agreed:
            self.answers["age"] = "adult"
            self.goes_on()

    @rule()
    def says_not_yet_18(self) -> None:
        try:
            joining.mark_minor(self.session, self.person, NOW)
        except AlreadyJoined:
            return
        self.answers = {}

    @rule()
    def comes_of_age(self) -> None:
        joining.come_of_age(self.person)

    @precondition(lambda self: self.step not in {None, Step.CONSENT})
    @rule()
    def goes_back_and_keeps_the_answer(self) -> None:
        before, kept = step_before(self.step or Step.NAME, self.community), dict(self.answers)
        if before is not None and self.may_begin() and self.agreed:
            self.goes_on()
            assert self.step is None or self.answers == kept

    @rule()
    def cancels(self) -> None:
        if self.may_begin():
            withdraw(self.session, self.person, Kind.PARTICIPATION, NOW)
            self.answers = {}

    @rule()
    def leaves(self) -> None:
        if self.person.joined_at is None:
            with pytest.raises(NotJoined):
                joining.leave(self.session, self.person, NOW)
        else:
            joining.leave(self.session, self.person, NOW)

    @invariant()
    def member_agreed_and_answered_everything(self) -> None:
        person = self.person
        if person.joined_at is not None:
            assert self.agreed
            assert not person.is_minor
            assert person.name
            assert self.community.municipality(person.municipality or "")
            assert self.community.position(person.position or "")

    @invariant()
    def nothing_is_kept_of_who_is_no_member(self) -> None:
        person = self.person
        if person.joined_at is None:
            assert (person.name, person.municipality, person.position) == (None, None, None)
        if person.is_minor:
            assert not self.session.execute(select(func.count()).select_from(Consent)).scalar()

    @invariant()
    def one_consent_is_in_force_at_most(self) -> None:
        valid = select(func.count()).select_from(Consent).where(Consent.withdrawn_at.is_(None))
        assert self.session.execute(valid).scalar_one() <= 1


class JoiningTheOnlyMunicipality(Joining):
    community = anuchino


Joining.TestCase.settings = settings(max_examples=at_most(40), stateful_step_count=25)
JoiningTheOnlyMunicipality.TestCase.settings = settings(max_examples=at_most(20), stateful_step_count=25)
TestJoining = Joining.TestCase
TestJoiningTheOnlyMunicipality = JoiningTheOnlyMunicipality.TestCase
