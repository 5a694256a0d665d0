"""From a request to VK's answer: the token and the version, the limit, one method or a batch of them."""

from collections.abc import Iterator
from typing import Any

from sandbox.vk.community import COMMUNITY
from sandbox.vk.editing import EDITING
from sandbox.vk.errors import ApiError, wrong
from sandbox.vk.execute import MOST_CALLS, Call, calls_in, parsed
from sandbox.vk.longpoll import version_of
from sandbox.vk.params import Params
from sandbox.vk.rights import check_right
from sandbox.vk.sending import send
from sandbox.vk.server import Server
from sandbox.vk.uploads import UPLOADS
from sandbox.world import Json

OLDEST_VERSION = (5, 81)
METHODS = {"messages.send": send, **EDITING, **COMMUNITY, **UPLOADS}


def answer(server: Server, method: str, params: Params, *, refusal: int) -> Json:
    """`refusal` is the error that was ordered for this request, 0 for none."""
    try:
        _check(server, params)
        if refusal:
            raise ApiError(refusal)
        server.limit.enter()
        if method == "execute":
            return _execute(server, params.needed("code"))
        return {"response": _perform(server, Call(method, {}), params)}
    except ApiError as error:
        return error.body(params.shown(method))


def methods_of(method: str, params: Params) -> list[str]:
    """The method itself, and those that the code of `execute` calls."""
    if method != "execute" or "code" not in params:
        return [method]
    try:
        return [method, *(call.method for call in calls_in(parsed(params.text("code"))))]
    except ApiError:
        return [method]


def _check(server: Server, params: Params) -> None:
    if "access_token" not in params:
        raise ApiError(5, "no access_token passed")
    if params.text("access_token") != server.config.vk_token:
        raise ApiError(5, "invalid access_token (4)")
    if "v" not in params:
        raise wrong("v is required")
    if version_of(params.text("v")) < OLDEST_VERSION:
        oldest = ".".join(map(str, OLDEST_VERSION))
        raise ApiError(8, f'versions below {oldest} are deprecated. Version param should be passed as "v"')


def _perform(server: Server, call: Call, params: Params) -> Any:
    error = ""
    outcome = "ok"
    try:
        if call.method not in METHODS:
            raise ApiError(3)
        check_right(server, call.method)
        return METHODS[call.method](server, params)
    except ApiError as failure:
        outcome, error = str(failure.code), failure.text
        raise
    finally:
        log(server, call.method, _peer(params), outcome, error)


def log(server: Server, method: str, peer: int | None, outcome: str, error: str, *, routine: bool = False) -> None:
    at = server.clock.moment().isoformat(timespec="milliseconds")
    server.calls.add(method, peer, outcome, error, at, routine=routine)


def _execute(server: Server, code: str) -> Json:
    batch = Batch(server)
    response = batch.value(parsed(code))
    return {"response": response, **({"execute_errors": batch.errors} if batch.errors else {})}


class Batch:
    """One run of a code: calls are carried out in order, each failed one is `false` and an entry of `errors`."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._made = 0
        self.errors: list[Json] = []

    def value(self, expression: Any) -> Any:
        if isinstance(expression, Call):
            return self._called(expression)
        return [self.value(each) for each in expression] if isinstance(expression, list) else expression

    def _called(self, call: Call) -> Any:
        if self._made == MOST_CALLS:
            raise ApiError(13, "too many API calls")
        self._made += 1
        try:
            return _perform(self._server, call, Params(call.values))
        except ApiError as error:
            self.errors.append(error.within_execute(call.method))
            return False


def _peer(params: Params) -> int | None:
    numbers: Iterator[str] = (params.text(name) for name in ("peer_id", "user_id", "peer_ids"))
    return next((int(text) for text in numbers if text.isdecimal()), None)
