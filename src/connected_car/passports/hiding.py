"""Keeps secrets out of what a run leaves behind."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_NAME = re.compile(
    r"secret|passw|token|credential|connection_string|oauth|sasl|webhook[._]url"
    r"|(api|access|private)_?key",
    re.I,
)
_LOGIN_IN_URL = re.compile(r"(\w+://)[^/\s@]+@")
_SHORTEST = 4  # characters; shorter ones would be found in common words
_HIDDEN = "***"


def is_secret(name: str) -> bool:
    """Return whether a name is that of a secret, e.g. ``webhook.secret``."""
    return _NAME.search(name) is not None


def known_secrets(credentials: Any, environment: Mapping[str, str]) -> list[str]:
    """Return all values of credentials, and those of variables with the name of a secret."""
    named = (value for name, value in environment.items() if is_secret(name))
    found = {value for value in (*_texts(credentials), *named) if len(value) >= _SHORTEST}
    return sorted(found, key=len, reverse=True)


def without_secrets(value: Any, secrets: list[str]) -> Any:
    """Return a JSON value without the secrets, logins in URLs, and what secret names hold."""
    if isinstance(value, Mapping):
        return {
            _hide(str(name), secrets): without_secrets(item, secrets)
            for name, item in value.items()
            if not is_secret(str(name))
        }
    if isinstance(value, list | tuple):
        return [without_secrets(item, secrets) for item in value]
    return _hide(value, secrets) if isinstance(value, str) else value


def _hide(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    return _LOGIN_IN_URL.sub(rf"\1{_HIDDEN}@", text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif value is not None:
        yield str(value)
