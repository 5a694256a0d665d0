"""Telegram's updates: whose they are and where their answers go."""

from __future__ import annotations

from typing import Any

from messengers.messenger import Incoming, Place

MOST_NUMBER = 2**53  # Telegram's own promise about its identifiers
KEPT = "!"  # before the data of a press on a kept screen


def translated(raw: dict[str, Any]) -> dict[str, Any]:
    press = raw.get("callback_query")
    if isinstance(press, dict) and str(press.get("data", "")).startswith(KEPT):
        return raw | {"callback_query": press | {"data": press["data"][len(KEPT) :]}}
    return raw


def place_of(raw: dict[str, Any]) -> Place:
    press = raw.get("callback_query")
    if not isinstance(press, dict):
        return Place(_sender(raw) or 0)
    kept = str(press.get("data", "")).startswith(KEPT)
    message = press.get("message") or {}
    return Place(press["from"]["id"], None if kept else message.get("message_id"), str(press["id"]))


def _sender(raw: dict[str, Any]) -> int | None:
    sender = _event(raw).get("from")
    number = sender.get("id") if isinstance(sender, dict) and not sender.get("is_bot") else None
    return number if isinstance(number, int) and 0 < number < MOST_NUMBER else None


def _event(raw: dict[str, Any]) -> dict[str, Any]:
    return next((event for name, event in raw.items() if name != "update_id" and isinstance(event, dict)), {})


def incoming(raw: dict[str, Any]) -> Incoming:
    event = _event(raw)
    message = event.get("message") if "callback_query" in raw else event
    chat = message.get("chat") if isinstance(message, dict) else None
    private = isinstance(chat, dict) and chat.get("type") == "private"
    return Incoming(str(raw.get("update_id")), _sender(raw), private, raw)
