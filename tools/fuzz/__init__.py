"""Feeds generated bad inputs to whatever reads files, messages, parameters and models."""
