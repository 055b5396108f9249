"""Raw readings -> trusted days, a quarantine and a report."""

from .pipeline import create_pipeline as create_pipeline
