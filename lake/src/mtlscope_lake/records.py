"""Lines of NDJSON in, Arrow out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json as arrow_json

from . import arrays
from .columns import COLUMNS_OF_RECORDS, TIME, columns, connections_schema

#: What the table of certificates takes from each certificate of a chain.
CERTIFICATE_TEXTS = (
    "subject",
    "issuer",
    "serial_number",
    "not_before",
    "not_after",
    "public_key",
    "signature_algorithm",
    "fingerprint_sha256",
    "subject_key_identifier",
    "authority_key_identifier",
)
_CERTIFICATE = pa.struct(
    [
        *(pa.field(name, pa.string()) for name in CERTIFICATE_TEXTS),
        pa.field("subject_alternative_names", pa.list_(pa.string())),
        pa.field("is_ca", pa.bool_()),
    ]
)
_DIAGNOSES = pa.list_(pa.struct([pa.field("code", pa.string()), pa.field("severity", pa.string())]))
#: Keys that live records have, and records of captures lack.
_LIVE = ("sensor", "run", "type", "detail")


@cache
def _parse_schema() -> pa.Schema:
    """What is parsed of a record; its other keys are passed over."""
    tree: dict[str, Any] = {"diagnoses": _DIAGNOSES, **{name: pa.string() for name in _LIVE}}
    for column in columns():
        if column.path is None:
            continue
        steps = column.path.split(".")
        node = tree
        for step in steps[:-1]:
            if step == "0":
                break
            node = node.setdefault(step, {})
        else:
            kind = column.arrow
            # Times are parsed afterwards: those of certificates may lie in the year 9999 or beyond.
            node[steps[-1]] = pa.string() if kind == TIME else pa.list_(pa.string()) if pa.types.is_list(kind) else kind
    tree["frames"]["last_input"] = pa.int64()
    for side in ("client_certificate", "server_certificate"):
        tree[side]["chain"] = pa.list_(_CERTIFICATE)
    return pa.schema(_fields(tree))


def _fields(tree: dict[str, Any]) -> list[pa.Field]:
    return [pa.field(name, pa.struct(_fields(kind)) if isinstance(kind, dict) else kind) for name, kind in tree.items()]


@dataclass(frozen=True)
class Parsed:
    """A block of records: what was asked of them, and each as it was printed."""

    table: pa.Table
    lines: pa.Array
    #: What was looked up: a dozen columns are of the same certificate.
    _found: dict[str, pa.Array] = field(default_factory=dict)

    @property
    def length(self) -> int:
        return len(self.lines)

    def at(self, path: str) -> pa.Array:
        """The values of a key, such as `mutual_auth.failure.kind`."""
        if (known := self._found.get(path)) is not None:
            return known
        above, _, step = path.rpartition(".")
        if not above:
            array = self.table.column(step).combine_chunks()
            array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        else:
            array = arrays.heads(self.at(above)) if step == "0" else arrays.member(self.at(above), step)
        self._found[path] = array
        return array


def parse(block: bytes) -> Parsed:
    """Reads a block of whole lines, each one object."""
    table = arrow_json.read_json(
        pa.BufferReader(block),
        read_options=arrow_json.ReadOptions(use_threads=False, block_size=max(len(block) + 1, 1 << 16)),
        parse_options=arrow_json.ParseOptions(
            explicit_schema=_parse_schema(), newlines_in_values=False, unexpected_field_behavior="ignore"
        ),
    )
    return Parsed(table, arrays.lines(block))


# MARK: Rows


@dataclass(frozen=True)
class Origin:
    """Where the records of a run come from."""

    #: The files by the indices that records call them.
    files: Sequence[str]
    sensor: str
    tool_version: str | None


def rows(parsed: Parsed, origin: Origin, wanted: pa.Schema | None = None) -> pa.RecordBatch:
    """The rows of `connections`, or of it the columns that are wanted."""
    schema = wanted or connections_schema()
    made = _Rows(parsed, origin)
    return pa.record_batch([made.column(name).cast(schema.field(name).type) for name in schema.names], schema=schema)


class _Rows:
    """Makes one column at a time, so that those nobody asked for cost nothing."""

    def __init__(self, parsed: Parsed, origin: Origin) -> None:
        self.parsed, self.origin = parsed, origin
        self.paths = {name: path for name, path, _ in COLUMNS_OF_RECORDS}
        self.times = {column.name for column in columns() if column.type == "timestamp"}

    def column(self, name: str) -> pa.Array:
        if (path := self.paths.get(name)) is None:
            made: pa.Array = getattr(self, "_" + name)()
            return made
        found = self.parsed.at(path)
        return arrays.times(found) if name in self.times else found

    def _constant(self, value: str | None) -> pa.Array:
        return arrays.constant(value, pa.string(), self.parsed.length)

    def _files(self, path: str, values: Sequence[str]) -> pa.Array:
        if len(values) == 1:
            return self._constant(values[0])
        return pa.array(values, pa.string()).take(self.parsed.at(path))

    def _sensor(self) -> pa.Array:
        return pc.coalesce(self.parsed.at("sensor"), pa.scalar(self.origin.sensor))

    def _file(self) -> pa.Array:
        return self._files("frames.first_input", self.origin.files)

    def _last_file(self) -> pa.Array:
        return self._files("frames.last_input", self.origin.files)

    def _uid(self) -> pa.Array:
        if self.origin.tool_version is None:
            return _live_uids(self.parsed, self.origin)
        keys = self._files("frames.first_input", [_digest(self.origin.sensor, file) for file in self.origin.files])
        return pc.binary_join_element_wise(keys, pc.cast(self.parsed.at("frames.first"), pa.string()), "-")

    def _date(self) -> pa.Array:
        return self.column("start_time").cast(pa.timestamp("us")).cast(pa.date32(), safe=False)

    def _cause(self) -> pa.Array:
        lists = self.parsed.at("diagnoses")
        parents, found = pc.list_parent_indices(lists), pc.list_flatten(lists)
        explains = pc.fill_null(pc.equal(arrays.member(found, "severity"), "error"), False)
        codes = arrays.member(found, "code").filter(explains)
        first = arrays.firsts(parents.filter(explains), codes, self.parsed.length)
        return pc.coalesce(first, self.parsed.at("mutual_auth.failure.kind"))

    def _diagnoses(self) -> pa.Array:
        return arrays.lists_of(self.parsed.at("diagnoses"), "code")

    def _client_chain(self) -> pa.Array:
        return arrays.lists_of(self.parsed.at("client_certificate.chain"), "fingerprint_sha256")

    def _server_chain(self) -> pa.Array:
        return arrays.lists_of(self.parsed.at("server_certificate.chain"), "fingerprint_sha256")

    def _original_outside(self) -> pa.Array:
        outside = pc.and_(self.column("resumed"), pc.is_null(self.column("original_connection")))
        # A brief record does not say which connection began the session.
        is_brief = pc.fill_null(pc.equal(self.parsed.at("detail"), "brief"), False)
        return pc.if_else(pc.and_(is_brief, self.column("resumed")), pa.scalar(None, pa.bool_()), outside)

    def _tool_version(self) -> pa.Array:
        return self._constant(self.origin.tool_version)

    def _record(self) -> pa.Array:
        return self.parsed.lines


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _live_uids(parsed: Parsed, origin: Origin) -> pa.Array:
    """Records of `watch` say which run they are of; those that do not are known by their file."""
    sensors, runs, ids = (parsed.at(name).to_pylist() for name in ("sensor", "run", "id"))
    file = origin.files[0]
    found = (
        _digest(sensor or origin.sensor, run or file) + "-" + (name or "") for sensor, run, name in zip(sensors, runs, ids)
    )
    return pa.array(list(found), pa.string())


def began(parsed: Parsed) -> pa.Array:
    """Whether the ClientHello of each connection was seen: nobody else says which versions were offered."""
    return pc.greater(pc.fill_null(pc.list_value_length(parsed.at("tls.offered_versions")), 0), 0)
