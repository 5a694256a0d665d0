"""What a rule says no to. The sentences stand in `screens/refusals.py`."""


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


class MemberGone(Refusal):
    pass


class CodeSpent(Refusal):
    """The code for another network was used, or is too old."""


class AccountGone(Refusal):
    """The account does not belong to the person any more."""


class LastAccount(Refusal):
    pass


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


class ListGone(Refusal):
    """A list read from a file: it is saved already, a newer one has come, or a day has passed."""
