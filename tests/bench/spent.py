"""What a question took: waiting, and time of the processor, which others on the same machine do not lengthen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from time import perf_counter, thread_time
from typing import NamedTuple

from sqlalchemy.orm import Session


class Spent(NamedTuple):
    """Seconds. `worked`: of this thread and of its connection's server together."""

    waited: float
    worked: float


def spent(session: Session, step: Callable[[], object]) -> Spent:
    worked = _clock(session)
    begun, before = perf_counter(), worked()
    step()
    return Spent(perf_counter() - begun, worked() - before)


def _clock(session: Session) -> Callable[[], float]:
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return thread_time
    server = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr] # it is connected
    return partial(_of_both, Path(f"/proc/{server}/schedstat"))


def _of_both(server: Path) -> float:
    return thread_time() + (int(server.read_text().split()[0]) / 1e9 if server.exists() else 0)


def report(name: str, taken: Iterable[Spent], most: float) -> None:
    waited, worked = (sorted(each) for each in zip(*taken, strict=True))
    p50, p99, worked50, worked99 = (at(of, share) * 1000 for of in (waited, worked) for share in (0.5, 0.99))
    slow = "" if p99 <= most * 1000 else "  TOO SLOW" if worked99 > most * 1000 else "  too long a wait"
    print(f"{name:26} p50 {p50:6.1f} ms  p99 {p99:6.1f} ms  (at work {worked50:6.1f}, {worked99:6.1f}){slow}")


def at(ordered: list[float], share: float) -> float:
    return ordered[int(len(ordered) * share)]
