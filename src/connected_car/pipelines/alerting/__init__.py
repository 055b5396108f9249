"""Findings -> alerts -> messages to drivers, and the summary of the run."""

from .pipeline import create_pipeline as create_pipeline
