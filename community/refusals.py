"""What a rule says no to. The sentences stand in `screens/refusals.py`."""

from datetime import datetime


class Refusal(Exception):
    pass


class AlreadyJoined(Refusal):
    pass


class NotJoined(Refusal):
    pass


class ConsentNeeded(Refusal):
    pass


class ConsentOutdated(Refusal):
    """The wording has changed since the screen was shown."""


class UnknownChoice(Refusal):
    """The municipality, position or subject is no longer in the profile."""


class NotAllowed(Refusal):
    pass


class TooYoung(Refusal):
    pass


class AgeNeeded(Refusal):
    """A position in which people may be under 18 was chosen, and they have not said."""


class MemberGone(Refusal):
    pass


class CodeSpent(Refusal):
    """The code for another network was used, or is too old."""


class AccountGone(Refusal):
    """The account does not belong to the person any more."""


class LastAccount(Refusal):
    pass


class AccountInUse(Refusal):
    """A role, or in the meantime a profile, belongs to the account from which a lost profile is asked for."""


class AskedTooOften(Refusal):
    """A lost profile may be asked for a few times a day."""


class RequestGone(Refusal):
    """The request for a lost profile was erased."""


class BeyondRecovery(Refusal):
    """A profile with roles the actor could not grant, or the actor's own, is not handed to a new account."""


class BeyondAccess(Refusal):
    """Nobody hands on more than they have."""


class OwnAccess(Refusal):
    """Nobody but an owner opens anything for themselves."""


class LastOwner(Refusal):
    """Nobody would be left to run the community."""


class NothingToLend(Refusal):
    """No role of one's own, or none but ownership."""


class StandInForOneself(Refusal):
    pass


class DayRefused(Refusal):
    """A day that is over, or more than a year away."""


class CopyJustMade(Refusal):
    """A copy of one's data is made once an hour."""


class FormNotNeeded(Refusal):
    """Parents sign for those under 18 who have not joined, once."""


class FormGone(Refusal):
    """No form is awaited with this code: received, expired, or mistyped."""


class AlreadyMentor(Refusal):
    pass


class AlreadyApplied(Refusal):
    pass


class NotAMentor(Refusal):
    pass


class TooEarly(Refusal):
    """The years of teaching do not suffice on this ground yet."""


class ApplicationGone(Refusal):
    pass


class OwnApplication(Refusal):
    """Nobody decides about themselves."""


class InvitationGone(Refusal):
    pass


class ColleagueGone(Refusal):
    pass


class ListGone(Refusal):
    """A list read from a file: it is saved already, a newer one has come, or a day has passed."""


class EventGone(Refusal):
    pass


class EventCancelled(Refusal):
    pass


class EventStarted(Refusal):
    """Too late to register, to leave or to change: it has begun, or is over."""


class RegistrationNotOpen(Refusal):
    pass


class RegistrationClosed(Refusal):
    pass


class RegisterElsewhere(Refusal):
    """The organiser registers people at another address."""


class AnswersNeeded(Refusal):
    """The organiser asks something of those who register."""


class TeamNeeded(Refusal):
    """Registration for a contest of teams names one."""


class NotRegistered(Refusal):
    pass


class LastOrganiser(Refusal):
    """Somebody has to be told who registers."""


class MarkingNotOpen(Refusal):
    """Presence is confirmed from half an hour before the start on."""


class MarkingOver(Refusal):
    """A day after the end for oneself, two weeks for organisers."""


class CodeWordMissing(Refusal):
    pass


class NotThere(Refusal):
    """Only those whose presence was confirmed say how it was."""


class EventNotOver(Refusal):
    """Certificates are of what has taken place."""


class NoCertificate(Refusal):
    """Nobody has confirmed that they were there."""


class CertificateGone(Refusal):
    pass


class CertificateWithdrawn(Refusal):
    """The mark of presence that it confirmed was taken away."""


class AlreadyCorrected(Refusal):
    """One's own certificate is corrected once."""


class PlanGone(Refusal):
    """A plan read from a file: it is saved already, a newer one has come, or the world has changed meanwhile."""


class EventAhead(Refusal):
    """Of what is not over yet nothing is told."""


class NotRepeated(Refusal):
    """The event is not one of a series that repeats."""


class NotPublished(Refusal):
    """A draft, or what a member has proposed, does not repeat."""


class OfferGone(Refusal):
    """What a member proposed was withdrawn, or is no longer to be changed."""


class TooManyOffers(Refusal):
    """So many of one's events or topics wait for an answer."""


class TopicGone(Refusal):
    pass


class CaseGone(Refusal):
    """The question is not there any more, or is not for this person to see."""


class CaseClosed(Refusal):
    """The question cannot go on like this: it is closed, or somebody was faster."""


class ArticleGone(Refusal):
    """The ready answer is not there any more, or is not this person's."""


class ArticleSettled(Refusal):
    """This has been decided about the ready answer already."""


class NotForAnswers(Refusal):
    """No ready answer is made of such a question."""


class CaseTaken(Refusal):
    """A colleague answers it already. `words`: what was meant as an answer, for whoever wrote it."""

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self.words = words


class NotYourCase(Refusal):
    """Somebody else answers it."""


class HandingOver(Refusal):
    """The case was not handed to this person, or not any more."""


class CannotAnswer(Refusal):
    """Whom the case was to go to is away, has no room or may not see it."""


class TooManyCanned(Refusal):
    pass


class CannedGone(Refusal):
    pass


class HidingNeeded(Refusal):
    """A support question of somebody whose municipality nobody knows: from whom is it to be hidden?"""


class SureNeeded(Refusal):
    """There is something to read before the question is sent."""


class FilesBetray(Refusal):
    """An unnamed asker sends a voice or a picture."""


class Banned(Refusal):
    """No questions and no answers until a day."""

    def __init__(self, until: datetime | None = None) -> None:
        super().__init__()
        self.until = until


class ComplaintGone(Refusal):
    pass


class OwnComplaint(Refusal):
    """Nobody decides about themselves."""


class NothingFlagged(Refusal):
    """A complaint names the messages it is about."""


class NotAlike(Refusal):
    """Two questions that are not of one asker, or of one who is not named, stay apart."""


class AnswerLeft(Refusal):
    """It is on its way already, and is no longer held back."""


class SaidAlready(Refusal):
    """What waited was passed on, or given up."""


class NothingToPass(Refusal):
    """A sticker, a place, a contact: nothing that a talk carries."""


class ForwardedNotPassed(Refusal):
    """What somebody else has written elsewhere may name them."""


class FileTooLarge(Refusal):
    pass


class FileOutOfReach(Refusal):
    pass


class TooYoungToAsk(Refusal):
    """Nobody under 18 writes in private with adults before the parents have signed."""


class NothingAnswered(Refusal):
    """Before there is an answer a mentor proposes no end, and nobody rates anything."""


class CaseOver(Refusal):
    """Closed longer ago than it may be opened again."""


class AnnouncementGone(Refusal):
    """Also of somebody else's draft: nobody is told that there is one."""


class MentorRequestGone(Refusal):
    """The request for a mentor is not there any more, or is not this person's."""


class RequestSettled(Refusal):
    """The request cannot go on like this: it is answered, withdrawn, or with somebody else by now."""


class MentorHasNoRoom(Refusal):
    """So many mentees as they take are with them already."""


class MentorshipGone(Refusal):
    """There is no such pair or group any more, or the person is not in it."""


class MentorshipSettled(Refusal):
    """The pair or group cannot go on like this: it is completed, or stands elsewhere by now."""
