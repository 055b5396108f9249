"""Walks through README and the pages: runs the commands that they show, and compares."""
