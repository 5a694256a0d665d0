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
