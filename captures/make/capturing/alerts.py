"""Alert codes, and how each stack's error text names the alert that it received."""
from __future__ import annotations

import re

#: The TLS Alerts registry.
NAMES = {
    0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 21: "decryption_failed_RESERVED",
    22: "record_overflow", 30: "decompression_failure_RESERVED", 40: "handshake_failure",
    41: "no_certificate_RESERVED", 42: "bad_certificate", 43: "unsupported_certificate",
    44: "certificate_revoked", 45: "certificate_expired", 46: "certificate_unknown", 47: "illegal_parameter",
    48: "unknown_ca", 49: "access_denied", 50: "decode_error", 51: "decrypt_error", 52: "too_many_cids_requested",
    60: "export_restriction_RESERVED", 70: "protocol_version", 71: "insufficient_security",
    80: "internal_error", 86: "inappropriate_fallback", 90: "user_canceled", 100: "no_renegotiation_RESERVED",
    109: "missing_extension", 110: "unsupported_extension", 111: "certificate_unobtainable_RESERVED",
    112: "unrecognized_name", 113: "bad_certificate_status_response",
    114: "bad_certificate_hash_value_RESERVED", 115: "unknown_psk_identity", 116: "certificate_required",
    120: "no_application_protocol", 121: "ech_required",
}

#: NSS says which alert it received by the name of an error.
NSS = {
    "SSL_ERROR_HANDSHAKE_FAILURE_ALERT": 40, "SSL_ERROR_BAD_CERT_ALERT": 42,
    "SSL_ERROR_UNSUPPORTED_CERT_ALERT": 43, "SSL_ERROR_REVOKED_CERT_ALERT": 44,
    "SSL_ERROR_EXPIRED_CERT_ALERT": 45, "SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT": 46,
    "SSL_ERROR_ILLEGAL_PARAMETER_ALERT": 47, "SSL_ERROR_UNKNOWN_CA_ALERT": 48,
    "SSL_ERROR_ACCESS_DENIED_ALERT": 49, "SSL_ERROR_DECODE_ERROR_ALERT": 50,
    "SSL_ERROR_DECRYPT_ERROR_ALERT": 51, "SSL_ERROR_PROTOCOL_VERSION_ALERT": 70,
    "SSL_ERROR_INTERNAL_ERROR_ALERT": 80, "SSL_ERROR_UNRECOGNIZED_NAME_ALERT": 112,
    "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT": 116,
}

PATTERNS = [
    (re.compile(r"SSL alert number (\d+)"), lambda m: int(m[1])),
    # OpenSSL's reason for a received alert is 1000 and the alert's number: 0A000418 is 48.
    (re.compile(r"error:0A000([0-9A-F]{3}):SSL routines"), lambda m: int(m[1], 16) - 1000),
    (re.compile(r"Received (?:fatal )?alert [\['](\d+)[\]']"), lambda m: int(m[1])),
    (re.compile(r"Received fatal alert: (\w+)"), lambda m: code_named(m[1])),
    (re.compile(r"(SSL_ERROR_\w+_ALERT)"), lambda m: NSS.get(m[1])),
    # curl's trace prints level and description as one number: 557 is fatal (2), 45. Its error text may hide them.
    (re.compile(r"\(IN\), TLS alert, [\w ]+ \((\d+)\)"), lambda m: int(m[1]) - 512),
    # selfserv gives the number alone: this one is SSL_ERROR_UNKNOWN_CA_ALERT.
    (re.compile(r"returned error -12195"), lambda m: 48),
    (re.compile(r"TLSV?\d*_ALERT_(\w+)|SSLV3_ALERT_(\w+)"), lambda m: code_named(m[1] or m[2])),
]


def code_named(name: str) -> int | None:
    """The code of a name as the registry or a stack spells it."""
    wanted = name.lower()
    for code, known in NAMES.items():
        if known.lower() in (wanted, wanted + "_reserved"):
            return code
    return None


def received(line: str) -> int | None:
    """The code of the alert that this line of an endpoint says it received."""
    for pattern, code in PATTERNS:
        match = pattern.search(line)
        if match:
            found = code(match)
            if found in NAMES:
                return found
    return None


SENT = re.compile(r"REC(?:\[\w+\])?: Sending Alert\[2\|(\d+)\]")


def sent(line: str) -> int | None:
    """The code of the fatal alert that this line of GnuTLS says it sends."""
    match = SENT.search(line)
    return int(match[1]) if match else None


def as_json(code: int, sender: str) -> dict:
    return {"code": code, "name": NAMES[code], "sender": sender}
