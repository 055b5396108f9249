"""What the rule asks of a component. What judges notes takes it from here alone."""

FIRST_COMPLIANT_YEAR = 1995
BAD_MATERIALS = ("plastic", "iron")
BAD_CONDITIONS = ("fair", "poor")
GOOD_CONDITIONS = ("excellent", "good")
