"""Search for the best forecaster, and register it when it wins."""

from .pipeline import create_pipeline as create_pipeline
