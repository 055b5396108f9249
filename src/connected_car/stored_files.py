"""The project's own small files: written whole, and checked when they are read."""

import os
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from connected_car.errors import UserError

Kind = TypeVar("Kind")


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: a hidden neighbour takes its name once it is complete."""
    hidden = path.with_name(f".{path.name}.new")
    try:
        hidden.write_text(text, encoding="utf-8")
        os.replace(hidden, path)
    finally:
        hidden.unlink(missing_ok=True)


def read_stored(path: Path, kind: type[Kind], remedy: str) -> Kind:
    """Return what a file holds.

    Args:
        path: the file.
        kind: a dataclass whose fields the file's object has, or another type that pydantic knows.
        remedy: what to do about a damaged file.

    Raises:
        UserError: it is no JSON, or lacks a field, or one is of another type.
    """
    return parse_stored(path.read_bytes(), kind, str(path), remedy)


def parse_stored(content: bytes, kind: type[Kind], name: str, remedy: str) -> Kind:
    """Return what the content of a file holds; see ``read_stored``."""
    try:
        return TypeAdapter(kind).validate_json(content, strict=True)
    except ValidationError as error:
        raise UserError(f"{name} is damaged ({first_fault(error)}): {remedy}") from error


def first_fault(error: ValidationError) -> str:
    """Return where the first fault is, and what."""
    fault = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, fault["loc"]))
    return f"{where}: {fault['msg']}" if where else str(fault["msg"])
