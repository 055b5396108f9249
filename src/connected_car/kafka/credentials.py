"""Who may read: from the environment or a file of the user's own; never shown, never logged."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connected_car.errors import UserError

CONNECTION_STRING = "connection_string"
VARIABLES = {
    "EVENT_HUBS_CONNECTION_STRING": CONNECTION_STRING,
    "KAFKA_SECURITY_PROTOCOL": "security.protocol",
    "KAFKA_SASL_MECHANISM": "sasl.mechanism",
    "KAFKA_SASL_USERNAME": "sasl.username",
    "KAFKA_SASL_PASSWORD": "sasl.password",
    "KAFKA_SSL_CA_LOCATION": "ssl.ca.location",
    "KAFKA_SSL_CERTIFICATE_LOCATION": "ssl.certificate.location",
    "KAFKA_SSL_KEY_LOCATION": "ssl.key.location",
    "KAFKA_SSL_KEY_PASSWORD": "ssl.key.password",
}
_SECRET_NAME = re.compile(r"password|secret|token|[._]pem$|connection_string|oauthbearer\.config")
_ENDPOINT = re.compile(r"sb://([A-Za-z0-9.-]+)/?")
_HIDDEN = "***"


def read_credentials(file: Path | None, environment: Mapping[str, str] | None = None) -> "Login":
    """Return the client's settings that are not for everybody's eyes.

    Args:
        file: YAML with a section ``kafka`` of librdkafka's names, or of ``connection_string``; it
            may be missing.
        environment: variables (see ``VARIABLES``), which win over the file; by default the
            process's own.

    Raises:
        UserError: the file or the connection string cannot be read; the message shows none of it.
    """
    given = _from_file(file) if file else {}
    variables = os.environ if environment is None else environment
    given |= {VARIABLES[name]: variables[name] for name in VARIABLES if variables.get(name)}
    text = given.pop(CONNECTION_STRING, None)
    return Login({**(event_hubs_settings(text) if text else {}), **given}, event_hub(text))


class Login(dict[str, str]):
    """Settings of the client by librdkafka's names; shows their names only.

    Attributes:
        topic: the event hub that a connection string names, or None.
    """

    def __init__(self, settings: Mapping[str, str], topic: str | None = None) -> None:
        super().__init__(settings)
        self.topic = topic

    def __repr__(self) -> str:
        return f"Login({', '.join(sorted(self))})"

    def without_secrets(self, text: object) -> str:
        """Return a text in which nothing secret can be read any more."""
        shown = str(text)
        for secret in sorted(self._secrets(), key=len, reverse=True):
            shown = shown.replace(secret, _HIDDEN)
        return shown

    def _secrets(self) -> set[str]:
        values = {value for name, value in self.items() if _SECRET_NAME.search(name)}
        keys = {_parts(value).get("sharedaccesskey", "") for value in values}
        return {value for value in values | keys if value}


def event_hubs_settings(connection_string: str) -> dict[str, str]:
    """Return the settings by which Kafka's protocol reaches an Event Hubs namespace.

    Source: Microsoft, "Azure Event Hubs for Apache Kafka": SASL PLAIN over TLS on port 9093, the
    user ``$ConnectionString`` and the whole connection string as password. The emulator listens
    without TLS on port 9092.

    Raises:
        UserError: it is no connection string; the message does not repeat it.
    """
    parts = _parts(connection_string)
    endpoint = _ENDPOINT.fullmatch(parts.get("endpoint", ""))
    if endpoint is None or not {"sharedaccesskeyname", "sharedaccesskey"} <= set(parts):
        raise UserError(
            "the connection string of Event Hubs cannot be read: it must be Endpoint=sb://NAME."
            "servicebus.windows.net/;SharedAccessKeyName=…;SharedAccessKey=…, as the portal shows "
            "it under Shared access policies"
        )
    emulated = parts.get("usedevelopmentemulator", "").lower() == "true"
    return {
        "bootstrap.servers": f"{endpoint[1]}:{9092 if emulated else 9093}",
        "security.protocol": "SASL_PLAINTEXT" if emulated else "SASL_SSL",
        "sasl.mechanism": "PLAIN",
        "sasl.username": "$ConnectionString",
        "sasl.password": connection_string.strip(),
    }


def event_hub(connection_string: str | None) -> str | None:
    """Return the event hub that a connection string names (``EntityPath``), or None."""
    return _parts(connection_string or "").get("entitypath") or None


def _parts(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.strip().split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _from_file(file: Path) -> dict[str, str]:
    import yaml

    if not file.exists():
        return {}
    try:
        content: Any = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        section = content.get("kafka") or {}
        return {str(name): _text(value) for name, value in section.items()}
    except (yaml.YAMLError, AttributeError, OSError, UnicodeDecodeError):
        # the parser's own message would quote the line, and with it the secret
        raise UserError(f"{file} cannot be read as YAML with a section `kafka`") from None


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
