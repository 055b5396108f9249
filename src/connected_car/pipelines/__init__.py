"""The pipelines: thin, each running alone on stored tables."""
