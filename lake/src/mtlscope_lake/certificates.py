"""The table `certificates`: one row for each certificate and the role in which it was presented."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from . import arrays
from .columns import STRINGS, TIME
from .records import Parsed

#: `client` and `server` are leaves; `client_issuer` and `server_issuer` those that were sent along.
ROLES = ("client", "server", "client_issuer", "server_issuer")


@cache
def certificates_schema() -> pa.Schema:
    texts = ("fingerprint", "role", "sensor", "subject", "issuer", "serial_number")
    return pa.schema(
        [
            *(pa.field(name, pa.string()) for name in texts),
            pa.field("not_before", TIME),
            pa.field("not_after", TIME),
            pa.field("names", STRINGS),
            pa.field("public_key", pa.string()),
            pa.field("signature_algorithm", pa.string()),
            pa.field("is_ca", pa.bool_()),
            pa.field("subject_key_identifier", pa.string()),
            # Of the certificate itself and then of those sent along with it.
            pa.field("chain", STRINGS),
            pa.field("chain_issuers", STRINGS),
            pa.field("chain_key_identifiers", STRINGS),
            pa.field("issuers_without_key_identifier", STRINGS),
            pa.field("first_seen", TIME),
            pa.field("last_seen", TIME),
        ]
    )


@dataclass
class Certificates:
    """Collects what a partition's records show, once each."""

    sensor: str
    _rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def add(self, parsed: Parsed) -> None:
        if not parsed.length:
            return
        starts, ends = arrays.times(parsed.at("start_time")), arrays.times(parsed.at("end_time"))
        for role in ("client", "server"):
            chains = parsed.at(f"{role}_certificate.chain")
            leaves = arrays.member(arrays.heads(chains), "fingerprint_sha256")
            table = pa.table({"leaf": leaves, "start": starts, "end": ends, "place": pa.array(range(len(chains)))})
            table = table.filter(pc.is_valid(leaves))
            seen = table.group_by("leaf").aggregate([("start", "min"), ("end", "max"), ("place", "min")])
            for leaf, first, last, place in zip(*(seen.column(name).to_pylist() for name in _SEEN)):
                known = self._rows.get((leaf, role))
                if known is None:
                    self._describe(role, chains[place].as_py(), first, last)
                else:
                    for each in known["chain"]:
                        row = self._rows.get((each, role)) or self._rows[(each, f"{role}_issuer")]
                        row["first_seen"] = min(row["first_seen"], first)
                        row["last_seen"] = max(row["last_seen"], last)

    def _describe(self, role: str, chain: list[dict[str, Any]], first: Any, last: Any) -> None:
        chain = [each for each in chain if each["fingerprint_sha256"] is not None]
        for depth, each in enumerate(chain):
            name = role if depth == 0 else f"{role}_issuer"
            key = (each["fingerprint_sha256"], name)
            if (row := self._rows.get(key)) is not None:
                row["first_seen"], row["last_seen"] = min(row["first_seen"], first), max(row["last_seen"], last)
                continue
            above = chain[depth:]
            self._rows[key] = {
                "fingerprint": key[0],
                "role": name,
                "sensor": self.sensor,
                "names": each["subject_alternative_names"],
                "chain": [link["fingerprint_sha256"] for link in above],
                "chain_issuers": [link["issuer"] for link in above if link["issuer"] is not None],
                "chain_key_identifiers": [
                    link["authority_key_identifier"] for link in above if link["authority_key_identifier"] is not None
                ],
                "issuers_without_key_identifier": [
                    link["issuer"] for link in above if link["authority_key_identifier"] is None and link["issuer"] is not None
                ],
                "first_seen": first,
                "last_seen": last,
                **{column: each[column] for column in _COPIED},
            }

    def table(self) -> pa.Table:
        found = list(self._rows.values())
        schema = certificates_schema()
        columns = []
        for each in schema:
            values = [row[each.name] for row in found]
            is_text = each.name in ("not_before", "not_after")
            columns.append(arrays.times(pa.array(values, pa.string())) if is_text else pa.array(values, each.type))
        return pa.table(columns, schema=schema)


_SEEN = ("leaf", "start_min", "end_max", "place_min")
_COPIED = (
    "subject",
    "issuer",
    "serial_number",
    "not_before",
    "not_after",
    "public_key",
    "signature_algorithm",
    "is_ca",
    "subject_key_identifier",
)
