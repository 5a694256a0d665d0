from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable
from functools import partial

NEEDED = 2  # exit code of whatever the administrator has to mend


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bot", description="The chatbot of a teachers' community.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("run", help="serve the networks named in .env")
    commands.add_parser("check", help="look at settings, profile, database and tokens, and say what to mend")
    commands.add_parser("migrate", help="bring the database to this version of the program")
    post = commands.add_parser("post", help="what waits to be delivered and what was set aside")
    post.add_argument("--resend", metavar="WHAT", help="failed, unsure or a topic from the list: send that again")
    commands.add_parser("jobs", help="what the clock does: last runs, results, next runs, failures")
    demo = commands.add_parser("demo", help="chat with the bot on a local page, without any account")
    demo.add_argument("--port", type=int, default=8080)
    for name, words in (("grant", "give somebody a role"), ("withdraw", "take a role away")):
        _about_a_role(commands.add_parser(name, help=words))
    commands.add_parser("roles", help="list who has which role")
    arguments = parser.parse_args()
    os.umask(0o077)
    known = {"run": _run, "check": _check, "migrate": _migrate, "post": _post, "jobs": _jobs, "demo": _demo}
    return known.get(arguments.command, _access)(arguments)


def _about_a_role(command: argparse.ArgumentParser) -> None:
    command.add_argument("account", metavar="NETWORK:NUMBER", help="for example vk:12345")
    command.add_argument("role", metavar="ROLE", help="such as coordinator; a wrong one lists all")
    command.add_argument("--municipality", metavar="ID", help="only there: an id of the profile")
    command.add_argument("--organisation", metavar="NAME", help="only there, as its members write it")


def _complain(reason: object) -> int:
    sys.stderr.write(f"{reason}\n")
    return NEEDED


def _run(_: argparse.Namespace) -> int:
    return _mendable(_serve)


def _serve() -> None:
    from bot.lean_aiogram import import_aiogram
    from bot.logs import set_up_logs
    from bot.settings import check_networks, read_profile, read_settings

    settings = read_settings()
    set_up_logs(settings.log_level, settings.log_format)
    check_networks(settings)
    read_profile(settings)
    gc.disable()  # importing makes objects that stay: collecting meanwhile costs a third of the start
    import_aiogram()
    from bot.app import run  # seconds, so mistakes in .env are told before

    run(settings)


def _mendable(work: Callable[[], None]) -> int:
    """What an administrator can mend is one line, whatever else is a traceback."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.settings import SettingsError
    from storage.migrate import MigrationError

    try:
        work()
    except (SettingsError, MigrationError) as error:
        return _complain(error)
    except (SQLAlchemyError, OSError) as error:
        return _complain(f"DATABASE_URL: the database cannot be opened ({type(error).__name__})")
    return 0


def _check(_: argparse.Namespace) -> int:
    from bot.lean_aiogram import import_aiogram

    import_aiogram()
    from bot.check import check

    return check()


def _migrate(_: argparse.Namespace) -> int:
    return _mendable(_bring_up_to_date)


def _bring_up_to_date() -> None:
    from bot.settings import read_settings
    from storage.migrate import migrate

    changed = migrate(read_settings().database_url.get_secret_value())
    sys.stdout.write("The database was brought to this version.\n" if changed else "The database is up to date.\n")


def _post(arguments: argparse.Namespace) -> int:
    from bot.outbox import report

    return _mendable(lambda: report(arguments.resend))


def _jobs(_: argparse.Namespace) -> int:
    from bot.jobs import report

    return _mendable(report)


def _demo(arguments: argparse.Namespace) -> int:
    from bot.demo import demo

    return demo(arguments.port)


def _access(arguments: argparse.Namespace) -> int:
    from bot import access

    work = {"grant": access.grant, "withdraw": access.withdraw, "roles": access.list_roles}[arguments.command]
    return _mendable(partial(work, arguments))


if __name__ == "__main__":
    sys.exit(main())
