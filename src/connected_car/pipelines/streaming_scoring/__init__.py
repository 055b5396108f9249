"""Events as they arrive -> the same risk as the batch gives, exactly once."""

from .pipeline import create_pipeline as create_pipeline
