"""Brief records (`watch --detail brief`) in the shape of full ones, so that both give the same columns.

A brief record names certificates by the first bytes of their fingerprints. What they say is in the `certificate` event
that a watch writes when it sees one for the first time; if that is in the same file, the columns have it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

_BRIEF = b'"detail":"brief"'
_EVENT = b'{"type":"certificate"'
#: Hexadecimal digits by which a brief record names a certificate.
_PREFIX = 16
#: Who ends a connection that fails so; a brief record says it only where it was another.
_ENDED_BY = {
    "client_certificate_rejected": "server",
    "client_certificate_missing": "server",
    "client_certificate_rejected_by_application": "server",
    "client_certificate_missing_by_application": "server",
    "server_certificate_rejected": "client",
    "client_gave_up": "client",
}


def has_brief(block: bytes) -> bool:
    return _BRIEF in block or _EVENT in block


@dataclass
class BriefReader:
    """Reads the brief records of one file, in order."""

    _certificates: dict[str, dict[str, Any]] = field(default_factory=dict)

    def expand(self, block: bytes) -> bytes:
        """The block with each brief record as a full one; all other lines, and their number, stay as they are."""
        return b"\n".join(self._expand(line) for line in block[:-1].split(b"\n")) + b"\n"

    def _expand(self, line: bytes) -> bytes:
        if line.startswith(_EVENT):
            certificate = json.loads(line).get("certificate") or {}
            self._certificates[(certificate.get("fingerprint_sha256") or "")[:_PREFIX]] = certificate
        if _BRIEF not in line or (brief := json.loads(line)).get("detail") != "brief":
            return line
        return json.dumps(self._full(brief)).encode()

    def _full(self, brief: dict[str, Any]) -> dict[str, Any]:
        kind, alert = brief.get("failure"), brief.get("alert")
        is_number = alert is not None and alert.isdigit()
        failure = {
            "kind": kind,
            "closed_by": brief.get("closed_by", _ENDED_BY.get(kind or "")),
            "alert": {"name": None if is_number else alert, "code": int(alert) if is_number else None} if alert else None,
        }
        kept = {name: brief.get(name) for name in ("type", "detail", "id", "sensor", "run", "interface")}
        return {
            **kept,
            "revision": brief.get("revision", 1),
            "start_time": brief["time"],
            "end_time": brief["time"],
            "client": _endpoint(brief["client"]),
            "server": _endpoint(brief["server"]),
            "tls": {"version": brief.get("version"), "server_name": brief.get("server_name")},
            "mutual_auth": {
                "status": brief["status"],
                "basis": brief.get("basis", "observed"),
                "confidence": brief.get("confidence"),
                "resumed": brief.get("resumed", False),
                "failure": failure if kind else None,
            },
            "client_certificate": self._certificate(brief.get("client_certificate")),
            "server_certificate": self._certificate(brief.get("server_certificate")),
            "diagnoses": [{"code": brief["cause"], "severity": "error"}] if "cause" in brief else [],
        }

    def _certificate(self, prefix: str | None) -> dict[str, Any] | None:
        if prefix is None:
            return None
        return {"presented": True, "chain": [self._certificates.get(prefix, {"fingerprint_sha256": prefix})]}


def _endpoint(text: str) -> dict[str, Any]:
    """`192.0.2.1:443`, `[2001:db8::1]:443`, or an address of a link alone."""
    address, _, port = text.rpartition(":")
    if port.isdigit() and (address.startswith("[") or ":" not in address):
        return {"address": address.strip("[]"), "port": int(port)}
    return {"address": text, "port": None}
