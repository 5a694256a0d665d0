from __future__ import annotations

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, ProxyError, RequestException, SSLError
from urllib3.exceptions import MaxRetryError, NewConnectionError
from vk_api.exceptions import ApiError, ApiHttpError, Captcha

from messengers.messenger import Blocked, DeliveryError, Rejected, SlowDown, Unavailable, Uncertain

TOO_FAST = 6
FLOOD = {9, 29}
FLOOD_SECONDS = 60.0
BLOCKED = {18: "gone", 900: "blocked", 901: "blocked", 902: "blocked"}
LATER = {1: "server", 10: "server", 43: "server", 14: "captcha", 5: "token", 27: "token", 28: "token"}
REFUSED = {
    7: "no_right",
    8: "bad_version",
    15: "no_access",
    100: "bad_request",
    909: "too_old",
    911: "bad_keyboard",
    912: "bot_features_off",
    914: "too_long",
    917: "no_chat",
    920: "too_old",
    924: "too_old",
    945: "no_chat",
    950: "late_reply",
}


def failure_of_code(code: int) -> DeliveryError:
    """VK's table of errors; a number not in it is taken for a definite refusal."""
    if code in BLOCKED:
        return Blocked(BLOCKED[code])
    if code == TOO_FAST:
        return SlowDown(1.0)
    if code in FLOOD:
        return SlowDown(FLOOD_SECONDS)
    if code in LATER:
        return Unavailable(LATER[code])
    return Rejected(REFUSED.get(code, f"error_{code}"))


def failure_of(error: Exception) -> DeliveryError:
    """A word instead of the library's exception, whose values hold the token."""
    match error:
        case ApiError() if isinstance(error.code, int):
            return failure_of_code(error.code)
        case Captcha():
            return Unavailable("captcha")
        case ApiHttpError():
            return Uncertain("server") if error.response.status_code >= 500 else Rejected("http")
        case FileNotFoundError() | PermissionError():
            return Rejected("no_file")
        case ValueError():
            return Uncertain("undecodable")
        case RequestException():
            return Unavailable("unreachable") if _never_left(error) else Uncertain("no_answer")
    return Uncertain("undecodable")


def _never_left(error: RequestException) -> bool:
    if isinstance(error, ConnectTimeout | ProxyError | SSLError):
        return True
    cause = error.args[0] if isinstance(error, NoConnection) and error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
