"""Kills each pipeline with -9 at random moments and at its writes, and looks at what is left."""
