"""Search for the best judge of notes, and register it when it wins."""

from .pipeline import create_pipeline as create_pipeline
