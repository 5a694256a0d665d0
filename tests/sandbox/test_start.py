import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from sandbox.__main__ import main

ROOT = Path(__file__).parents[2]


def started(*arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "sandbox", "--port", "0", *arguments]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, text=True, env=environment, stdout=pipe, stderr=pipe)


def test_it_says_where_it_is_and_stops_when_told() -> None:
    with started("--people", "telegram:1001:Анна:Тестова") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("sandbox ready http://127.0.0.1:"), process.communicate()
        with urllib.request.urlopen(f"{line.split()[-1]}/api/people") as answer:  # noqa: S310 - our own address
            assert "\\u0410\\u043d\\u043d\\u0430" in answer.read().decode()
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--host", "192.0.2.1"], "invalid choice"),
        (["--telegram-token", "123456789:" + "A" * 35], "looks like a real token"),
        (["--people", "telegram:Анна"], "not network:id:first:last"),
    ],
)
def test_it_refuses_what_would_be_dangerous_or_wrong(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status: object = main(["--port", "0", *arguments])
    except SystemExit as left:
        status = left.code
    assert status == 2
    assert reason in capsys.readouterr().err


def test_it_does_not_import_the_bots_libraries() -> None:
    heavy = "{'aiogram', 'pydantic', 'sqlalchemy', 'structlog'}"
    code = f"import sys, sandbox.app; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
