"""Which files of readings were delivered, and what each one's header says. No Spark here."""

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from connected_car.errors import UserError
from connected_car.headers import found_instead
from connected_car.tables import TELEMETRY_COLUMNS
from connected_car.telemetry.sources import SourceFile
from connected_car.telemetry.typed_rows import folder_columns

_TEXT_SUFFIXES = (".csv", ".txt", ".csv.gz", ".txt.gz", ".csv.bz2")
_PARQUET_SUFFIXES = (".parquet", ".pq")
_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz")
_HEADER_BYTES = 1 << 20
_MAGIC = b"PAR1"


def find_source_files(path: str) -> list[SourceFile]:
    """List the files of readings at a path, each with its header, sorted by path.

    Args:
        path: a CSV or Parquet file, a Delta table, or a folder with any mix of them. Hidden files
            and those whose name begins with ``_`` are ignored, as are files of other kinds.

    Raises:
        UserError: nothing is there, nothing is readable, or a file lacks a needed column.
    """
    system, root, prefix = _open(path)
    info = system.get_file_info(root)
    if info.type == fs.FileType.NotFound:
        raise UserError(
            f"there is no telemetry at {path}: give `--params telemetry=PATH`, or make a fleet "
            "with `kedro run --pipelines simulation`"
        )
    found = list(_source_files(system, info, prefix))
    if not found:
        raise UserError(f"{path} holds no CSV, Parquet or Delta file of readings")
    if all(_is_empty(file) for file in found):
        names = found[0].name if len(found) == 1 else f"all {len(found)} files in {path}"
        raise UserError(f"{names}: no reading in it; deliver it again, or give another file")
    return sorted(found, key=lambda file: file.path)


def find_source_file(path: str) -> SourceFile:
    """Return one delivered file with its header.

    Args:
        path: a CSV, Parquet or JSON file (one object a line); an empty one has no header.

    Raises:
        UserError: it is not there or not readable, or lacks a needed column.
    """
    try:
        system, root, prefix = _open(path)
        info = system.get_file_info(root)
        if info.type != fs.FileType.File:
            raise UserError(f"{_shown(path)} is no file, or is no longer there")
        if info.base_name.lower().endswith(_JSON_SUFFIXES):
            return _json_file(info, prefix + info.path)
        return _source_file(system, info, prefix)
    except (pa.ArrowException, OSError, csv.Error) as error:
        raise UserError(f"{_shown(path)} cannot be read: {str(error).splitlines()[0]}") from error


def _json_file(info: fs.FileInfo, path: str) -> SourceFile:
    header = TELEMETRY_COLUMNS if info.size else None
    return SourceFile(path, "json", header, _shown(path), n_bytes=info.size)


def _open(path: str) -> tuple[fs.FileSystem, str, str]:
    if "://" in path:
        system, root = fs.FileSystem.from_uri(path)
        return system, root, f"{path.split('://', maxsplit=1)[0]}://"
    return fs.LocalFileSystem(), Path(os.path.abspath(path)).as_posix(), ""


def _source_files(system: fs.FileSystem, info: fs.FileInfo, prefix: str) -> Iterator[SourceFile]:
    if info.type == fs.FileType.File:
        yield _source_file(system, info, prefix)
        return
    children = [
        child
        for child in system.get_file_info(fs.FileSelector(info.path))
        if not child.base_name.startswith((".", "_")) or child.base_name == "_delta_log"
    ]
    if any(child.base_name == "_delta_log" for child in children):
        yield from _delta_files(system, info.path, prefix)
        return
    for child in children:
        is_folder = child.type == fs.FileType.Directory
        known = (*_TEXT_SUFFIXES, *_PARQUET_SUFFIXES)
        if is_folder or child.base_name.lower().endswith(known) or "." not in child.base_name:
            yield from _source_files(system, child, prefix)


def _source_file(system: fs.FileSystem, info: fs.FileInfo, prefix: str) -> SourceFile:
    path, name = prefix + info.path, _shown(prefix + info.path)
    if info.size == 0:
        return SourceFile(path, "csv", None, name)
    with system.open_input_stream(info.path, compression=None) as stream:
        is_parquet = stream.read(4) == _MAGIC
    if is_parquet or info.base_name.lower().endswith(_PARQUET_SUFFIXES):
        return _parquet_file(system, info.path, prefix, name)
    return _text_file(system, info, path, name)


def _text_file(system: fs.FileSystem, info: fs.FileInfo, path: str, name: str) -> SourceFile:
    with system.open_input_stream(info.path, compression="detect") as stream:
        head = stream.read(_HEADER_BYTES)
    text = head.decode("utf-8", errors="replace").removeprefix("\ufeff")
    lines = [line for line in re.split(r"\r\n|\n|\r", text) if line.strip(" ")]
    if not lines:
        return SourceFile(path, "csv", None, name, n_bytes=info.size)
    header = tuple(field.strip() for field in next(csv.reader([lines[0]])))
    _check_columns(header, name)
    n_rows = 0 if len(lines) == 1 and len(head) < _HEADER_BYTES else None
    return SourceFile(path, "csv", header, name, lines[0], info.size, n_rows)


def _parquet_file(system: fs.FileSystem, path: str, prefix: str, name: str) -> SourceFile:
    try:
        with system.open_input_file(path) as stream:
            metadata = pq.read_metadata(stream)
        schema = metadata.schema.to_arrow_schema()
    except (pa.ArrowException, ValueError, OSError) as error:
        raise UserError(
            f"{name} is not a readable Parquet file: {str(error).splitlines()[0]}"
        ) from error
    columns = (*schema.names, *folder_columns(path))
    _check_columns(columns, name)
    n_rows = metadata.num_rows
    types = tuple(str(kind) for kind in schema.types)
    return SourceFile(prefix + path, "parquet", columns, name, None, _size(metadata), n_rows, types)


def _size(metadata: pq.FileMetaData) -> int:
    return sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))


def _delta_files(system: fs.FileSystem, path: str, prefix: str) -> Iterator[SourceFile]:
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    name = _shown(prefix + path)
    try:
        table = DeltaTable(prefix + path)
        uris = table.file_uris()
        columns = tuple(field.name for field in table.schema().fields)
        features = {str(feature) for feature in table.protocol().reader_features or []}
    except DeltaError as error:
        raise UserError(f"the Delta table {name} cannot be read: {error}".split("\n")[0]) from error
    if unknown := features & {"deletionVectors", "columnMapping"}:
        raise UserError(
            f"the Delta table {name} uses {', '.join(sorted(unknown))}: rewrite it without"
        )
    _check_columns(columns, name)
    if not uris:
        yield SourceFile(prefix + path, "parquet", columns, name, n_rows=0)
    for uri in uris:
        with system.open_input_file(uri.split("://", maxsplit=1)[-1]) as stream:
            metadata = pq.read_metadata(stream)
        yield SourceFile(uri, "parquet", columns, name, None, _size(metadata), metadata.num_rows)


def _check_columns(columns: tuple[str, ...], name: str) -> None:
    missing = [column for column in TELEMETRY_COLUMNS if column not in columns]
    if missing:
        word = "column" if len(missing) == 1 else "columns"
        raise UserError(
            f"{name} has no {word} {', '.join(missing)}; {found_instead(columns)}; "
            "docs/how_to/own_fleet.md tells how to put in an export of another form"
        )


def _is_empty(file: SourceFile) -> bool:
    return file.header is None or file.n_rows == 0


def _shown(path: str) -> str:
    here = Path.cwd().as_posix() + "/"
    return path.removeprefix(here)
