"""Starts the fake Telegram and the bots, and reads from /proc what they use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
STOP_SECONDS = 10
ANSWER_SECONDS = 120


def cpu_seconds(pid: int) -> float:
    """Of user and system, all threads of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class WrongAnswers(Exception):
    """A bot was too slow or answered something else: its figures would mean nothing."""


class Process:
    """A Python module in a process of its own, with a working directory of its own and no settings of ours."""

    def __init__(self, module: str, *arguments: str, at: Path, settings: dict[str, str] | None = None) -> None:
        at.mkdir(parents=True, exist_ok=True)
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
        self._at = at
        self._log = (at / "stderr").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=at,
            env={**inherited, "PYTHONPATH": str(ROOT), **(settings or {})},
            stdout=subprocess.PIPE,
            stderr=self._log,
        )

    def line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().decode().strip()

    def errors(self) -> str:
        return (self._at / "stderr").read_text(errors="replace")[-2000:]

    def cpu_seconds(self) -> float:
        return cpu_seconds(self._process.pid)

    def megabytes(self) -> float:
        """Resident memory."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._log.close()


class FakeTelegram:
    def __init__(self, at: Path) -> None:
        self.process = Process("tests.bench.telegram", at=at)
        self._port = int(self.process.line())
        self.url = f"http://127.0.0.1:{self._port}"

    def command(self, command: str, **wanted: Any) -> dict[str, Any]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_SECONDS)
        try:
            connection.request("POST", f"/control/{command}", json.dumps(wanted))
            result: dict[str, Any] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        if "error" in result:
            raise WrongAnswers(f"{wanted['token']}: {result['error']}")
        return result
