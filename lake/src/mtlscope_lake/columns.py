"""The one schema: which columns the table `connections` has, and which key of a record each is.

`COLUMNS_OF_RECORDS` names the keys. Their types are those of `mtlscope schema`, kept in columns.json so that neither a
planner nor a driver needs the command; `python -m mtlscope_lake.columns TOOL` writes that file again.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")
#: Spark calls the value of a list `element`, and compares names.
STRINGS = pa.list_(pa.field("element", pa.string()))
_TYPES = {
    "string": pa.string(),
    "long": pa.int64(),
    "boolean": pa.bool_(),
    "timestamp": TIME,
    "date": pa.date32(),
    "array<string>": STRINGS,
}
#: The values of mtlscope's times, as its schema has them.
_TIME_PATTERN = r"^[+-]?\d{4,}-\d\d-\d\dT"


@dataclass(frozen=True)
class Column:
    name: str
    #: Of the key in a record, such as `mutual_auth.failure.kind`; a number is a place in a list. None: made here.
    path: str | None
    #: As Spark's SQL names it.
    type: str
    meaning: str

    @property
    def arrow(self) -> pa.DataType:
        return _TYPES[self.type]


def _leaf(side: str) -> list[tuple[str, str, str]]:
    block, leaf = f"{side}_certificate", f"{side}_certificate.chain.0"
    return [
        (f"{side}_certificate_inferred", f"{block}.inferred", "whether it was not read but concluded"),
        (f"{side}_proof", f"{block}.proof_of_possession", "whether the signature that proves the key holds"),
        (f"{side}_trusted", f"{block}.trust.trusted", f"with {side} authorities given: whether a chain leads to one"),
        (f"{side}_trust_error", f"{block}.trust.error", "if not, why"),
        (f"{side}_subject", f"{leaf}.subject", "of the sender's own certificate"),
        (f"{side}_issuer", f"{leaf}.issuer", "likewise"),
        (f"{side}_serial_number", f"{leaf}.serial_number", "likewise"),
        (f"{side}_not_before", f"{leaf}.not_before", "first moment of its validity"),
        (f"{side}_not_after", f"{leaf}.not_after", "last moment of its validity"),
        (f"{side}_names", f"{leaf}.subject_alternative_names", "its other names"),
        (f"{side}_public_key", f"{leaf}.public_key", "kind and size of its key"),
        (f"{side}_fingerprint", f"{leaf}.fingerprint_sha256", "SHA-256 of the certificate"),
    ]


#: (name, key, meaning)
COLUMNS_OF_RECORDS: list[tuple[str, str, str]] = [
    ("id", "id", "the connection's number, unique within one run of mtlscope"),
    ("revision", "revision", "counts up when a connection is reported again; the highest counts"),
    ("community_id", "community_id", "the flow's Community ID"),
    ("transport", "transport", "tcp, udp, quic or eap"),
    ("client_address", "client.address", "of whoever sent the ClientHello"),
    ("client_port", "client.port", "likewise"),
    ("server_address", "server.address", "of the other one"),
    ("server_port", "server.port", "likewise"),
    ("start_time", "start_time", "of the first packet; microseconds, the record has nanoseconds"),
    ("end_time", "end_time", "of the last packet that the report rests on"),
    ("first_frame", "frames.first", "the first packet's number in `file`"),
    ("last_frame", "frames.last", "the last packet's number in `last_file`"),
    ("first_input", "frames.first_input", "the index that `file` has in the record; those after it follow `file`"),
    ("interface", "interface", "in a watch: where the first packet was captured"),
    ("carrier", "carrier", "the framing between transport and TLS, if there is one"),
    ("preceded_by", "preceded_by", "what came before TLS on the stream"),
    ("version", "tls.version", "of TLS"),
    ("cipher_suite", "tls.cipher_suite", "IANA's name"),
    ("server_name", "tls.server_name", "of the ClientHello"),
    ("application_protocol", "tls.application_protocol", "what ALPN settled on"),
    ("resumption", "tls.resumption", "session_id, session_ticket or psk"),
    ("decrypted", "tls.decrypted", "whether any of it had to be decrypted"),
    ("authentication", "tls.authentication", "what the cipher suite makes the sides prove themselves with"),
    ("offered_versions", "tls.offered_versions", "what the client could speak"),
    ("status", "mutual_auth.status", "the verdict"),
    ("basis", "mutual_auth.basis", "observed, decrypted or inferred"),
    ("confidence", "mutual_auth.confidence", "of a verdict that rests on behaviour"),
    ("resumed", "mutual_auth.resumed", "whether the session was resumed"),
    ("original_connection", "mutual_auth.original_connection", "the id of the one that began it, in the same run"),
    ("failure", "mutual_auth.failure.kind", "how it failed"),
    ("closed_by", "mutual_auth.failure.closed_by", "who closed first"),
    ("alert", "mutual_auth.failure.alert.name", "the name of the alert that decided"),
    ("alert_code", "mutual_auth.failure.alert.code", "its number"),
    ("alert_sender", "mutual_auth.failure.alert.sender", "client or server"),
    ("alert_encrypted", "mutual_auth.failure.alert.encrypted", "whether it could not be read"),
    ("request_stage", "certificate_request.stage", "when the server asked; null if it was not seen to"),
    ("request_inferred", "certificate_request.inferred", "whether that was not read but concluded"),
    ("requested_authorities", "certificate_request.certificate_authorities", "whom the server would accept"),
    ("client_presented", "client_certificate.presented", "whether the client presented a certificate"),
    *_leaf("client"),
    *_leaf("server"),
    ("missing_bytes", "stream.missing_bytes", "bytes that the capture lacks"),
]

_FIRST = [
    Column("uid", None, "string", "the same for the same connection however files are dealt out"),
    Column("sensor", None, "string", "where it was captured"),
    Column("file", None, "string", "the capture that holds its first packet, or the NDJSON file"),
    Column("last_file", None, "string", "the capture that holds its last packet"),
    Column("date", None, "date", "the day of `start_time` in UTC"),
]
_LAST = [
    Column("cause", None, "string", "the first diagnosis that explains a failure, else `failure`"),
    Column("diagnoses", None, "array<string>", "the codes of all diagnoses"),
    Column("client_chain", None, "array<string>", "fingerprints of what the client presented, its own first"),
    Column("server_chain", None, "array<string>", "fingerprints of what the server presented, its own first"),
    Column("original_outside", None, "boolean", "resumed, and the handshake that began it is not in what was read"),
    Column("tool_version", None, "string", "of the mtlscope that gave the verdict; null for NDJSON"),
    Column("record", None, "string", "the record itself, as mtlscope printed it"),
]


@cache
def columns() -> tuple[Column, ...]:
    """All columns of `connections`, in order."""
    kept: dict[str, str] = json.loads(resources.files(__package__).joinpath("columns.json").read_text())
    records = [Column(name, path, kept[path], meaning) for name, path, meaning in COLUMNS_OF_RECORDS]
    return (*_FIRST, *records, *_LAST)


@cache
def connections_schema() -> pa.Schema:
    return pa.schema([pa.field(column.name, column.arrow) for column in columns()])


# MARK: Types, from the tool's schema


def types_of(schema: dict[str, Any]) -> dict[str, str]:
    """The type of each key that is a column, from what `mtlscope schema` prints."""
    definitions = schema["$defs"]
    return {path: _type(schema, definitions["connection"], path.split("."), path) for _, path, _ in COLUMNS_OF_RECORDS}


def _type(schema: dict[str, Any], node: dict[str, Any], steps: list[str], path: str) -> str:
    node = _resolved(schema, node)
    if not steps:
        return _scalar(schema, node, path)
    if steps[0].isdigit():
        return _type(schema, node["items"], steps[1:], path)
    try:
        return _type(schema, node["properties"][steps[0]], steps[1:], path)
    except KeyError:
        raise KeyError(f"mtlscope's schema has no key {path}") from None


def _resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """Without references, and without the alternative of null."""
    while True:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].removeprefix("#/$defs/")]
        elif alternatives := node.get("anyOf") or node.get("oneOf"):
            (node,) = [each for each in alternatives if each.get("type") != "null"]
        else:
            return node


def _scalar(schema: dict[str, Any], node: dict[str, Any], path: str) -> str:
    kinds = node.get("type", "string" if "enum" in node else None)
    kind = kinds if isinstance(kinds, str) else next((each for each in kinds or [] if each != "null"), None)
    if kind == "array" and _scalar(schema, _resolved(schema, node["items"]), path) == "string":
        return "array<string>"
    if kind == "string":
        return "timestamp" if node.get("pattern", "").startswith(_TIME_PATTERN) else "string"
    if kind in ("integer", "boolean"):
        return {"integer": "long", "boolean": "boolean"}[kind]
    raise TypeError(f"{path} has no type that a column can have: {node}")


if __name__ == "__main__":
    from .tool import Tool

    found = types_of(Tool.find(sys.argv[1] if len(sys.argv) > 1 else None).schema())
    print(json.dumps(found, indent=2))
