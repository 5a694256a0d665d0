from sandbox.telegram import media, rules
from sandbox.telegram.errors import bad_request
from sandbox.telegram.params import Params
from sandbox.telegram.sending import Method, caption_of, file_of, text_of
from sandbox.telegram.server import NAME, Server
from sandbox.telegram.wire import FILE_KINDS
from sandbox.world import Chat, Json, Message, NoSuchChat

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_TEXT = ("text", "entities")
_CAPTION = ("caption", "caption_entities")


def edit_text(server: Server, params: Params) -> Json:
    content = text_of(params)
    chat, message = server.own_message(params)
    if "text" not in message.wire:
        raise bad_request("there is no text in the message to edit")
    return _replace(server, params, chat, message, _TEXT, content)


def edit_caption(server: Server, params: Params) -> Json:
    content = caption_of(params)
    chat, message = server.own_message(params)
    if not any(kind in message.wire for kind in FILE_KINDS):
        raise bad_request("there is no caption in the message to edit")
    return _replace(server, params, chat, message, _CAPTION, content)


def edit_media(server: Server, params: Params) -> Json:
    item = params.parsed("media")
    if not isinstance(item, dict):
        raise bad_request("can't parse media JSON object")
    chat, message = server.own_message(params)
    inner = params.within(item)
    content = file_of(server, inner.text("type"), inner, "media") | caption_of(inner)
    return _replace(server, params, chat, message, (*FILE_KINDS, *_TEXT, *_CAPTION), content)


def edit_markup(server: Server, params: Params) -> Json:
    chat, message = server.own_message(params)
    return _replace(server, params, chat, message, (), {})


def delete_message(server: Server, params: Params) -> bool:
    chat = server.chat_of(params)
    message = chat.seen(params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if server.clock.now() - message.date > rules.DELETE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    _hide(chat, message)
    return True


def delete_messages(server: Server, params: Params) -> bool:
    chat = server.chat_of(params)
    for message_id in params.parsed("message_ids") or []:
        message = chat.seen(int(message_id))
        if message and server.clock.now() - message.date <= rules.DELETE_SECONDS:
            _hide(chat, message)
    return True


def answer_callback_query(server: Server, params: Params) -> bool:
    text = params.text("text")
    if len(text) > rules.TOAST_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    query_id = params.text("callback_query_id")
    chat = _asking_chat(server, query_id)
    press = chat.pending.pop(query_id, None) if chat else None
    if chat is None or press is None or server.clock.now() - press.at > server.config.query_seconds:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if text:
        chat.toast(text, params.boolean("show_alert"))
    else:
        chat.changed()
    return True


def send_chat_action(server: Server, params: Params) -> bool:
    if "action" not in params:
        raise bad_request("wrong parameter action in request")
    server.open_chat_of(params).show_typing(rules.TYPING_SECONDS)
    return True


def get_file(server: Server, params: Params) -> Json:
    return media.for_download(server.files, params.text("file_id"))


def _replace(
    server: Server, params: Params, chat: Chat, message: Message, fields: tuple[str, ...], content: Json
) -> Json:
    markup = server.keyboard(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    server.flood.pass_edit()
    old = message.wire
    inline = {"reply_markup": markup} if markup and markup["inline_keyboard"] else {}
    new = {name: value for name, value in old.items() if name not in (*fields, "reply_markup")} | content | inline
    if new == old:
        raise bad_request(NOT_MODIFIED)
    if fields:
        new["edit_date"] = int(server.clock.now())
    server.amend(chat, message, new)
    return message.wire


def _hide(chat: Chat, message: Message) -> None:
    message.deleted = True
    chat.changed(message)


def _asking_chat(server: Server, query_id: str) -> Chat | None:
    try:
        return server.world.chat(NAME, person_of_query(query_id))
    except (NoSuchChat, ValueError):
        return None


def person_of_query(query_id: str) -> int:
    return int(query_id) >> 32


EDITING: dict[str, Method] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "getFile": get_file,
}
