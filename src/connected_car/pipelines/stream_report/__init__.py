"""How the stream fares: one page for whoever answers for it."""

from .pipeline import create_pipeline as create_pipeline
