"""From start to end of a stream: what is checked first, how it goes on, how it ends."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from connected_car.errors import UserError, user_error_in
from connected_car.pipelines.streaming_scoring.batch import Stream, process_batch, warm_up
from connected_car.pipelines.streaming_scoring.checkpoint import Checkpoint
from connected_car.pipelines.streaming_scoring.housekeeping import tidy
from connected_car.pipelines.streaming_scoring.stopping import Stop, StopRequested

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.streaming import StreamingQuery

logger = logging.getLogger(__name__)

_TIDY_EVERY = 32  # batches
_LOOK_EVERY_SECONDS = 0.2


def run_query(stream: Stream, checkpoint: Checkpoint, stop: Stop) -> str:
    """Run the query to its end; return why it ended.

    Raises:
        UserError: Spark itself failed; with its reason in one line.
        Exception: whatever a batch raised, as it was raised.
    """
    raised: list[BaseException] = []

    def each(frame: "DataFrame", number: int) -> None:
        try:
            if stop.reason is not None:
                raise StopRequested
            warmed.result()
            batch = checkpoint.base + number
            if number and number % _TIDY_EVERY == 0:
                tidy(stream)  # before the batch: what it knows of is closed by Spark too
            process_batch(stream, batch, lambda: stream.source.deliver(frame))
        except BaseException as error:
            raised.append(error)
            raise

    stream.pool.submit(stream.champion.get)  # while Spark starts; the first batch tells of an error
    stream.source.resume(stream.ledger)
    with stop.listening(), ThreadPoolExecutor(1) as beside:
        warmed = beside.submit(warm_up, stream)
        query = stream.source.start(each, checkpoint.folder, _trigger(stream))
        reason = _wait(query, stop)
    return _ending(query, raised, reason)


def _trigger(stream: Stream) -> dict[str, Any]:
    options = stream.settings.stream
    if options.trigger == "available_now":
        return {"availableNow": True}
    return {"processingTime": f"{options.interval_seconds} seconds"}


def _wait(query: "StreamingQuery", stop: Stop) -> str | None:
    """Wait for the end, and bring it about where it is asked for and no batch is running."""
    while query.isActive:
        if stop.reason is not None and not query.status["isTriggerActive"]:
            query.stop()
            break
        time.sleep(_LOOK_EVERY_SECONDS)
    return stop.reason


def _ending(query: "StreamingQuery", raised: list[BaseException], reason: str | None) -> str:
    stopped = [error for error in raised if isinstance(error, StopRequested)]
    failed = [error for error in raised if not isinstance(error, StopRequested)]
    if failed:
        raise failed[0]
    error = query.exception()
    if error is not None and not stopped:
        known = user_error_in(error)
        raise known or UserError(f"the stream ended: {_first_line(error)}") from error
    return f"stopped by {reason}" if reason else "all that lay there is done"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
