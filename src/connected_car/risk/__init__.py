"""From forecasts to a decision: how likely a battery passes its rating soon, when, and why."""
