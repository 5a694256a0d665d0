import contextlib
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

DAY, NOON = (4, 10), 9  # hours of UTC


def write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise


class Clock:
    """Real time plus the seconds written in a text file, which the bot reads too."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._offset = 0.0
        self._seen: tuple[int, int] | None = None
        if path and not path.exists():
            write_atomically(path, "0\n")

    @property
    def offset(self) -> float:
        if self._path and self._path.exists():
            stat = self._path.stat()
            if self._seen != (stat.st_mtime_ns, stat.st_ino):
                self._offset = float(self._path.read_text(encoding="utf-8").strip() or 0)
                self._seen = (stat.st_mtime_ns, stat.st_ino)
        return self._offset

    def move(self, seconds: float) -> None:
        offset = self.offset + seconds
        if self._path:
            write_atomically(self._path, f"{offset:.3f}".rstrip("0").rstrip(".") + "\n")
            self._seen = None
        else:
            self._offset = offset

    def leave_the_night(self) -> None:
        """Ahead to an hour that is day from Perm to Vladivostok: at night a bot may keep letters for the morning."""
        now = self.moment()
        if not DAY[0] <= now.hour < DAY[1]:
            day = now + timedelta(days=1) if now.hour >= DAY[1] else now
            self.move((day.replace(hour=NOON, minute=0, second=0, microsecond=0) - now).total_seconds())

    def now(self) -> float:
        return time.time() + self.offset

    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)
