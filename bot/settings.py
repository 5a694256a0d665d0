from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from community.profile_files import ProfileError, load_profile
from community.profiles import CommunityProfile

TELEGRAM_API_URL = "https://api.telegram.org"
VK_API_URL = "https://api.vk.ru"


class SettingsError(Exception):
    """One line for the administrator."""


class Settings(BaseSettings):
    """The only reader of the environment and of `.env`; `.env.example` explains each field."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", hide_input_in_errors=True
    )

    telegram_token: SecretStr | None = None
    telegram_api_url: str = TELEGRAM_API_URL
    telegram_proxy: SecretStr | None = None
    telegram_rate: Annotated[float, Field(gt=0, le=1000)] = 30
    telegram_paid_broadcast: bool = False
    vk_token: SecretStr | None = None
    vk_group_id: Annotated[int, Field(gt=0)] | None = None
    vk_api_url: str = VK_API_URL
    vk_api_version: str = "5.199"
    vk_bulk_rate: Annotated[float, Field(gt=0, le=1000)] = 50
    database_url: SecretStr = SecretStr("sqlite:///var/nastavnik.db")
    profile: str = "perm-nastavniki"
    owners: Annotated[tuple[tuple[str, int], ...], NoDecode] = ()
    clock_file: Path | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: object, info: object) -> object:
        if isinstance(value, str) and not value.strip():
            return cls.model_fields[info.field_name].get_default()  # type: ignore[attr-defined]
        return value

    @field_validator("telegram_token", mode="after")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value()):
            raise ValueError("expected digits, a colon and letters, as BotFather gives it")
        return value

    @field_validator("telegram_api_url", "vk_api_url", mode="after")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
            raise ValueError("expected an address like https://example.org")
        return value.rstrip("/")

    @field_validator("database_url", mode="after")
    @classmethod
    def _is_known_database(cls, value: SecretStr) -> SecretStr:
        with suppress(ArgumentError, ValueError):
            url = make_url(value.get_secret_value())
            file = url.drivername == "sqlite" and url.database not in {None, "", ":memory:"}
            if file or url.drivername == "postgresql+psycopg":
                return value
        raise ValueError("expected sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME")

    @field_validator("telegram_proxy", mode="after")
    @classmethod
    def _is_proxy(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"(socks5|socks4|http)://[^\s/]+", value.get_secret_value()):
            raise ValueError("expected socks5://HOST:PORT or http://HOST:PORT, with USER:PASSWORD@ where needed")
        return value

    @field_validator("owners", mode="before")
    @classmethod
    def _read_owners(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(_owner(part) for part in value.split(",")) if value.strip() else ()

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def is_official(self) -> bool:
        """Whether real people may be reached: an official address is configured together with its token."""
        telegram = self.telegram_token is not None and self.telegram_api_url == TELEGRAM_API_URL
        return telegram or (self.vk_token is not None and self.vk_api_url == VK_API_URL)


def check_networks(settings: Settings) -> None:
    if settings.vk_token and not settings.vk_group_id:
        raise SettingsError("VK_GROUP_ID: the number of the community that VK_TOKEN belongs to is missing")
    if not settings.telegram_token and not settings.vk_token:
        raise SettingsError("no network: fill TELEGRAM_TOKEN or VK_TOKEN in .env, or try `make demo`, which needs none")


def read_profile(settings: Settings) -> CommunityProfile:
    try:
        return load_profile(settings.profile)
    except ProfileError as error:
        raise SettingsError(f"PROFILE: {error}") from None


def _owner(text: str) -> tuple[str, int]:
    found = re.fullmatch(r"\s*(telegram|vk):(\d{1,18})\s*", text)
    if not found:
        raise ValueError("expected NETWORK:NUMBER, several separated by commas, like telegram:1001,vk:2002")
    return found[1], int(found[2])


def read_settings() -> Settings:
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(map(_explain, error.errors()))) from None
    except UnicodeDecodeError:
        raise SettingsError(".env: not readable as UTF-8 text") from None
    if settings.clock_file and settings.is_official:
        raise SettingsError("CLOCK_FILE: a moved clock is for the sandbox only, remove it beside an official address")
    return settings


def _explain(problem: object) -> str:
    where = ".".join(str(part) for part in problem["loc"])  # type: ignore[index]
    reason = str(problem["msg"]).removeprefix("Value error, ")  # type: ignore[index]
    return f"{where.upper()}: {reason}"
