"""Why a forecaster says what it says: global and local, in pictures and plain words; model cards.

Everything rests on ``predict`` alone, so that every family can be explained.
"""
