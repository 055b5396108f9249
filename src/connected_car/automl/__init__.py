"""Search over families of forecasters: folds, metrics, leaderboard, choice of the champion."""
