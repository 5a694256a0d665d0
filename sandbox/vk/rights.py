"""What a method wants of the token and of the community, before it is carried out."""

from sandbox.vk.errors import ApiError
from sandbox.vk.server import Server

_OF_SECTION = {"messages": "messages", "docs": "docs", "photos": "photos"}
_LONG_POLL = ("groups.getLongPollServer", "groups.getLongPollSettings", "groups.setLongPollSettings")


def check_right(server: Server, method: str) -> None:
    section = method.partition(".")[0]
    needed = "manage" if method in _LONG_POLL else _OF_SECTION.get(section)
    if needed and needed not in server.config.vk_rights:
        raise ApiError(15, "no access to call this method. It cannot be called with current scopes.")
    if section == "messages" and not server.config.vk_messages:
        raise ApiError(15, "group messages are disabled")
