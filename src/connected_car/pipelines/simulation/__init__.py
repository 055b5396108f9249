"""Writes a fleet that looks like the world, and the truth about it."""

from .pipeline import create_pipeline as create_pipeline
