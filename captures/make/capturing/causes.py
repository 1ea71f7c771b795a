"""The cause that each failing case plants, as the code of docs/diagnoses.md that a diagnosis of it should begin with.

What a case plants is told by the last part of its name, which the scenario gives it; what of that a capture can show
depends on the server's alert, on the request, and on whether there are secrets.
"""
from __future__ import annotations

import json
from pathlib import Path

#: What the name's last part says was planted.
PLANTED = {
    "no-certificate": "client_presented_none",
    "expired": "client_certificate_expired",
    "not-yet-valid": "client_certificate_not_yet_valid",
    "wrong-purpose": "client_certificate_wrong_purpose",
    "unknown-ca": "client_certificate_untrusted",
    "unauthorized": "client_certificate_untrusted",
    "revoked": "client_certificate_revoked",
    "self-signed": "client_certificate_self_signed",
    "missing-intermediate": "client_chain_incomplete",
    "bad-signature": "client_proof_of_possession_invalid",
    "crl-expired": "alert_contradicts_evidence",
    "issuer-not-requested": "client_issuer_not_requested",
    "certificate-withheld": "client_certificate_wrong_purpose",
    "client-gives-up": "client_closed_after_request",
    "server-resets": "server_closed_without_alert",
    "not-on-the-list": "server_closed_without_alert",
    "not-authorized": "refused_by_application",
    "post-handshake-not-offered": "post_handshake_auth_not_offered",
    "server-expired": "server_certificate_expired",
    "server-self-signed": "server_certificate_self_signed",
    "server-name-mismatch": "server_certificate_name_mismatch",
    "server-untrusted": "server_certificate_untrusted",
    # What the client was told to expect is no part of the handshake.
    "server-not-expected": "server_certificate_refused",
    "no-common-version": "no_common_version",
    "no-common-suite": "no_common_cipher_suite",
    "no-common-group": "no_common_group",
    "unrecognized-name": "unrecognized_server_name",
    # The client begins TLS all the same.
    "starttls-refused": "peer_does_not_speak_tls",
    # The middlebox is the client here, and has no certificate.
    "not-asking-server-side": "client_presented_none",
    "not-passing-on-server-side": "client_presented_none",
}

#: Stacks whose request names no authority, so that an issuer cannot be told from a trusted one but by the alert.
NAMELESS = ("python-", "tds-", "amqp-", "rdp-", "upgrade-", "dtls-wolfssl-", "quic-aioquic-")

#: Without secrets, TLS 1.3 and a renegotiation hide the certificates: what is left to say of a failure.
HIDDEN = {
    "client_certificate_rejected": "client_certificate_refused_unseen",
    "server_certificate_rejected": "server_certificate_refused",
}

#: What says only that something was refused: where the recording ends without the answer, that is said instead.
BARE = {"client_certificate_refused", "client_certificate_refused_unseen", "server_certificate_refused"}


def planted(case: str) -> str:
    """The cause that a case plants; the longest ending that is known."""
    endings = [ending for ending in PLANTED if case.endswith("-" + ending)]
    if not endings:
        raise ValueError(f"{case} fails, and causes.py does not say of what")
    return PLANTED[max(endings, key=len)]


def visible(case: str, connection: dict, cause: str) -> str:
    """What of the cause a capture can show when nothing is encrypted and no trust store is at hand."""
    failure = connection["verdict"]["failure"]
    alert = (failure["alert"] or {}).get("name")
    if failure["kind"] == "client_gave_up":
        return "client_closed_after_request"
    if not connection["presented"] and failure["kind"] == "client_certificate_missing":
        # A client that withholds its certificate looks like one that has none.
        return "client_presented_none"
    if cause == "client_certificate_untrusted" and not case.startswith(NAMELESS):
        return "client_issuer_not_requested"
    if cause == "client_certificate_revoked" and alert != "certificate_revoked":
        # Only the server's list knows, and this server does not say it.
        by_application = failure["kind"].endswith("_by_application")
        return "refused_by_application" if by_application else "client_certificate_refused"
    if cause == "server_certificate_untrusted" and alert != "unknown_ca":
        return "server_certificate_refused"
    return cause


def without_keys(connection: dict, shown: str) -> str | None:
    """The same where TLS 1.3 stays encrypted; `None` where the handshake then seems to have succeeded."""
    kind = connection["verdict"]["failure"]["kind"]
    # An application's words are encrypted in every version.
    if kind.endswith("_by_application"):
        return None
    # In DTLS the close is an alert as well, and sealed: what it says is not known.
    if shown == "server_closed_without_alert" and connection["version"].startswith("DTLS"):
        return "client_certificate_refused"
    # An alert in plaintext that does not say over what.
    if kind == "server_certificate_rejected" and ((connection["verdict_without_keys"] or {}).get("failure") or {}).get("kind") == "handshake_failed":
        return "handshake_refused"
    is_hidden = connection["version"] == "TLS 1.3" or connection["verdict_without_keys"]
    return HIDDEN.get(kind, shown) if is_hidden else shown


def with_stores(case: str, shown: str, cause: str) -> str:
    """What a capture shows with its secrets, and with the authorities and revocation lists of `pki/`."""
    # What was never sent cannot be checked. Java's client, which refuses a server of `pki/`'s root, has another store.
    is_unsent = shown in ("client_presented_none", "client_closed_after_request")
    has_other_store = case.startswith(("java-", "dtls-java-")) and cause == "server_certificate_untrusted"
    if case.startswith(("nss-", "dtls-mbedtls-", "dtls-wolfssl-")) and cause == "server_certificate_untrusted":
        # Its client has a store without the root that was given.
        return "client_lacks_server_authority"
    return shown if is_unsent or has_other_store else cause


def annotate(case: str, connections: list[dict]) -> None:
    """Adds `cause` to each connection that failed: what was planted, and what of it can be shown."""
    for connection in connections:
        connection.pop("cause", None)
        if connection["verdict"]["status"] != "failed":
            continue
        # Nobody is asked again where a session is resumed: the connection that began it shows the cause.
        cause = planted(case)
        shown = visible(case, connection, cause)
        bare = without_keys(connection, shown)
        if "-cut-short-" in case:
            shown, bare = ("peer_fell_silent" if said in BARE else said for said in (shown, bare))
        connection["cause"] = {
            "planted": cause, "shown": shown, "shown_without_keys": bare,
            "shown_with_stores": with_stores(case, shown, cause),
        }


def annotate_folder(captures: Path) -> None:
    """Brings what is already made up to date; captures and verdicts stay as they are."""
    for path in sorted(captures.glob("*/*/expected.json")):
        # Its captures have the causes of those that they were made of.
        if path.parent.parent.name == "tunnels":
            continue
        expected = json.loads(path.read_text())
        annotate(expected["case"], expected["connections"])
        path.write_text(json.dumps(expected, indent=2, ensure_ascii=False) + "\n")
