import time
from collections import deque

from sandbox.clock import Clock
from sandbox.config import Config
from sandbox.faults import CallLog, Faults
from sandbox.files import FileStore
from sandbox.vk import wire
from sandbox.vk.errors import ApiError
from sandbox.vk.longpoll import LongPoll
from sandbox.world import Chat, Json, Message, NoSuchChat, World

NAME = "vk"
REQUESTS_PER_SECOND = 20
FIRST_CHAT = 2_000_000_000  # peers from here on are group chats
FIRST_FILE = 456239017


class RateLimit:
    """20 requests of a community in any second; those refused do not count."""

    def __init__(self, enabled: bool) -> None:
        self._enabled = enabled
        self._passed: deque[float] = deque(maxlen=REQUESTS_PER_SECOND)

    def enter(self) -> None:
        now = time.monotonic()
        if self._enabled and len(self._passed) == REQUESTS_PER_SECOND and now - self._passed[0] < 1:
            raise ApiError(6)
        self._passed.append(now)


class Server:
    """One community's VK: whom it may write to, and what becomes of a message. A message's page id is its cmid."""

    def __init__(self, config: Config, world: World, clock: Clock, files: FileStore) -> None:
        self.config, self.world, self.clock, self.files = config, world, clock, files
        self.faults = Faults()
        self.calls = CallLog()
        self.limit = RateLimit(config.limits)
        self.poll = LongPoll(config.vk_group, self.faults.long_poll_failure, world.announce)
        self.next_message_id = 1
        self.next_file_id = FIRST_FILE
        self.library: dict[str, Json] = {}
        self.keyboards: dict[int, Json] = {}
        self.read: dict[int, int] = {}
        self._sent: dict[tuple[int, int], Message] = {}

    @property
    def group_id(self) -> int:
        return self.config.vk_group

    @property
    def group(self) -> Json:
        names = {"name": self.config.bot_name, "screen_name": f"club{self.group_id}"}
        return {"id": self.group_id, **names, "is_closed": 0, "type": "page"}

    def known_chat(self, peer: int) -> Chat | None:
        """The conversation, if this person ever wrote or allowed messages."""
        try:
            chat = self.world.chat(NAME, peer)
        except NoSuchChat:
            return None
        return chat if chat.started else None

    def open_chat(self, peer: int) -> Chat:
        if peer >= FIRST_CHAT:
            raise ApiError(917)
        chat = self.known_chat(peer)
        if chat is None or chat.blocked:
            raise ApiError(901)
        return chat

    def put(self, chat: Chat, sender: str, content: Json) -> Message:
        now, cmid, out = self.clock.now(), max(chat.messages, default=0) + 1, int(sender == "bot")
        head = {"id": self.next_message_id, "date": int(now), "peer_id": chat.person.id, "out": out}
        head |= {"from_id": -self.group_id if out else chat.person.id, "conversation_message_id": cmid}
        body = {"text": "", "attachments": [], "fwd_messages": [], "important": False, "is_hidden": False}
        message = Message(
            cmid, sender, now, {**head, "version": 10_000_000 + head["id"], "random_id": 0, **body, **content}
        )
        self.next_message_id += 1
        self._remember(message)
        wire.project(message, chat.person)
        chat.add(message)
        return message

    def amend(self, chat: Chat, message: Message, wired: Json) -> None:
        message.wire = {**wired, "update_time": int(self.clock.now()), "version": wired["version"] + 1}
        wire.project(message, chat.person)
        chat.changed(message)

    def sent_before(self, peer: int, random_id: int) -> Message | None:
        return self._sent.get((peer, random_id))

    def lay_keyboard(self, chat: Chat, keyboard: Json | None) -> None:
        """Below the chat, until another one takes its place."""
        if keyboard and keyboard["buttons"]:
            self.keyboards[chat.person.id] = keyboard
            chat.reply_keyboard = wire.shown_rows(keyboard, chat.person)
        else:
            self.keyboards.pop(chat.person.id, None)
            chat.reply_keyboard = None

    def dump(self) -> Json:
        kept = {name: getattr(self, name) for name in ("next_message_id", "next_file_id", "library")}
        by_person = {name: list(getattr(self, name).items()) for name in ("keyboards", "read")}
        return {**kept, **by_person, "poll": self.poll.dump()}

    def load(self, kept: Json) -> None:
        self.next_message_id, self.next_file_id = kept["next_message_id"], kept["next_file_id"]
        self.library, self.keyboards, self.read = kept["library"], dict(kept["keyboards"]), dict(kept["read"])
        self.poll.load(kept["poll"])
        for chat in self.world.chats.values():
            if chat.person.network == NAME:
                for message in chat.messages.values():
                    self._remember(message)

    def _remember(self, message: Message) -> None:
        if message.sender == "bot" and message.wire["random_id"]:
            self._sent[message.wire["peer_id"], message.wire["random_id"]] = message
