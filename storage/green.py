"""Synchronous work on the event loop's own thread: where it waits for PostgreSQL, the loop goes on with others."""

from __future__ import annotations

from asyncio import AbstractEventLoop, Future
from collections.abc import Callable
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet
from psycopg import Connection
from psycopg.abc import PQGen
from psycopg.waiting import Ready, Wait

T = TypeVar("T")


class Worker(greenlet):
    """Runs `work` on this loop; whatever the work waits for switches back to it."""

    def __init__(self, work: Callable[[], None], loop: AbstractEventLoop) -> None:
        super().__init__(work)
        self.loop = loop
        self._callbacks = getcurrent()

    def pause(self) -> Any:
        """Until somebody switches here; returns what they bring. Ends with the loop: raises `GreenletExit`."""
        return self._callbacks.switch()


def in_thread(blocking: Callable[[], T]) -> T:
    """What can wait in no other way; the loop goes on, if a `Worker` asks."""
    worker = getcurrent()
    if not isinstance(worker, Worker):
        return blocking()
    asked: Future[T] = worker.loop.run_in_executor(None, blocking)
    asked.add_done_callback(worker.switch)
    worker.pause()
    return asked.result()


class GreenConnection(Connection[Any]):
    """Waits in a `Worker` without holding up the loop, and anywhere else as connections do.

    The loop watches it from its first waiting until `unwatch`: to register it for each statement costs more than the
    statement.
    """

    _watching: tuple[AbstractEventLoop, int] | None = None
    _waiting: Worker | None = None

    def wait(self, gen: PQGen[T], *given: Any, **options: Any) -> T:
        worker = getcurrent()
        if not isinstance(worker, Worker):
            return super().wait(gen, *given, **options)
        try:
            wanted = next(gen)
            while True:
                wanted = gen.send(self._ready(worker, wanted))
        except StopIteration as end:
            result: T = end.value
            return result

    def _ready(self, worker: Worker, wanted: Wait) -> Ready:
        if self._watching is None:
            self._watching = worker.loop, self.pgconn.socket
            worker.loop.add_reader(self.pgconn.socket, self._resume, Ready.R)
        _, socket = self._watching
        if wanted & Wait.W:
            worker.loop.add_writer(socket, self._resume, Ready.W)
        self._waiting = worker
        ready: Ready = worker.pause()
        if wanted & Wait.W:
            worker.loop.remove_writer(socket)
        return ready

    def _resume(self, ready: Ready) -> None:
        worker, self._waiting = self._waiting, None
        if worker is not None:
            worker.switch(ready)

    def unwatch(self) -> None:
        if self._watching is not None:
            loop, socket = self._watching
            self._watching = None
            if not loop.is_closed():
                loop.remove_reader(socket)

    def close(self) -> None:
        self.unwatch()
        super().close()
