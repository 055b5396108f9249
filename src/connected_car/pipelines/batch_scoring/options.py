"""Parameters of the pipeline; the stream takes the same."""

from connected_car.risk.scoring_options import BatchScoringOptions

__all__ = ["BatchScoringOptions"]
