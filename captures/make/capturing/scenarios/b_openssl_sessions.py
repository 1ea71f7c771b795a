"""OpenSSL: resumption, renegotiation and post-handshake authentication."""
from __future__ import annotations

from ..run import Run
from ..scenario import add, scenario
from ..stacks.openssl import s_client, s_server, talk
from ..verdict import COMPLETED, ENCRYPTED, NOT_REQUESTED, Connection, undetermined

#: A renegotiation would otherwise resume the session that it renegotiates.
FULL = ["-no_resumption_on_reneg"]
UNSEEN = undetermined("the original handshake is not in this capture")


def resume(run: Run, tls: str, options: list[str], whole: bool) -> None:
    """Two connections, the second resumes the first; `whole` captures both."""
    port = run.port()
    server = s_server(run, port, tls, *options, accept=2)
    if whole:
        run.sniff()
    else:
        # The first connection is not in the capture: the sniffer starts after it.
        started, run.sniff = run.sniff, lambda: None
    first, first_port = s_client(run, port, tls, "-sess_out", "session.pem", certificate="client-rsa", name="client")
    talk(first)
    full = [run.says(first, r"^New, TLSv"), run.says(server, "Peer certificate: .*CN = client-rsa$"), run.exits(first, 0)]
    if not whole:
        run.sniff = started
    second, second_port = s_client(run, port, tls, "-sess_in", "session.pem", certificate="client-rsa", name="client-2")
    talk(second)
    again = [run.says(second, r"^Reused, TLSv"), run.says(second, r"^olleh"), run.exits(second, 0)]
    hidden = ENCRYPTED if tls == "TLS 1.3" else None
    if whole:
        run.expect(Connection(first_port, port, tls, "api.example", COMPLETED, hidden, requested=True, presented=True,
                              evidence=full))
    seen = COMPLETED if whole else UNSEEN
    run.expect(Connection(
        second_port, port, tls, "api.example", seen if tls == "TLS 1.2" or whole else UNSEEN,
        hidden if whole else None, resumed=True, requested=False, presented=False, evidence=again))
    if not whole:
        run.notes.append("The session was set up, with a client certificate, before the capture began.")


WAYS = [("tls12", "TLS 1.2", "session-id", ["-no_ticket"]), ("tls12", "TLS 1.2", "ticket", []),
        ("tls13", "TLS 1.3", "psk", [])]
for short, tls, what, options in WAYS:
    add(f"openssl-{short}-resumed-{what}", f"A mutual session, then a second connection that resumes it ({what}).",
        lambda run, t=tls, o=options: resume(run, t, o, True))
    add(f"openssl-{short}-resumed-{what}-only", f"Only the connection that resumes a mutual session ({what}).",
        lambda run, t=tls, o=options: resume(run, t, o, False))


def asked_later(run: Run, tls: str, command: str, certificate: str | None, client_options: list[str]) -> None:
    """The handshake asks for nothing; then s_server's operator types `command`."""
    port = run.port()
    server = s_server(run, port, tls, "-CAfile", "pki/root.pem", "-verify_return_error", *FULL, verify=None,
                      echo=False)
    client, client_port = s_client(run, port, tls, *client_options, certificate=certificate)
    client.wait_for("Verify return code", 10)
    server.wait_for("CIPHER is", 5)
    server.send(f"{command}\n")
    server.wait_for(r"depth=0 .*CN = client-rsa|SSL_do_handshake -> 1|peer did not return", 5)
    # s_server reports the new handshake's outcome when the next bytes arrive.
    server.send("data after the second handshake\n")
    client.wait_for("data after the second", 5)
    client.close_input()
    client.wait()
    asked = r"SSL_accept:SSLv3/TLS write certificate request"
    evidence = [run.says(server, asked), run.says(server, r"depth=0 .*CN = client-rsa"),
                run.says(server, r"SSL_accept:SSLv3/TLS read certificate verify"),
                run.says(client, "data after the second"), run.exits(client, 0)]
    why = "the second handshake is encrypted"
    run.expect(Connection(client_port, port, tls, "api.example", COMPLETED,
                          ENCRYPTED if tls == "TLS 1.3" else undetermined(why), requested=True, presented=True,
                          evidence=evidence))


add("openssl-tls12-renegotiation", "One-way TLS, then a renegotiation in which the client authenticates.",
    lambda run: asked_later(run, "TLS 1.2", "R", "client-rsa", []))
add("openssl-tls13-post-handshake", "One-way TLS, then post-handshake authentication of the client.",
    lambda run: asked_later(run, "TLS 1.3", "c", "client-rsa", ["-enable_pha"]))


@scenario("openssl-tls12-renegotiation-one-way", "One-way TLS and a renegotiation that does not ask either.")
def renegotiation_one_way(run: Run) -> None:
    port = run.port()
    server = s_server(run, port, "TLS 1.2", *FULL, verify=None, echo=False)
    client, client_port = s_client(run, port, "TLS 1.2")
    client.wait_for("Verify return code", 10)
    server.wait_for("CIPHER is", 5)
    server.send("r\n")
    server.wait_for(r"SSL_do_handshake -> 1", 5)
    server.send("data after the second handshake\n")
    client.wait_for("data after the second", 5)
    client.close_input()
    client.wait()
    run.never_says(server, "write certificate request")
    run.expect(Connection(
        client_port, port, "TLS 1.2", "api.example", NOT_REQUESTED,
        undetermined("the second handshake is encrypted"), requested=False, presented=False,
        evidence=[run.says(server, "SSL_do_handshake -> 1"), run.says(client, "data after the second"),
                  run.exits(client, 0)]))


@scenario("openssl-tls13-post-handshake-not-offered", "The server wants post-handshake authentication, the client "
          "did not offer it: the server says so and asks nothing.")
def post_handshake_not_offered(run: Run) -> None:
    port = run.port()
    server = s_server(run, port, "TLS 1.3", "-CAfile", "pki/root.pem", "-verify_return_error", verify=None, echo=False)
    client, client_port = s_client(run, port, "TLS 1.3", certificate="client-rsa")
    client.wait_for("Verify return code", 10)
    server.wait_for("CIPHER is", 5)
    server.send("c\n")
    evidence = [run.says(server, "extension not received")]
    server.send("data all the same\n")
    client.wait_for("data all the same", 5)
    client.close_input()
    client.wait()
    run.never_says(server, "write certificate request")
    run.expect(Connection(
        client_port, port, "TLS 1.3", "api.example", NOT_REQUESTED, ENCRYPTED, requested=False, presented=False,
        evidence=[*evidence, run.says(client, "data all the same"), run.exits(client, 0)]))


def resumed_one_way(run: Run, tls: str) -> None:
    """What is resumed was one-way TLS, and so is the resumption."""
    port = run.port()
    server = s_server(run, port, tls, verify=None, accept=2)
    expected = []
    for name, option, word in (("client", "-sess_out", "New"), ("client-2", "-sess_in", "Reused")):
        client, client_port = s_client(run, port, tls, option, "session.pem", name=name)
        talk(client)
        expected.append(Connection(
            client_port, port, tls, "api.example", NOT_REQUESTED, ENCRYPTED if tls == "TLS 1.3" else None,
            resumed=word == "Reused", requested=False, presented=False,
            evidence=[run.says(client, f"^{word}, TLSv"), run.says(client, "^olleh"), run.exits(client, 0)]))
    run.never_says(server, "read client certificate")
    for connection in expected:
        run.expect(connection)


def resumption_declined(run: Run, tls: str) -> None:
    """Another server process cannot read the ticket: a full handshake, with a client certificate again."""
    expected = []
    for number, (name, option) in enumerate((("client", "-sess_out"), ("client-2", "-sess_in"))):
        port = run.port()
        server = s_server(run, port, tls, name="server" if number == 0 else "server-2")
        client, client_port = s_client(run, port, tls, option, "session.pem", certificate="client-rsa", name=name)
        talk(client)
        expected.append(Connection(
            client_port, port, tls, "api.example", COMPLETED, ENCRYPTED if tls == "TLS 1.3" else None, requested=True,
            presented=True, evidence=[run.says(client, "^New, TLSv"), run.exits(client, 0),
                                      run.says(server, "Peer certificate: .*CN = client-rsa$")]))
    for connection in expected:
        run.expect(connection)


for tls, short in (("TLS 1.2", "tls12"), ("TLS 1.3", "tls13")):
    add(f"openssl-{short}-resumed-one-way", "One-way TLS, then a second connection that resumes it.",
        lambda run, t=tls: resumed_one_way(run, t))
    add(f"openssl-{short}-resumption-declined", "A session is offered to a server that does not know it.",
        lambda run, t=tls: resumption_declined(run, t))
