"""The same form the usual way: aiogram handlers and FSM, aiosqlite, SQLAlchemy's asynchronous sessions.

Written with care: WAL, indices, a session per update from a middleware, nothing loaded twice, and the three cheap
changes of `echo`. The state and the answers of the dialogue are kept in the database, as ours are. The words and
buttons are those of `screens/`, made once.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from aiogram import BaseMiddleware, Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, TelegramObject
from sqlalchemy import JSON, ForeignKey, event, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from community.choices import find_exact
from community.consents import Kind
from community.profile_files import load_profile
from messengers.screen import Screen
from screens import consents as consent_screens
from screens import joining as screens
from screens import presses
from tests.bench.contestants.echo import AT_WORK, tune
from tests.bench.script import COORDINATOR, PROFILE

COMMUNITY = load_profile(PROFILE)
Sessions = async_sessionmaker[AsyncSession]


class Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy's own


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    name: Mapped[str | None]
    municipality: Mapped[str | None]
    position: Mapped[str | None]


class Consent(Base):
    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    version: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Notification(Base):
    __tablename__ = "notification"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str]
    created_at: Mapped[datetime]


class FsmRow(Base):
    __tablename__ = "fsm"

    key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str | None]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class DatabaseStorage(BaseStorage):
    """Each call is a short session of its own, as in the storages that can be had."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        await self._save(key, state=state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        async with self._sessions() as session:
            row = await session.get(FsmRow, _key(key))
            return row.state if row else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._save(key, data=dict(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        async with self._sessions() as session:
            row = await session.get(FsmRow, _key(key))
            return dict(row.data) if row else {}

    async def close(self) -> None:
        pass

    async def _save(self, key: StorageKey, **values: Any) -> None:
        async with self._sessions() as session, session.begin():
            row = await session.get(FsmRow, _key(key))
            if row is None:
                row = FsmRow(key=_key(key))
                session.add(row)
            for name, value in values.items():
                setattr(row, name, value)


def _key(key: StorageKey) -> str:
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}"


class SessionMiddleware(BaseMiddleware):
    """A session per update, and in it the user who acts."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        _: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        async with self._sessions() as session:
            telegram_id: int = data["event_from_user"].id
            user = await session.scalar(select(User).where(User.telegram_id == telegram_id))
            if user is None:
                user = User(telegram_id=telegram_id, created_at=datetime.now(UTC))
                session.add(user)
                await session.commit()
            return await handler(_, {**data, "session": session, "user": user})


class Form(StatesGroup):
    consent = State()
    name = State()
    municipality = State()
    position = State()


def keyboard(screen: Screen) -> InlineKeyboardMarkup:
    rows = [
        [InlineKeyboardButton(text=b.label, callback_data=b.press, url=b.url) for b in row] for row in screen.buttons
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def ready(screen: Screen) -> dict[str, Any]:
    return {"text": screen.text, "reply_markup": keyboard(screen)}


ASK_CONSENT = ready(consent_screens.ask(COMMUNITY, Kind.PARTICIPATION))
ASK_NAME = ready(screens.ask_name(COMMUNITY, "Анна Тестова", None))
ASK_MUNICIPALITY = ready(screens.ask_municipality(COMMUNITY, None))
ASK_POSITION = ready(screens.ask_position(COMMUNITY, None))
JOINED = ready(screens.joined(COMMUNITY, "Анна Сергеевна", None, mailings=False))


async def edit(press: CallbackQuery, screen: dict[str, Any]) -> None:
    if isinstance(press.message, Message):
        await press.message.edit_text(**screen)
    await press.answer()


async def begin(press: CallbackQuery, state: FSMContext) -> None:
    await state.set_state(Form.consent)
    await edit(press, ASK_CONSENT)


async def agree(
    press: CallbackQuery, callback_data: presses.GiveConsent, state: FSMContext, session: AsyncSession, user: User
) -> None:
    session.add(Consent(user_id=user.id, version=callback_data.version, given_at=datetime.now(UTC)))
    await session.commit()
    await state.set_state(Form.name)
    await edit(press, ASK_NAME)


async def name(message: Message, state: FSMContext) -> None:
    await state.update_data(name=message.text)
    await state.set_state(Form.municipality)
    await message.answer(**ASK_MUNICIPALITY)


async def municipality(message: Message, state: FSMContext) -> None:
    found = find_exact(COMMUNITY.municipalities, message.text or "")
    if found is None:
        await message.answer(**ASK_MUNICIPALITY)
        return
    await state.update_data(municipality=found.id)
    await state.set_state(Form.position)
    await message.answer(**ASK_POSITION)


async def position(
    press: CallbackQuery, callback_data: presses.ChoosePosition, state: FSMContext, session: AsyncSession, user: User
) -> None:
    answers = await state.get_data()
    user.name, user.municipality = answers["name"], answers["municipality"]
    user.position, user.joined_at = callback_data.id, datetime.now(UTC)
    session.add(Notification(user_id=user.id, kind="joined", created_at=datetime.now(UTC)))
    await session.commit()
    await state.clear()
    await edit(press, JOINED)
    if press.bot:
        await press.bot.send_message(COORDINATOR, f"Новый участник: {answers['name']}")


def router() -> Router:
    form = Router()
    form.callback_query.register(begin, presses.Join.filter())
    form.callback_query.register(agree, presses.GiveConsent.filter(), Form.consent)
    form.message.register(name, Form.name, F.text)
    form.message.register(municipality, Form.municipality, F.text)
    form.callback_query.register(position, presses.ChoosePosition.filter(), Form.position)
    return form


def make_engine(path: str) -> AsyncEngine:
    """As it comes, but for the pool: with 15 connections and two for each update, 25 people at once end in a jam."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", max_overflow=-1)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


async def run(url: str, token: str, database: str) -> None:
    engine = make_engine(database)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    dispatcher = Dispatcher(storage=DatabaseStorage(sessions))
    dispatcher.message.middleware(SessionMiddleware(sessions))
    dispatcher.callback_query.middleware(SessionMiddleware(sessions))
    dispatcher.include_router(router())
    tune()
    await dispatcher.start_polling(bot, tasks_concurrency_limit=AT_WORK)


if __name__ == "__main__":
    os.umask(0o077)
    asyncio.run(run(sys.argv[1], sys.argv[2], sys.argv[3]))
