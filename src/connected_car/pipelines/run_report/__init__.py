"""What differs between two runs, and what that changed."""

from .pipeline import create_pipeline as create_pipeline
