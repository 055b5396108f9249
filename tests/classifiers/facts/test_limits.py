"""Another rule is a change of ``limits.py`` alone."""

import json
import subprocess
import sys

OTHER_RULE = """
import json, sys, types
import numpy as np
limits = types.ModuleType("limits")
limits.FIRST_COMPLIANT_YEAR, limits.BAD_MATERIALS = 2000, ("plastic", "iron", "zinc")
limits.BAD_CONDITIONS, limits.GOOD_CONDITIONS = ("poor",), ("excellent", "good", "fair")
sys.modules["connected_car.classifiers.facts.limits"] = limits
from connected_car.classifiers.facts import read_facts
from connected_car.classifiers.reasons import reasons, what_would_change
from connected_car.classifiers.rules import judge_facts
hubs = ["steel, fair, built 2003", "zinc, good, built 2003", "steel, good, built 1997"]
facts = read_facts(np.array(hubs, object))
print(json.dumps([judge_facts(facts).tolist(), reasons(facts)[1], *what_would_change(facts)[:2]]))
"""


def test_another_rule_judges_and_explains_by_its_limits():
    command = [sys.executable, "-c", OTHER_RULE]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert told == [
        [0, 1, 1],
        "of zinc",
        "not compliant if made before 2000, of plastic or iron or zinc, or in poor condition",
        "compliant if of neither plastic nor iron nor zinc",
    ]
