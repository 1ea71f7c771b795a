"""The questions of `mtlscope-lake ask`: SQL in files, the same for DuckDB and for Spark.

Each is a view. Two small views carry what is asked: `asked` (a moment and a number of days) and `new_authorities`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from .errors import LakeError, UsageError

#: By their names on the command line.
QUESTIONS = {
    "failures": "what fails, by cause, server and client",
    "changes": "for each client that began to fail: what differed from its last success",
    "expiring": "certificates that end within --days",
    "inventory": "who presents what to whom",
    "strangers": "servers that never ask, or let in without a certificate",
    "rotation": "who would fail if only the authorities of --new-ca were trusted",
    "resumed-without-check": "sessions resumed without asking for a certificate again",
}
#: All views on top of the tables, each after those that it is made of.
VIEWS = ("connections", "certificates", *(name.replace("-", "_") for name in QUESTIONS))

#: As OpenSSL, and so mtlscope, names what RFC 4514 has no name for.
_ATTRIBUTES = {
    NameOID.EMAIL_ADDRESS: "emailAddress",
    NameOID.SERIAL_NUMBER: "serialNumber",
    NameOID.GIVEN_NAME: "GN",
    NameOID.SURNAME: "SN",
    NameOID.TITLE: "title",
    NameOID.ORGANIZATION_IDENTIFIER: "organizationIdentifier",
}


def sql(view: str) -> str:
    return resources.files(__package__).joinpath("sql", f"{view}.sql").read_text()


@dataclass(frozen=True)
class Authority:
    fingerprint: str
    subject: str
    key_identifier: str | None


@dataclass(frozen=True)
class Asked:
    """What a question is asked with."""

    at: datetime.datetime
    days: int = 30
    new_authorities: Sequence[Authority] = ()

    def asked(self) -> str:
        moment = self.at.astimezone(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S+00:00")
        return f"SELECT CAST('{moment}' AS {{timestamp}}) AS at, {int(self.days)} AS days"

    def authorities(self) -> str:
        rows = [
            f"SELECT {_text(each.fingerprint)} AS fingerprint, {_text(each.subject)} AS subject, "
            f"{_text(each.key_identifier)} AS key_identifier"
            for each in self.new_authorities
        ]
        none = "SELECT CAST(NULL AS {text}) AS fingerprint, CAST(NULL AS {text}) AS subject, CAST(NULL AS {text}) AS key_identifier"
        return "\nUNION ALL ".join(rows) if rows else f"{none} WHERE 1 = 0"


def _text(value: str | None) -> str:
    """A literal of SQL in both dialects: what either would read otherwise is refused."""
    if value is None:
        return "CAST(NULL AS {text})"
    if "\\" in value or "{" in value or "}" in value:
        raise LakeError(f"a name with a backslash or a brace cannot be asked for: {value}")
    return "'" + value.replace("'", "''") + "'"


def read_authorities(path: str) -> list[Authority]:
    """The certificates of a PEM file, or the one of a DER file."""
    try:
        with open(path, "rb") as file:
            data = file.read()
        found = x509.load_pem_x509_certificates(data) if b"-----BEGIN" in data else [x509.load_der_x509_certificate(data)]
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{path} holds no certificates in PEM, and is none in DER") from error
    return [_authority(each) for each in found]


def _authority(certificate: x509.Certificate) -> Authority:
    try:
        identifier = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest.hex()
    except (x509.ExtensionNotFound, ValueError):
        identifier = None
    return Authority(
        certificate.fingerprint(hashes.SHA256()).hex(),
        certificate.subject.rfc4514_string(attr_name_overrides=_ATTRIBUTES),
        identifier,
    )
