"""The bot, imported: processes forked from here start as `python -m bot run` does, but for its two seconds of imports.

Each test worker has one such process, which ends with it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy.orm import configure_mappers

import bot.app  # noqa: F401 - what `run` imports late
from bot.__main__ import main

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])
configure_mappers()


def fork(environment: dict[str, str], log: Path) -> ForkServerProcess:
    process = FORKS.Process(target=run, args=(environment, log), daemon=True)
    process.start()
    return process


def run(environment: dict[str, str], log: Path) -> None:
    gc.freeze()  # what was imported is not looked through
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    sys.argv[1:] = ["run"]
    sys.exit(main())
