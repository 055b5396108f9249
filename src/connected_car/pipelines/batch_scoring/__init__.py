"""Every battery's forecast and risk, on Spark."""

from .pipeline import create_pipeline as create_pipeline
