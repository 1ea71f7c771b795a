"""TLS that begins after another protocol: mail, news, chat, directories, databases; and what keeps it from beginning."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..run import Run
from ..scenario import add
from ..stacks import services, version
from ..stacks.openssl import s_client
from ..verdict import COMPLETED, NOT_PRESENTED, Connection, Refusal, Verdict, failed
from .common import hidden

PYTHON = "/usr/bin/python3"
NAMES = {"TLS 1.2": "TLSv1.2", "TLS 1.3": "TLSv1.3"}
REFUSED_CLIENT, UNKNOWN_CA = "client-untrusted", 48


def preamble(kind: str, name: str | None = None, port: int | None = None) -> list[dict]:
    return [{"type": kind, "name": name, "port": port}]


def granted(run: Run, ports: tuple[int, int], tls: str, kind: str, evidence: list[dict], verdict: Verdict = COMPLETED,
            presented: bool = True, requested: bool = True, carrier: str | None = None, server_name: str | None = "api.example",
            preambles: list[dict] | None = None, keys: bool = True) -> None:
    """The connection with TLS; without a key log nothing but sizes tells of TLS 1.3."""
    without = hidden(tls)
    if without is None and (verdict.kind or "").endswith("_by_application"):
        without = COMPLETED if presented else NOT_PRESENTED
    run.expect(Connection(*ports, tls, server_name, verdict, without, requested=requested, presented=presented,
                          evidence=evidence, preceded_by=kind, carrier=carrier, preambles=preambles or preamble(kind)))


# MARK: - openssl s_client in the dialogues that it knows

def talk(run: Run, port: int, tls: str, starttls: str, certificate: str | None, word: str, answer: str,
         *more: str) -> tuple[Endpoint, int]:
    """STARTTLS, a command in TLS, and its answer; ended when this returns."""
    client, client_port = s_client(run, port, tls, "-starttls", starttls, "-nocommands", "-crlf", *more,
                                   certificate=certificate)
    if client.wait_for("Verify return code", 8):
        client.send(word + "\n")
        client.wait_for(answer, 6)
    client.close_input()
    client.wait()
    return client, client_port


def started(run: Run, tls: str, serve, starttls: str, kind: str, certificate: str | None, word: str, answer: str,
            said: str, *more: str, name: str | None = None) -> None:
    """Served after STARTTLS, with a certificate or without."""
    port = run.port()
    server = serve(run, port)
    client, client_port = talk(run, port, tls, starttls, certificate, word, answer, *more)
    evidence = [run.says(client, answer), run.says(client, "Verify return code: 0"), run.says(server, said)]
    granted(run, (client_port, port), tls, kind, evidence, COMPLETED if certificate else NOT_PRESENTED,
            presented=certificate is not None, preambles=preamble(kind, name))


def alerted(run: Run, tls: str, serve, starttls: str, kind: str, certificate: str | None, said: str) -> None:
    """Refused with an alert after STARTTLS."""
    port = run.port()
    server = serve(run, port)
    client, client_port = talk(run, port, tls, starttls, certificate, "", "never")
    code, line = run.alert_received(client, "SSL alert number")
    verdict = failed("client_certificate_rejected" if certificate else "client_certificate_missing", code, "server")
    granted(run, (client_port, port), tls, kind, [run.says(server, said), line], verdict,
            presented=certificate is not None)


def not_started(run: Run, serve, starttls: str, kind: str, reason: str, said: str | None = None) -> None:
    """The server says no to STARTTLS, and s_client gives up."""
    port = run.port()
    server = serve(run, port)
    client, _ = s_client(run, port, None, "-starttls", starttls)
    client.close_input()
    client.wait()
    evidence = [run.says(client, "(?i)didn't|not|error|unexpected|fail"), run.exits(client, 1)]
    if said:
        evidence.append(run.says(server, said))
    run.expect_refusal(Refusal(port, kind, None, reason, evidence))


def postfix(tls: str, *more: str):
    return lambda run, port: services.postfix(run, port, tls, *more)


def dovecot(protocol: str, tls: str, **more):
    return lambda run, port: services.dovecot(run, port, protocol, tls, **more)


def inspircd(run: Run, port: int) -> Endpoint:
    return services.inspircd(run, port)


def framed_server(what: str, tls: str, mode: str = "required"):
    def serve(run: Run, port: int) -> Endpoint:
        run.stacks["server"] = f"{version(PYTHON, '--version')}, OpenSSL, framing by framed_end.py"
        return run.serve([PYTHON, "programs/framed_end.py", "server", str(port), NAMES[tls], mode, what], port)
    return serve


MAIL = ("smtp", "smtp", "EHLO client.example", "^250.*SMTPUTF8|^250 CHUNKING")
add("postfix-openssl-tls12-accepted", "SMTP with STARTTLS; the server asks for a certificate and accepts it.",
    lambda run: started(run, "TLS 1.2", postfix("TLS 1.2", "smtpd_tls_ask_ccert = yes"), MAIL[0], MAIL[1], "client-rsa",
                        MAIL[2], MAIL[3], "Trusted TLS connection established"))
add("postfix-openssl-tls13-no-certificate-optional", "SMTP with STARTTLS; the server asks, the client has none.",
    lambda run: started(run, "TLS 1.3", postfix("TLS 1.3", "smtpd_tls_ask_ccert = yes"), MAIL[0], MAIL[1], None,
                        MAIL[2], MAIL[3], "Anonymous TLS connection established"))


def postfix_demands(run: Run, tls: str) -> None:
    """Postfix completes the handshake, and says no in SMTP."""
    port = run.port()
    server = services.postfix(run, port, tls, "smtpd_tls_security_level = encrypt", "smtpd_tls_req_ccert = yes")
    client, client_port = talk(run, port, tls, "smtp", None, "", "^421 ")
    granted(run, (client_port, port), tls, "smtp",
            [run.says(server, "No client certificate presented"), run.says(client, "^421 4.7.1 .*No client certificate presented")],
            failed("client_certificate_missing_by_application"), presented=False)


SMTPLIB = """import smtplib
mail = smtplib.SMTP("api.example", {port})
mail.ehlo("client.example")
try:
    mail.starttls()
except smtplib.SMTPException as error:
    print("client error:", error)
    raise SystemExit(5)
"""


def postfix_cannot(run: Run) -> None:
    port = run.port()
    server = services.postfix(run, port, "TLS 1.3", "smtpd_tls_key_file = /srv/none.pem")
    run.stacks["client"] = f"{version(PYTHON, '--version')} smtplib"
    run.write("client.py", SMTPLIB.format(port=port))
    client, _ = run.connect([PYTHON, "client.py"])
    client.close_input()
    client.wait()
    run.expect_refusal(Refusal(port, "smtp", None, "454 4.7.0", [
        run.says(client, "client error: STARTTLS extension not supported|client error: .*454"), run.exits(client, 5),
        run.says(server, "none.pem")]))


add("postfix-openssl-tls12-no-certificate", "SMTP with STARTTLS; the server insists on a certificate, and says so in SMTP.",
    lambda run: postfix_demands(run, "TLS 1.2"))
add("postfix-python-starttls-unavailable", "The server cannot read its key, and answers STARTTLS with 454.", postfix_cannot)
add("postfix-openssl-starttls-refused", "STARTTLS is answered with 454, and the client begins TLS all the same.",
    lambda run: hello_all_the_same(run, postfix("TLS 1.3", "smtpd_tls_key_file = /srv/none.pem"), "smtp", "smtp", "none.pem"))

add("dovecot-openssl-imap-tls13-accepted", "IMAP with STARTTLS; the server asks for a certificate and accepts it.",
    lambda run: started(run, "TLS 1.3", dovecot("imap", "TLS 1.3"), "imap", "imap", "client-rsa", "a LOGIN bot x", "^a OK",
                        "Login: user=<bot>"))
add("dovecot-openssl-pop3-tls12-accepted", "POP3 with STLS; the server asks for a certificate and accepts it.",
    lambda run: started(run, "TLS 1.2", dovecot("pop3", "TLS 1.2"), "pop3", "pop3", "client-rsa", "USER bot\nPASS x",
                        r"^\+OK Logged in", "Login: user=<bot>"))
add("dovecot-openssl-managesieve-tls13-no-certificate-optional", "ManageSieve with STARTTLS; the client has no certificate.",
    lambda run: started(run, "TLS 1.3", dovecot("sieve", "TLS 1.3", demand="no"), "sieve", "managesieve", None,
                        'AUTHENTICATE "PLAIN" "AGJvdAB4"', "^OK \"Logged in", "Login: user=<bot>"))
add("dovecot-openssl-lmtp-tls12-no-certificate-optional", "LMTP with STARTTLS; the server asks for a certificate, the client has none.",
    lambda run: lmtp(run, "TLS 1.2"))


def hello_all_the_same(run: Run, serve, starttls: str, kind: str, said: str) -> None:
    """s_client does not look at the answer, and begins TLS all the same."""
    port = run.port()
    server = serve(run, port)
    client, client_port = s_client(run, port, None, "-starttls", starttls)
    client.close_input()
    client.wait()
    run.expect(Connection(client_port, port, None, "api.example", failed("handshake_failed"), requested=None, presented=False,
                          evidence=[run.says(client, "wrong version number"), run.exits(client, 1), run.says(server, said)],
                          preceded_by=kind))


add("dovecot-openssl-imap-starttls-refused", "IMAP without TLS: STARTTLS is answered with BAD, and the client begins TLS all the same.",
    lambda run: hello_all_the_same(run, dovecot("imap", "TLS 1.3", ssl="no", demand="no"), "imap", "imap", "imap-login|Disconnected"))


def lmtp(run: Run, tls: str) -> None:
    port = run.port()
    server = services.dovecot(run, port, "lmtp", tls)
    client, client_port = talk(run, port, tls, "lmtp", None, "LHLO client.example", "^250 ")
    granted(run, (client_port, port), tls, "lmtp",
            [run.says(client, "^250 "), run.says(client, "Acceptable client certificate CA names"), run.exits(client, 0)],
            NOT_PRESENTED, presented=False)
    run.never_says(server, "(?i)error")


for name, what in (("nntp", "nntp"),):
    add(f"python-openssl-tls13-{name}-accepted", "NNTP with STARTTLS; the server's part is written for the purpose.",
        lambda run, w=what: started(run, "TLS 1.3", framed_server(w, "TLS 1.3"), "nntp", "nntp", "client-rsa", "DATE",
                                    "^accepted", "^handshake TLSv1.3 client=.*'client-rsa'"))
    add(f"python-openssl-{name}-starttls-refused", "NNTP: the server answers STARTTLS with 580.",
        lambda run, w=what: not_started(run, framed_server(w + "-refused", "TLS 1.3"), "nntp", "nntp", "580", "refused TLS"))

add("inspircd-openssl-tls13-no-certificate-optional", "IRC with STARTTLS (GnuTLS); the server asks, the client has none.",
    lambda run: started(run, "TLS 1.3", inspircd, "irc", "irc", None, "NICK bot\nUSER bot 0 * :bot", " 001 bot ", "LINUX|InspIRCd"))


def xmpp(run: Run, tls: str, between: bool, certificate: str | None) -> None:
    ports = run.port(), run.port()
    server = services.prosody(run, *ports, tls)
    port = ports[1] if between else ports[0]
    head = ("<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' version='1.0' "
            + ("xmlns='jabber:server' from='other.example'" if between else "xmlns='jabber:client'") + " to='api.example'>")
    client, client_port = talk(run, port, tls, "xmpp-server" if between else "xmpp", certificate, head, "<stream:features",
                               "-name", "api.example")
    granted(run, (client_port, port), tls, "xmpp",
            [run.says(client, "<stream:features"), run.says(client, "Verify return code: 0"),
             run.says(server, "(?i)encrypted|TLS|Stream")],
            COMPLETED if certificate else NOT_PRESENTED, presented=certificate is not None,
            preambles=preamble("xmpp", "api.example"))


add("prosody-openssl-tls12-client-no-certificate-optional", "XMPP with STARTTLS; the server asks, the client has none.",
    lambda run: xmpp(run, "TLS 1.2", False, None))
add("prosody-openssl-tls13-server-accepted", "XMPP between servers; both present certificates.",
    lambda run: xmpp(run, "TLS 1.3", True, "client-rsa"))


# MARK: - LDAP

def ldap(run: Run, tls: str, certificate: str | None) -> None:
    from ..stacks import slapd
    port = run.port()
    server = services.slapd(run, port, tls)
    client, client_port = ldapwhoami(run, port, certificate)
    if certificate:
        granted(run, (client_port, port), tls, "ldap", [run.says(server, "RESULT .*err=0"), run.exits(client, 0)],
                server_name="api.example" if slapd else None)
    else:
        granted(run, (client_port, port), tls, "ldap",
                [run.says(server, "TLS negotiation failure"), run.exits(client, 1, 254, 255)],
                failed("client_certificate_missing", closed_by="server"), presented=False)


def ldapwhoami(run: Run, port: int, certificate: str | None) -> tuple[Endpoint, int]:
    run.stacks["client"] = "OpenLDAP " + version("ldapwhoami", "-VV").split("ldapwhoami ")[1].split()[0].split("+")[0]
    environment = {"LDAPTLS_CACERT": "pki/root.pem", "SSLKEYLOGFILE": run.keys}
    if certificate:
        environment |= {"LDAPTLS_CERT": f"pki/{certificate}.pem", "LDAPTLS_KEY": f"pki/{certificate}.test-only.key.pem"}
    client, client_port = run.connect(["ldapwhoami", "-x", "-ZZ", "-H", f"ldap://api.example:{port}"], env=environment)
    client.close_input()
    client.wait()
    return client, client_port


def ldap_unavailable(run: Run) -> None:
    port = run.port()
    server = services.slapd(run, port, "TLS 1.3", with_tls=False)
    client, _ = ldapwhoami(run, port, None)
    run.expect_refusal(Refusal(port, "ldap", None, "protocolError (2)", [
        run.says(client, "ldap_start_tls"), run.exits(client, 1, 2, 52), run.says(server, r"RESULT tag=120 err=2 ")]))


add("slapd-ldapwhoami-starttls-tls12-accepted", "LDAP with StartTLS; both sides accept each other.",
    lambda run: ldap(run, "TLS 1.2", "client-rsa"))
add("slapd-ldapwhoami-starttls-tls13-no-certificate", "LDAP with StartTLS; the server insists on a certificate.",
    lambda run: ldap(run, "TLS 1.3", None))
add("slapd-ldapwhoami-starttls-unavailable", "A server without TLS refuses StartTLS.", ldap_unavailable)


# MARK: - Databases

CERTIFIED = "hostssl all all all trust clientcert=verify-ca\n"


def psql(run: Run, port: int, certificate: str | None, mode: str = "require") -> tuple[Endpoint, int]:
    run.stacks["client"] = version(f"{services.POSTGRES}/psql", "--version").split(" (Debian")[0]
    words = [f"host=api.example port={port} user=postgres dbname=postgres sslmode={mode}", "gssencmode=disable"]
    if mode != "prefer":
        words.append("sslrootcert=pki/root.pem")
    if certificate:
        # libpq wants a key that nobody else may read.
        run.prepare("install", "-m", "600", f"pki/{certificate}.test-only.key.pem", "client.key", shown=False)
        words += [f"sslcert=pki/{certificate}.pem", "sslkey=client.key"]
    else:
        words.append("sslcert=none")
    client, client_port = run.connect([f"{services.POSTGRES}/psql", " ".join(words), "-c", "select 6 * 7"])
    client.close_input()
    client.wait()
    return client, client_port


def postgresql(run: Run, tls: str, certificate: str | None) -> None:
    port = run.port()
    server = services.postgres(run, port, tls, CERTIFIED)
    client, client_port = psql(run, port, certificate, "verify-full")
    if certificate == REFUSED_CLIENT:
        granted(run, (client_port, port), tls, "postgresql",
                [run.says(server, "could not accept SSL connection"), run.says(client, "SSL error: tlsv1 alert unknown ca")],
                failed("client_certificate_rejected", UNKNOWN_CA, "server"))
    elif certificate:
        granted(run, (client_port, port), tls, "postgresql",
                [run.says(client, r"^\s+42"), run.says(server, "connection auth|authorized: user=postgres"), run.exits(client, 0)])
    else:
        granted(run, (client_port, port), tls, "postgresql",
                [run.says(client, "requires a valid client certificate"),
                 run.says(server, "requires a valid client certificate"), run.exits(client, 2)],
                failed("client_certificate_missing_by_application"), presented=False)


def postgresql_off(run: Run, mode: str) -> None:
    port = run.port()
    server = services.postgres(run, port, "TLS 1.3", "host all all all trust\n", ssl=False)
    client, _ = psql(run, port, None, mode)
    evidence = [run.says(client, "server does not support SSL"), run.exits(client, 2)] if mode == "require" else [
        run.says(client, r"^\s+42"), run.says(server, "connection authorized: user=postgres database=postgres"), run.exits(client, 0)]
    run.never_says(server, "SSL enabled")
    run.expect_refusal(Refusal(port, "postgresql", None, "does not support SSL", evidence))


add("postgresql-psql-tls13-accepted", "PostgreSQL checks the client's certificate, and accepts it.",
    lambda run: postgresql(run, "TLS 1.3", "client-rsa"))
add("postgresql-psql-tls12-unknown-ca", "PostgreSQL refuses a client of another authority.",
    lambda run: postgresql(run, "TLS 1.2", REFUSED_CLIENT))
add("postgresql-psql-tls12-no-certificate", "PostgreSQL demands a certificate, and says so when the handshake is over.",
    lambda run: postgresql(run, "TLS 1.2", None))
add("postgresql-psql-ssl-off-required", "PostgreSQL without SSL; the client insists on it.",
    lambda run: postgresql_off(run, "require"))
add("postgresql-psql-ssl-off-preferred", "PostgreSQL without SSL; the client goes on without it.",
    lambda run: postgresql_off(run, "prefer"))


def mariadb(run: Run, tls: str, certificate: str | None, user: str) -> None:
    port = run.port()
    server = services.mariadb(run, port, tls)
    client, client_port = mariadb_client(run, port, certificate, user)
    if certificate == REFUSED_CLIENT:
        code, line = run.alert_received(client, "SSL error|TLS")
        granted(run, (client_port, port), tls, "mysql", [line, run.exits(client, 1)],
                failed("client_certificate_rejected", code, "server"), server_name=None)
    else:
        granted(run, (client_port, port), tls, "mysql",
                [run.says(client, "^42"), run.exits(client, 0)], COMPLETED if certificate else NOT_PRESENTED,
                presented=certificate is not None, server_name=None)
    run.never_says(server, "(?i)segmentation")


def mariadb_client(run: Run, port: int, certificate: str | None, user: str) -> tuple[Endpoint, int]:
    run.stacks["client"] = version("mariadb", "--version").split(",")[0]
    identity = [f"--ssl-cert=pki/{certificate}.pem", f"--ssl-key=pki/{certificate}.test-only.key.pem"] if certificate else []
    client, client_port = run.connect(["mariadb", "--no-defaults", "--protocol=tcp", "-h", "api.example", "-P", str(port), "-u", user,
                                       "--ssl", "--ssl-verify-server-cert", "--ssl-ca=pki/root.pem", *identity, "-N", "-e", "select 6 * 7"])
    client.close_input()
    client.wait()
    return client, client_port


def mariadb_off(run: Run) -> None:
    port = run.port()
    services.mariadb(run, port, "TLS 1.3", ssl=False)
    client, _ = mariadb_client(run, port, None, "anyone")
    run.expect_refusal(Refusal(port, "mysql", None, "does not offer SSL", [
        run.says(client, "SSL is required"), run.exits(client, 1)]))


add("mariadb-mariadb-tls13-accepted", "MariaDB demands a certificate of the user, and accepts it.",
    lambda run: mariadb(run, "TLS 1.3", "client-rsa", "bot"))
add("mariadb-mariadb-tls12-no-certificate-optional", "MariaDB asks for a certificate, and lets a user in without one.",
    lambda run: mariadb(run, "TLS 1.2", None, "anyone"))
add("mariadb-mariadb-ssl-off", "MariaDB without SSL; the client insists on it, and leaves after the greeting.", mariadb_off)
