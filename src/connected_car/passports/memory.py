"""How much memory a run takes at most."""

import contextlib
import threading

import psutil

_SECONDS = 1.0
WHAT = (
    "resident memory of this process and all below it, looked at once a second; "
    "pages that processes share count for each"
)


class MemoryWatch:
    """A thread that looks at the memory of the process and all its children once a second."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._at_most = dict.fromkeys(("total", "driver", "java", "workers"), 0)
        self._during: str | None = None
        self.step: str | None = None  # that is at work now

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> dict[str, int | str | None]:
        """End; return the most bytes of all together and of each part, and the step of the peak."""
        self._stop.set()
        self._thread.join()
        self._look()
        peaks = {f"{part}_bytes": size for part, size in self._at_most.items()}
        return {**peaks, "during": self._during, "what": WHAT}

    def _watch(self) -> None:
        self._look()
        while not self._stop.wait(self._seconds):
            self._look()

    def _look(self) -> None:
        now = _bytes_by_part()
        now["total"] = sum(now.values())
        if now["total"] > self._at_most["total"]:
            self._during = self.step
        self._at_most = {part: max(size, now[part]) for part, size in self._at_most.items()}


def _bytes_by_part() -> dict[str, int]:
    me = psutil.Process()
    sizes = {"driver": me.memory_info().rss, "java": 0, "workers": 0}
    for child in me.children(recursive=True):
        with contextlib.suppress(psutil.Error):
            sizes["java" if child.name() == "java" else "workers"] += child.memory_info().rss
    return sizes
