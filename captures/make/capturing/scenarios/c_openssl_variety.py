"""OpenSSL: versions, suites, groups, sizes, addresses, and handshakes that end before any certificate."""
from __future__ import annotations

from dataclasses import replace

from ..network import SERVER6
from ..run import Run
from ..scenario import add
from ..stacks.openssl import s_client, s_server, talk
from ..verdict import COMPLETED, ENCRYPTED, NOT_REQUESTED, Connection, Verdict, failed
from .a_openssl import REFUSALS, accepted, play_refusal

ANCIENT = ["-cipher", "DEFAULT:@SECLEVEL=0"]


def old_refused(run: Run, tls: str, certificate: str | None, reason: str, kind: str) -> None:
    port = run.port()
    server = s_server(run, port, tls, *ANCIENT)
    client, client_port = s_client(run, port, tls, *ANCIENT, certificate=certificate)
    talk(client)
    evidence = [run.says(server, reason), run.says(server, "SSL3 alert write:fatal")]
    alert, line = run.alert_received(client, "SSL alert number")
    run.expect(Connection(client_port, port, tls, "api.example", failed(kind, alert, "server"), requested=True,
                          presented=certificate is not None, evidence=[*evidence, line, run.exits(client, 1)]))


for tls, short in (("TLS 1.0", "tls10"), ("TLS 1.1", "tls11")):
    add(f"openssl-{short}-mutual", "A mutual session in an old version.",
        lambda run, t=tls: accepted(run, t, "client-rsa", server_options=ANCIENT, client_options=ANCIENT))
    add(f"openssl-{short}-no-certificate", "An old version: the server insists, the client has none.",
        lambda run, t=tls: old_refused(run, t, None, "peer did not return", "client_certificate_missing"))
    add(f"openssl-{short}-unknown-ca", "An old version: the client's certificate is not trusted.",
        lambda run, t=tls: old_refused(run, t, "client-untrusted", r"verify error:num=2[01]:",
                                       "client_certificate_rejected"))

SUITES = [
    ("rsa-key-exchange", "RSA key exchange: no ServerKeyExchange.", "AES128-GCM-SHA256"),
    ("dhe", "Finite-field Diffie-Hellman.", "DHE-RSA-AES128-GCM-SHA256"),
    ("cbc", "A CBC suite with encrypt-then-MAC.", "ECDHE-RSA-AES128-SHA"),
    ("chacha20", "ChaCha20-Poly1305.", "ECDHE-RSA-CHACHA20-POLY1305"),
]
for what, summary, suite in SUITES:
    add(f"openssl-tls12-mutual-{what}", f"A mutual session. {summary}",
        lambda run, s=suite: accepted(run, "TLS 1.2", "client-rsa", client_options=["-cipher", s]))
add("openssl-tls13-mutual-chacha20", "A mutual session with ChaCha20-Poly1305.",
    lambda run: accepted(run, "TLS 1.3", "client-rsa", client_options=["-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"]))
add("openssl-tls13-mutual-aes128", "A mutual session with a SHA-256 suite.",
    lambda run: accepted(run, "TLS 1.3", "client-rsa", client_options=["-ciphersuites", "TLS_AES_128_GCM_SHA256"]))
add("openssl-tls13-mutual-hello-retry", "The server wants another group: HelloRetryRequest, then a mutual session.",
    lambda run: accepted(run, "TLS 1.3", "client-rsa", server_options=["-groups", "P-384"]))

for tls, short in (("TLS 1.2", "tls12"), ("TLS 1.3", "tls13")):
    add(f"openssl-{short}-mutual-ipv6", "A mutual session over IPv6.",
        lambda run, t=tls: accepted(run, t, "client-rsa", address=SERVER6))
    add(f"openssl-{short}-mutual-no-server-name", "A mutual session whose client sends no server_name.",
        lambda run, t=tls: accepted(run, t, "client-rsa", server_name=None), "pcap-any")
    add(f"openssl-{short}-mutual-large-certificate", "The server's Certificate message is longer than a record.",
        lambda run, t=tls: accepted(run, t, "client-rsa", "server-large"))
    add(f"openssl-{short}-mutual-many-authorities", "The CertificateRequest names 151 authorities and is longer than "
        "a record.", lambda run, t=tls: many_authorities(run, t))
    add(f"openssl-{short}-mutual-small-records", "Both sides send records of at most 512 bytes: handshake messages "
        "over many records.", lambda run, t=tls: accepted(
            run, t, "client-rsa", server_options=["-max_send_frag", "512"], client_options=["-max_send_frag", "512"]))


def many_authorities(run: Run, tls: str) -> None:
    port = run.port()
    server = s_server(run, port, tls, ca="many-authorities")
    client, client_port = s_client(run, port, tls, certificate="client-rsa")
    talk(client)
    evidence = [run.says(client, "one of many in a request"), run.says(server, "Peer certificate: .*CN = client-rsa$"),
                run.says(client, r"^olleh"), run.exits(client, 0)]
    run.expect(Connection(client_port, port, tls, "api.example", COMPLETED, ENCRYPTED if tls == "TLS 1.3" else None,
                          requested=True, presented=True, evidence=evidence))


def nothing_in_common(run: Run, server_tls: str | None, client_tls: str | None, server_options: list[str],
                      client_options: list[str], reason: str, expected: int, server_name: str = "api.example",
                      version: str | None = None) -> None:
    """The server ends it on the ClientHello."""
    port = run.port()
    server = s_server(run, port, server_tls, *server_options)
    client, client_port = s_client(run, port, client_tls, *client_options, certificate="client-rsa",
                                   server_name=server_name)
    client.close_input()
    run.exits(client, 1)
    evidence = [run.says(server, reason), run.says(server, "SSL3 alert write:fatal")]
    alert, line = run.alert_received(client, "SSL alert number", expected)
    verdict = failed("handshake_failed", alert, "server")
    run.expect(Connection(client_port, port, version, server_name, verdict,
                          verdict if client_tls == "TLS 1.3" else None, requested=False, presented=False,
                          evidence=[*evidence, line]))


NAMED = ["-cert2", "pki/server-ec.pem", "-key2", "pki/server-ec.test-only.key.pem", "-servername", "webhook.example",
         "-servername_fatal"]
add("openssl-tls12-no-common-version", "The client speaks TLS 1.2 only, the server TLS 1.3 only.",
    lambda run: nothing_in_common(run, "TLS 1.3", "TLS 1.2", [], [], "unsupported protocol|version", 70))
add("openssl-tls13-no-common-version", "The client speaks TLS 1.3 only, the server TLS 1.2 only.",
    lambda run: nothing_in_common(run, "TLS 1.2", "TLS 1.3", [], [], "unsupported protocol|version", 70))
add("openssl-tls12-no-common-suite", "No cipher suite in common.", lambda run: nothing_in_common(
    run, "TLS 1.2", "TLS 1.2", ["-cipher", "ECDHE-RSA-AES128-GCM-SHA256"], ["-cipher", "DHE-RSA-AES256-SHA"],
    "no shared cipher", 40))
add("openssl-tls13-no-common-suite", "No cipher suite in common.", lambda run: nothing_in_common(
    run, "TLS 1.3", "TLS 1.3", ["-ciphersuites", "TLS_AES_128_GCM_SHA256"],
    ["-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"], "no shared cipher|no suitable", 40))
add("openssl-tls13-no-common-group", "No group for the key exchange in common.", lambda run: nothing_in_common(
    run, "TLS 1.3", "TLS 1.3", ["-groups", "P-384"], ["-groups", "X25519"], "no suitable key share", 40))
add("openssl-tls12-unrecognized-name", "The server knows no such server name and says so.",
    lambda run: nothing_in_common(run, "TLS 1.2", "TLS 1.2", NAMED, [], "callback failed|servername|clienthello tlsext", 112))
add("openssl-tls13-unrecognized-name", "The server knows no such server name and says so.",
    lambda run: nothing_in_common(run, "TLS 1.3", "TLS 1.3", NAMED, [], "callback failed|servername|clienthello tlsext", 112))


def unknown_name_ignored(run: Run) -> None:
    """A warning that ends nothing: TLS 1.2 lets the server say that it does not know the name, and go on."""
    port = run.port()
    server = s_server(run, port, "TLS 1.2", *NAMED[:-1])
    client, client_port = s_client(run, port, "TLS 1.2", certificate="client-rsa")
    talk(client)
    run.expect(Connection(
        client_port, port, "TLS 1.2", "api.example", COMPLETED, requested=True, presented=True,
        evidence=[run.says(server, "SSL3 alert write:warning:unrecognized name"),
                  run.says(client, "SSL3 alert read:warning:unrecognized name"),
                  run.says(server, "Peer certificate: .*CN = client-rsa$"), run.says(client, "^olleh"),
                  run.exits(client, 0)]))


add("openssl-tls12-mutual-unrecognized-name-warning", "A warning alert, unrecognized_name, and a mutual session.",
    unknown_name_ignored)
add("openssl-tls13-hello-retry-no-certificate", "HelloRetryRequest; then the server insists and the client has none.",
    lambda run: play_refusal(run, "TLS 1.3", replace(REFUSALS[0], server=["-groups", "P-384"])))
add("openssl-tls13-hello-retry-unknown-ca", "HelloRetryRequest; then the client's certificate is not trusted.",
    lambda run: play_refusal(run, "TLS 1.3", replace(REFUSALS[1], server=["-groups", "P-384"])))


def without_certificates(run: Run, server_options: list[str], client_options: list[str], suite: str,
                         tls: str = "TLS 1.2", certificate: str | None = None,
                         hidden: Verdict | None = None) -> None:
    """Suites that authenticate by something else, or not at all."""
    port = run.port()
    server = s_server(run, port, tls, *server_options, certificate=certificate, verify=None)
    client, client_port = s_client(run, port, tls, *client_options)
    talk(client)
    run.never_says(server, "write certificate request")
    evidence = [run.says(client, rf"^(New|Reused), TLSv1\.\d, Cipher is {suite}"), run.says(client, r"^olleh"), run.exits(client, 0)]
    run.expect(Connection(client_port, port, tls, "api.example", NOT_REQUESTED, hidden, requested=False,
                          presented=False, evidence=evidence))


SECRET = "0123456789abcdef0123456789abcdef"
add("openssl-tls12-psk", "A pre-shared key and no certificate at all.", lambda run: without_certificates(
    run, ["-nocert", "-psk", SECRET, "-cipher", "PSK-AES128-GCM-SHA256"],
    ["-psk", SECRET, "-cipher", "PSK-AES128-GCM-SHA256"], "PSK-AES128-GCM-SHA256"))
add("openssl-tls13-external-psk", "An external pre-shared key and no certificate at all.",
    lambda run: without_certificates(run, ["-nocert", "-psk", SECRET, "-ciphersuites", "TLS_AES_128_GCM_SHA256"],
                                     ["-psk", SECRET, "-ciphersuites", "TLS_AES_128_GCM_SHA256"],
                                     "TLS_AES_128_GCM_SHA256", "TLS 1.3", hidden=ENCRYPTED))
add("openssl-tls12-anonymous", "An anonymous suite: nobody authenticates.", lambda run: without_certificates(
    run, ["-nocert", "-cipher", "ADH-AES128-GCM-SHA256:@SECLEVEL=0"],
    ["-cipher", "ADH-AES128-GCM-SHA256:@SECLEVEL=0"], "ADH-AES128-GCM-SHA256"))
