import re
from dataclasses import dataclass
from pathlib import Path

NETWORKS = ("telegram", "vk")
VK_RIGHTS = ("manage", "messages", "photos", "docs")
_LOOKS_REAL = re.compile(r"\d{8,12}:[\w-]{35}|(?:vk1\.a\.)?[\w-]{80,}")


class BadConfig(ValueError):
    pass


@dataclass(frozen=True)
class Newcomer:
    network: str
    id: int | None
    first_name: str
    last_name: str = ""
    username: str = ""
    old_client: bool = False

    @classmethod
    def parse(cls, text: str) -> "Newcomer":
        """`telegram:1001:Анна:Тестова` or `vk:3001:Вера:Новая`; the last name may be missing."""
        network, person_id, first_name, *rest = [*text.split(":"), "", ""]
        if not (network in NETWORKS and person_id.isdigit() and first_name) or len(rest) > 3:
            raise BadConfig(f"not network:id:first:last: {text!r}")
        return cls(network, int(person_id), first_name, rest[0])


@dataclass(frozen=True)
class Config:
    telegram_token: str = "1000001:sandbox"  # noqa: S105 - invented, the sandbox knows no other
    bot_name: str = "Бот сообщества"
    bot_username: str = "sandbox_bot"
    vk_token: str = "vk1.a.sandbox"  # noqa: S105 - invented too
    vk_group: int = 900001
    vk_rights: tuple[str, ...] = VK_RIGHTS  # of the token
    vk_messages: bool = True  # «Сообщения сообщества»
    vk_bots: bool = True  # «Возможности ботов»
    clock_file: Path | None = None
    state_file: Path | None = None
    limits: bool = True
    messages_per_second: int = 30  # of Telegram, to all; more where broadcasts are paid for
    people: tuple[Newcomer, ...] = ()
    query_seconds: float = 15 * 60  # a pressed button waits no longer for its answer
    edit_hours: float | None = 48  # None: the bot's own messages can be edited for ever

    def __post_init__(self) -> None:
        for token, invented in ((self.telegram_token, "1000001:sandbox"), (self.vk_token, "vk1.a.sandbox")):
            if _LOOKS_REAL.fullmatch(token):
                raise BadConfig(f"this looks like a real token; the sandbox wants an invented one, such as {invented}")
        if not re.fullmatch(r"\d+:[\w-]+", self.telegram_token):
            raise BadConfig("a token is digits, a colon and letters, such as 1000001:sandbox")
        if not self.vk_token or self.vk_group < 1:
            raise BadConfig("VK needs a token, such as vk1.a.sandbox, and the positive number of a community")
