"""No secret reaches a passport, by whatever way."""

import json

from connected_car.passports.hiding import known_secrets, without_secrets


def test_secrets_are_left_out_by_name_by_value_and_in_addresses():
    credentials = {"webhook": {"secret": "s3same"}, "kafka": {"login": ["ann-of-kafka", None, 1]}}
    secrets = known_secrets(credentials, {"MY_TOKEN": "t0ken-1", "HOME": "/home/ann"})
    assert secrets == ["ann-of-kafka", "t0ken-1", "s3same"]
    run = {
        "parameters": {
            "alerting.webhook.secret": "x",
            "alerting.webhook.url": "z",
            "sasl.password": "y",
            "horizon": 30,
        },
        "warnings": [{"text": "s3same was refused for ann-of-kafka"}],
        "error": "no answer from https://ann:pw@host/x with t0ken-1",
        "home": "/home/ann",
    }
    left = without_secrets(run, secrets)
    assert left["parameters"] == {"horizon": 30}
    assert left["error"] == "no answer from https://***@host/x with ***"
    assert left["home"] == "/home/ann"
    assert not [s for s in (*secrets, "ann:pw") if s in json.dumps(left)]


def test_a_short_value_would_be_found_in_common_words():
    assert known_secrets({"a": "abc", "b": ""}, {}) == []
