from typing import Any

from sandbox.clock import Clock
from sandbox.config import Config
from sandbox.faults import CallLog, Faults
from sandbox.files import FileStore
from sandbox.telegram import rules, wire
from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.params import Params
from sandbox.telegram.updates import UpdateQueue
from sandbox.world import Chat, Json, Message, NoSuchChat, World

NAME = "telegram"


class Server:
    """One bot's Telegram: what it may do to whom, and what becomes of a message."""

    def __init__(self, config: Config, world: World, clock: Clock, files: FileStore) -> None:
        self.config, self.world, self.clock, self.files = config, world, clock, files
        self.updates = UpdateQueue(clock, world.announce)
        self.flood = rules.FloodControl(config.limits, config.messages_per_second)
        self.faults = Faults()
        self.calls = CallLog()
        self.bot_id = int(config.telegram_token.split(":")[0])
        self.profile: Json = {"commands": {}, "menu_buttons": {}, "texts": {}}
        self.next_message_id = 1

    @property
    def bot(self) -> Json:
        names = {"first_name": self.config.bot_name, "username": self.config.bot_username}
        return {"id": self.bot_id, "is_bot": True, **names}

    def chat_of(self, params: Params) -> Chat:
        """The chat meant by `chat_id`: a person whom the bot may know, that is, who wrote to it at least once."""
        if "chat_id" not in params:
            raise bad_request("chat_id is empty")
        try:
            chat = self.world.chat(NAME, params.integer("chat_id"))
        except NoSuchChat:
            raise bad_request("chat not found") from None
        if not chat.started:
            raise bad_request("chat not found")
        return chat

    def open_chat_of(self, params: Params) -> Chat:
        chat = self.chat_of(params)
        if chat.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return chat

    def own_message(self, params: Params) -> tuple[Chat, Message]:
        """The bot's message to be edited."""
        chat = self.chat_of(params)
        if "message_id" not in params:
            raise bad_request("message identifier is not specified")
        message = chat.seen(params.integer("message_id"))
        if message is None:
            raise bad_request("message to edit not found")
        if message.sender != "bot" or not message.editable or self._too_old_to_edit(message):
            raise bad_request("message can't be edited")
        return chat, message

    def send(self, params: Params, *contents: Json) -> list[Json]:
        """Delivers one message, or several as an album, with the keyboard and the reply that were asked for."""
        markup = self.keyboard(params)
        chat = self.open_chat_of(params)
        reply = self._replied(chat, params)
        self.flood.pass_messages(chat.person.id, len(contents))
        if markup is not None and "inline_keyboard" not in markup:
            chat.reply_keyboard = _shown_keyboard(markup)
        inline = {"reply_markup": markup} if markup and markup.get("inline_keyboard") else {}
        sent = [self.put(chat, "bot", {**reply, **content, **inline}) for content in contents]
        for message in sent:
            message.editable = markup is None or "inline_keyboard" in markup
        return [message.wire for message in sent]

    def put(self, chat: Chat, sender: str, content: Json) -> Message:
        author = self.bot if sender == "bot" else wire.user(chat.person)
        now = self.clock.now()
        head = {"message_id": self.next_message_id, "from": author, "chat": wire.private_chat(chat.person)}
        message = Message(self.next_message_id, sender, now, {**head, "date": int(now), **content})
        self.next_message_id += 1
        wire.project(message)
        chat.add(message)
        return message

    def amend(self, chat: Chat, message: Message, wired: Json) -> None:
        message.wire = wired
        wire.project(message)
        chat.changed(message)

    def keyboard(self, params: Params) -> Json | None:
        """The checked `reply_markup`, None when there is none."""
        markup = params.parsed("reply_markup")
        if markup is None or markup == {}:
            return None
        if not isinstance(markup, dict):
            raise bad_request("object expected as reply markup")
        if "inline_keyboard" in markup:
            return {"inline_keyboard": rules.inline_keyboard(markup["inline_keyboard"])}
        if "keyboard" in markup:
            return {**markup, "keyboard": rules.reply_keyboard(markup["keyboard"])}
        return markup

    def _too_old_to_edit(self, message: Message) -> bool:
        hours = self.config.edit_hours
        return hours is not None and self.clock.now() - message.date > hours * 3600

    def _replied(self, chat: Chat, params: Params) -> Json:
        wanted: Any = params.parsed("reply_parameters") or {}
        message_id = wanted.get("message_id") or params.integer("reply_to_message_id")
        if not message_id:
            return {}
        message = chat.seen(int(message_id))
        if message:
            return {"reply_to_message": wire.without_reply(message.wire)}
        if wanted.get("allow_sending_without_reply") or params.boolean("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")


def _shown_keyboard(markup: Json) -> list[list[Json]] | None:
    return [[_shown_key(button) for button in row] for row in markup.get("keyboard", [])] or None


def _shown_key(button: Json) -> Json:
    asks = [kind for kind in ("contact", "location", "poll") if button.get(f"request_{kind}")]
    return {"label": button["text"], **({"asks": asks[0]} if asks else {})}
