"""A stream on topics of a broker without a JVM, as ``quick_stream`` is one on a folder.

Everything is the real thing but Spark's query: offsets are planned and messages read by the same
functions, and the checkpoint has Spark's layout. What Spark itself does is tested end to end.
"""

import json
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa

import quick_stream
from connected_car.datasets.kafka_stream import KafkaStream
from connected_car.kafka.credentials import Login
from connected_car.kafka.messages import MESSAGE, read_range
from connected_car.kafka.offsets import flat, nested, ranges
from connected_car.kafka.options import KafkaOptions
from connected_car.kafka.source import Planner
from connected_car.tables import TELEMETRY_COLUMNS


def options(servers: str, **changed: Any) -> KafkaOptions:
    """Return settings of a source, some of them changed."""
    settings = {
        "servers": servers,
        "topics": "telemetry",
        "start": "earliest",
        "payload": "csv",
        "columns": TELEMETRY_COLUMNS,
        "max_messages": 50,
        "patience_seconds": 20.0,
        "skip_lost": False,
        "connector": "confluent",
        "properties": {},
    }
    return KafkaOptions(**(settings | changed))


class TopicStream(KafkaStream):
    """Brings what a topic holds, some messages a batch."""

    def start(
        self, foreach_batch: Any, checkpoint: Path, trigger: Mapping[str, Any]
    ) -> quick_stream.Done:
        """Bring everything that is there now, an unfinished batch first."""
        for kind in ("offsets", "commits"):
            (checkpoint / kind).mkdir(parents=True, exist_ok=True)
        try:
            self._bring_all(foreach_batch, checkpoint)
        except Exception as error:
            return quick_stream.Done(error)
        return quick_stream.Done()

    def deliver(self, batch: pa.Table) -> Any:
        """Take messages in."""
        return self.take_in(batch)

    def _bring_all(self, foreach_batch: Any, checkpoint: Path) -> None:
        planner = Planner(self._options, self._login, self._resume)
        planner.fix_target()
        start: dict[str, Any] = {}
        for number in count():
            plan, commit = (checkpoint / kind / str(number) for kind in ("offsets", "commits"))
            if not plan.exists():
                end = nested(planner.end(flat(start), self._options.max_messages))
                if end == start:
                    return
                plan.write_text(json.dumps(end))
            end = json.loads(plan.read_text())
            if not commit.exists():
                begin = planner.plan(flat(start), flat(end))
                foreach_batch(self._read(begin, flat(end)), number)
                commit.write_text("")
            start = end

    def _read(self, begin: Any, end: Any) -> pa.Table:
        parts = [read_range(part, self._options, self._login) for part in ranges(begin, end)]
        return pa.Table.from_batches([batch for part in parts for batch in part], MESSAGE)


def run_topic(folder: Path, servers: str, **changed: Any) -> dict[str, Any]:
    """Run the stream of a topic to its end; ``changed`` as for ``options`` and ``run_stream``."""
    own = {name: changed.pop(name) for name in list(changed) if name in KafkaOptions.model_fields}
    events = TopicStream(options(servers, **own), Login({}))
    return quick_stream.run_stream(folder, events=events, **changed)
