"""Technicians' notes about components, with the truth about each."""
