"""Parameters of the pipeline."""

from typing import Literal

from pydantic import Field

from connected_car.frozen import Frozen


class StreamingOptions(Frozen):
    """The group ``streaming_scoring``."""

    trigger: Literal["available_now", "continuous"] = Field(
        description="end when all that lies there is done, or go on until stopped"
    )
    interval_seconds: float = Field(
        description="continuous: seconds from one micro-batch to the next", gt=0, le=86_400
    )
    recover: bool = Field(description="repair a checkpoint that does not go with the tables")
    max_rejected_share: float = Field(
        description="share of rejected readings of a batch that is warned about", ge=0, le=1
    )
    max_lag_seconds: float = Field(
        description="age of the oldest waiting file that is warned about, seconds", gt=0
    )
    hot_batteries: int = Field(
        description="batteries whose days are kept in memory between batches", ge=0
    )
    compact_after_files: int = Field(
        description="so many small files of a table, of a size, are put together; 0: never", ge=0
    )
    keep_old_files_hours: int = Field(
        description="hours for which a table's unneeded files stay, for slow readers", ge=1
    )
