"""Passports as runs leave them."""

import copy
from datetime import UTC, datetime, timedelta

import pytest

_BEGIN = datetime(2026, 7, 1, 6, tzinfo=UTC)
_PASSPORT = {
    "state": "done",
    "seconds": 12.3,
    "error": None,
    "call": {
        "command": "kedro run",
        "pipelines": ["__default__"],
        "env": "local",
        "runner": "SequentialRunner",
        "runtime_params": {},
    },
    "code": {"version": "0.1.0", "commit": "0123456789ab", "dirty": False, "source": "cafe"},
    "results": {"forecast champion": "mean", "batteries alert": 20, "alerts open": 50},
    "models": [
        {
            "name": "battery_forecaster",
            "alias": "champion",
            "before": None,
            "version": "1",
            "family": "mean",
            "score": "nrmse 0.1342",
            "data_version": "0",
            "made": True,
        }
    ],
    "tables": [
        {
            "name": "daily_telemetry",
            "path": "data/03_primary/daily_telemetry",
            "use": "written",
            "before": None,
            "version": 0,
            "rows": 900,
        }
    ],
    "files": [
        {
            "name": "vehicles",
            "path": "data/01_raw/vehicles.csv",
            "use": "read",
            "files": 1,
            "bytes": 4000,
            "newest": "2026-07-01T05:00:00+00:00",
            "sha256": "abc",
        }
    ],
    "steps": [
        {
            "name": name,
            "load": 0.5,
            "run": 2.0,
            "save": 0.1,
            "rows_in": {"vehicles": 10},
            "rows_out": {"alerts": 50},
            "done": True,
        }
        for name in ("fit_champion", "update_alerts")
    ],
    "memory": {
        "total_bytes": 900_000_000,
        "driver_bytes": 600_000_000,
        "java_bytes": 400_000_000,
        "workers_bytes": 0,
        "during": "fit_champion",
        "what": "resident memory",
    },
    "warnings": {"count": 1, "lines": [{"text": "a battery is silent", "times": 1}]},
    "parameters": {"forecasting.horizon": 30, "alerting.budget.per_day": 50},
    "links": [{"what": "alert dashboard", "path": "data/08_reporting/alert_dashboard.html"}],
}


@pytest.fixture
def make_passport():
    """Make a passport of its own; each is begun an hour after the one before."""
    made = 0

    def make(run_id="", **changes):
        nonlocal made
        made += 1
        began = _BEGIN + timedelta(hours=made)
        head = {"run_id": run_id or f"{made:032x}", "started_at": began.isoformat()}
        return {**head, **copy.deepcopy(_PASSPORT), **changes}

    return make
