"""Credentials are found, and never shown."""

import pytest

from connected_car.errors import UserError
from connected_car.kafka.credentials import Login, event_hub, event_hubs_settings, read_credentials

SECRET = "c2VjcmV0LWtleS1vZi10aGUtaHVi="
HUB = (
    "Endpoint=sb://cars.servicebus.windows.net/;SharedAccessKeyName=reader;"
    f"SharedAccessKey={SECRET}"
)


def test_a_connection_string_becomes_sasl_over_tls():
    assert event_hubs_settings(HUB) == {
        "bootstrap.servers": "cars.servicebus.windows.net:9093",
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "PLAIN",
        "sasl.username": "$ConnectionString",
        "sasl.password": HUB,
    }


def test_the_emulator_listens_without_tls():
    emulator = HUB.replace("cars.servicebus.windows.net/", "localhost")
    settings = event_hubs_settings(f"{emulator};UseDevelopmentEmulator=true;")
    assert settings["bootstrap.servers"] == "localhost:9092"
    assert settings["security.protocol"] == "SASL_PLAINTEXT"


def test_a_connection_string_may_name_the_hub():
    assert event_hub(f"{HUB};EntityPath=telemetry") == "telemetry"
    assert event_hub(HUB) is None
    assert event_hub(None) is None


@pytest.mark.parametrize(
    "text", [SECRET, HUB.replace("sb://", "https://"), HUB.partition(";")[0], "x"]
)
def test_a_broken_connection_string_is_refused_without_being_shown(text):
    with pytest.raises(UserError, match="connection string") as caught:
        event_hubs_settings(text)
    assert SECRET not in str(caught.value)
    assert text not in str(caught.value) or text == "x"


def test_the_environment_wins_over_the_file(tmp_path):
    file = tmp_path / "credentials.yml"
    file.write_text("kafka:\n  sasl.username: filed\n  sasl.password: one\n  ssl.verify: true\n")
    login = read_credentials(file, {"KAFKA_SASL_PASSWORD": "two", "KAFKA_SASL_MECHANISM": ""})
    assert dict(login) == {
        "sasl.username": "filed",
        "sasl.password": "two",
        "ssl.verify": "true",
    }


def test_a_connection_string_in_the_file_is_used(tmp_path):
    file = tmp_path / "credentials.yml"
    file.write_text(f'kafka:\n  connection_string: "{HUB};EntityPath=telemetry"\n')
    login = read_credentials(file, {})
    assert login["bootstrap.servers"] == "cars.servicebus.windows.net:9093"
    assert login.topic == "telemetry"


def test_without_file_and_variables_there_is_nothing(tmp_path):
    assert dict(read_credentials(tmp_path / "none.yml", {})) == {}
    assert dict(read_credentials(None, {})) == {}


@pytest.mark.parametrize("text", [f"kafka: [{SECRET}", f"kafka: {SECRET}", f"- {SECRET}"])
def test_a_broken_file_is_refused_without_being_shown(tmp_path, text):
    file = tmp_path / "credentials.yml"
    file.write_text(text)
    with pytest.raises(UserError, match="cannot be read") as caught:
        read_credentials(file, {})
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_nothing_secret_is_shown():
    login = Login(event_hubs_settings(HUB))
    assert repr(login) == (
        "Login(bootstrap.servers, sasl.mechanism, sasl.password, sasl.username, security.protocol)"
    )
    assert SECRET not in f"{login} {login!r} {[login]}"
    shown = login.without_secrets(f"Invalid value {HUB!r}, or {SECRET} alone, at port 9093")
    assert shown == "Invalid value '***', or *** alone, at port 9093"
