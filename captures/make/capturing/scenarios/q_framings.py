"""TLS that begins after another protocol, or goes inside of it: databases, mail, chat, files, desktops, proxies; and what
keeps it from beginning."""
from __future__ import annotations

from ..endpoint import Endpoint, Failed
from ..network import SERVER
from ..run import Run
from ..scenario import add
from ..stacks import services, version
from ..stacks.openssl import s_client, s_server
from ..verdict import COMPLETED, NOT_PRESENTED, NOT_REQUESTED, Connection, Refusal, Verdict, failed, undetermined
from .common import SHORT, hidden

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


# MARK: - TDS, AMQP, HTTP's Upgrade: TLS by real stacks, framing by a program of ours

def framed_client(run: Run, port: int, tls: str, certificate: str | None, what: str) -> tuple[Endpoint, int]:
    run.stacks["client"] = f"{version(PYTHON, '--version')}, OpenSSL, framing by framed_end.py"
    client, client_port = run.connect([PYTHON, "programs/framed_end.py", "client", SERVER, str(port), NAMES[tls],
                                       certificate or "-", what])
    client.close_input()
    client.wait()
    return client, client_port


def framed(run: Run, tls: str, what: str, kind: str, certificate: str | None, carrier: str | None = None) -> None:
    port = run.port()
    server = framed_server(what, tls)(run, port)
    client, client_port = framed_client(run, port, tls, certificate, what)
    if certificate and certificate != REFUSED_CLIENT:
        verdict = COMPLETED
        evidence = [run.says(server, rf"^handshake {NAMES[tls]} client=.*'{certificate}'"),
                    run.says(client, "client heard: b'accepted"), run.exits(client, 0)]
    else:
        code, line = run.alert_received(client, "client error")
        verdict = failed("client_certificate_rejected" if certificate else "client_certificate_missing", code, "server")
        evidence = [run.says(server, "server error: SSL"), line, run.exits(client, 2)]
    granted(run, (client_port, port), tls, kind, evidence, verdict, presented=certificate is not None, carrier=carrier)


def framed_refused(run: Run, what: str, kind: str, reason: str) -> None:
    port = run.port()
    server = framed_server(f"{what}-refused", "TLS 1.2")(run, port)
    client, _ = framed_client(run, port, "TLS 1.2", None, what)
    run.expect_refusal(Refusal(port, kind, None, reason, [run.says(client, "client error"), run.exits(client, 5),
                                                         run.says(server, "ENCRYPT_NOT_SUP|refused TLS")]))


add("tds-openssl-tls12-accepted", "SQL Server's TDS 7: the handshake in PRELOGIN packets; both sides accept each other.",
    lambda run: framed(run, "TLS 1.2", "tds", "tds", "client-rsa", "tds"))
add("tds-openssl-tls12-unknown-ca", "TDS 7; the server refuses a client of another authority.",
    lambda run: framed(run, "TLS 1.2", "tds", "tds", REFUSED_CLIENT, "tds"))
add("tds-openssl-tls13-accepted", "TDS 7 with TLS 1.3; both sides accept each other.",
    lambda run: framed(run, "TLS 1.3", "tds", "tds", "client-rsa", "tds"))
add("tds-openssl-encryption-not-supported", "TDS 7; the server says that it does not support encryption.",
    lambda run: framed_refused(run, "tds", "tds", "ENCRYPT_NOT_SUP"))
add("amqp-openssl-tls13-accepted", "AMQP's header that asks for TLS; both sides accept each other.",
    lambda run: framed(run, "TLS 1.3", "amqp", "amqp", "client-rsa"))
add("amqp-openssl-tls-not-supported", "The server answers AMQP's header for TLS with that of AMQP 0-9-1.",
    lambda run: framed_refused(run, "amqp", "amqp", "does not support TLS"))


def tsql(run: Run) -> None:
    """FreeTDS as the client; what stands for the server asks for a certificate that FreeTDS has no way to present."""
    tls = "TLS 1.2"
    port = run.port()
    server = framed_server("tds", tls)(run, port)
    run.stacks["client"] = "FreeTDS " + version("tsql", "-C", line=1).split(":")[1].strip().removeprefix("freetds ")
    run.write("freetds.conf", f"[server]\n\thost = {SERVER}\n\tport = {port}\n\ttds version = 7.4\n\tencryption = require\n")
    client, client_port = run.connect(["tsql", "-S", "server", "-U", "sa", "-P", "x"],
                                      env={"FREETDSCONF": "freetds.conf", "TDSDUMP": "tds.log"})
    client.close_input()
    client.wait()
    client.more_logs.append(run.folder / "tds.log")
    granted(run, (client_port, port), tls, "tds",
            [run.says(server, "PEER_DID_NOT_RETURN_A_CERTIFICATE"), run.exits(client, 1)],
            failed("client_certificate_missing", 40, "server"), presented=False, carrier="tds", server_name=None)


add("tds-tsql-tls12-no-certificate", "FreeTDS's client (GnuTLS) has no certificate; the server insists on one.", tsql)


add("upgrade-openssl-tls12-accepted", "HTTP's Upgrade to TLS in the middle of a connection; both sides accept each other.",
    lambda run: framed(run, "TLS 1.2", "upgrade", "http_upgrade", "client-rsa"))


# MARK: - Proxies: only what goes between the client and the proxy is captured

def through(run: Run, proxy: int) -> None:
    run.filter = f"tcp port {proxy}"


def connect_granted(run: Run, tls: str, certificate: str | None) -> None:
    port, proxy = run.port(), run.port()
    through(run, proxy)
    server = s_server(run, port, tls)
    services.tinyproxy(run, proxy)
    client, client_port = s_client(run, port, tls, "-proxy", f"{SERVER}:{proxy}", "-nocommands", certificate=certificate,
                                   address="api.example")
    via(run, tls, server, client, (client_port, proxy), certificate, "http_connect", port)


def via(run: Run, tls: str, server: Endpoint, client: Endpoint, ports: tuple[int, int], certificate: str | None,
        kind: str, target: int, name: str = "api.example", preambles: list[dict] | None = None) -> None:
    """What openssl's two ends say of a connection that went through a proxy."""
    if client.wait_for("Verify return code", 8):
        client.send("hello\n")
        client.wait_for("^olleh", 4)
    client.close_input()
    client.wait()
    preambles = preambles or preamble(kind, name, target)
    if certificate:
        granted(run, ports, tls, kind, [run.says(client, "^olleh"), run.says(server, "depth=0 .*client-rsa|subject=.*client-rsa")],
                preambles=preambles)
    else:
        code, line = run.alert_received(client, "SSL alert number")
        granted(run, ports, tls, kind, [run.says(server, "peer did not return a certificate"), line],
                failed("client_certificate_missing", code, "server"), presented=False, preambles=preambles)


def connect_refused(run: Run, reason: str, said: str, *more: str, target: int | None = None) -> None:
    port, proxy = target or run.port(), run.port()
    through(run, proxy)
    services.tinyproxy(run, proxy, *more)
    run.stacks["client"] = version("curl", "--version").split(" (")[0]
    client, _ = run.connect(["curl", "-sS", "-v", "--cacert", "pki/root.pem", "--proxy", f"http://{SERVER}:{proxy}",
                             f"https://api.example:{port}/"])
    client.close_input()
    client.wait()
    run.expect_refusal(Refusal(proxy, "http_connect", f"api.example:{port}", reason,
                               [run.says(client, said), run.exits(client, 56, 7, 97)]))


add("tinyproxy-openssl-tls13-connect-accepted", "Through an HTTP proxy; both sides accept each other.",
    lambda run: connect_granted(run, "TLS 1.3", "client-rsa"))
add("tinyproxy-openssl-tls12-connect-no-certificate", "Through an HTTP proxy; the server insists on a certificate.",
    lambda run: connect_granted(run, "TLS 1.2", None))
add("tinyproxy-curl-authentication-required", "The HTTP proxy wants to know who asks.",
    lambda run: connect_refused(run, "proxy authentication required", "HTTP/1.[01] 407", "BasicAuth somebody secret"))
add("tinyproxy-curl-port-forbidden", "The HTTP proxy does not connect to that port.",
    lambda run: connect_refused(run, "403", "HTTP/1.[01] 403", "ConnectPort 443"))
add("tinyproxy-curl-target-closed", "Nobody listens where the HTTP proxy is sent.",
    lambda run: connect_refused(run, "50", "HTTP/1.[01] 50[0-9]"))


def socks(run: Run, tls: str, scheme: str, kind: str, name: str) -> None:
    from ..stacks import curl, nginx
    port, proxy = run.port(), run.port()
    through(run, proxy)
    server = nginx.serve(run, port, tls, nginx.TRUST + " ssl_verify_client on;")
    services.dante(run, proxy)
    client, client_port = curl.fetch(run, port, tls, "--noproxy", "", "--proxy", f"{scheme}://{SERVER}:{proxy}", certificate="client-rsa")
    granted(run, (client_port, proxy), tls, kind,
            [run.says(client, "< HTTP/1.1 200"), run.says(server, "verify=SUCCESS|SUCCESS"), run.exits(client, 0)],
            preambles=preamble(kind, name, port))


add("dante-curl-tls13-socks5-accepted", "Through SOCKS 5 by name; both sides accept each other.",
    lambda run: socks(run, "TLS 1.3", "socks5h", "socks5", "api.example"))
add("dante-curl-tls12-socks4-accepted", "Through SOCKS 4 by address; both sides accept each other.",
    lambda run: socks(run, "TLS 1.2", "socks4", "socks4", SERVER))


def socks_refused(run: Run, scheme: str, kind: str, said: str, reason: str) -> None:
    port, proxy = run.port(), run.port()
    through(run, proxy)
    services.dante(run, proxy, "block")
    run.stacks["client"] = version("curl", "--version").split(" (")[0]
    client, _ = run.connect(["curl", "-sS", "-v", "--proxy", f"{scheme}://{SERVER}:{proxy}", f"https://api.example:{port}/"])
    client.close_input()
    client.wait()
    run.expect_refusal(Refusal(proxy, kind, f"api.example:{port}", reason, [run.says(client, said), run.exits(client, 97)]))


add("dante-curl-socks5-forbidden", "SOCKS 5: the rules of the proxy forbid it.",
    lambda run: socks_refused(run, "socks5h", "socks5", r"Can't complete SOCKS5 connection .*\(2\)", "not allowed by ruleset"))
add("dante-curl-socks4a-forbidden", "SOCKS 4a: the rules of the proxy forbid it.",
    lambda run: socks_refused(run, "socks4a", "socks4a", r"request rejected or failed", "rejected"))


def proxied_mail(run: Run) -> None:
    """HAProxy's header before SMTP: one preamble inside the other, on the way between HAProxy and Postfix."""
    tls = "TLS 1.2"
    port, proxy = run.port(), run.port()
    through(run, port)
    server = services.postfix(run, port, tls, "smtpd_tls_ask_ccert = yes", "smtpd_upstream_proxy_protocol = haproxy")
    relay = services.relay(run, proxy, port, "send-proxy")
    client, client_port = talk(run, proxy, tls, "smtp", "client-rsa", "EHLO client.example", MAIL[3])
    evidence = [run.says(client, MAIL[3]), run.says(server, "Trusted TLS connection established from"), run.says(relay, rf"port={client_port} ")]
    granted(run, (client_port, port), tls, "smtp", evidence,
            preambles=[{"type": "proxy_v1", "name": None, "port": None}, {"type": "smtp", "name": None, "port": None}])


def proxied(run: Run) -> None:
    """HAProxy's binary header, which has the addresses and the name that the client asked for."""
    from ..stacks import curl, haproxy
    tls = "TLS 1.3"
    port, proxy = run.port(), run.port()
    through(run, port)
    server = haproxy.serve(run, port, tls, haproxy.DEMAND + " accept-proxy")
    relay = services.relay(run, proxy, port, "send-proxy-v2")
    client, client_port = curl.fetch(run, proxy, tls, certificate="client-rsa")
    granted(run, (client_port, port), tls, "proxy_v2",
            [run.says(client, "< HTTP/1.1 200"), run.says(server, "status=200 used=1 verify=0"), run.says(relay, rf"port={client_port} ")])


add("haproxy-postfix-tls12-proxy-protocol-smtp-accepted", "A line of the PROXY protocol, SMTP, STARTTLS; accepted.", proxied_mail)
add("haproxy-curl-tls13-proxy-protocol-2-accepted", "The binary header of the PROXY protocol; accepted.", proxied)


# MARK: - FTP

def ftp(run: Run, tls: str) -> None:
    """The control connection, and one for data that resumes its session."""
    from ..stacks import curl
    port = run.port()
    data = run.port()
    server = services.vsftpd(run, port, (data, data))
    run.stacks["client"] = version("curl", "--version").split(" (")[0]
    client, client_port = run.connect(["curl", "-sS", "-v", "--ssl-reqd", "--disable-epsv", *curl.LIMITS[tls], "--cacert", "pki/root.pem", "--cert", "pki/client-rsa.pem",
                                       "--key", "pki/client-rsa.test-only.key.pem", f"ftp://api.example:{port}/hello.txt"],
                                      env={"SSLKEYLOGFILE": run.keys})
    client.close_input()
    client.wait()
    evidence = [run.says(client, "^hello"), run.says(server, "OK DOWNLOAD|OK LOGIN"), run.exits(client, 0)]
    granted(run, (client_port, port), tls, "ftp", evidence)
    other = undetermined("the session was begun on the control connection, with another port")
    run.expect(Connection(client_port, data, tls, "api.example", other, None, resumed=True, requested=False, presented=False,
                          evidence=[run.says(client, "(?i)re-using|resum|SSL connection using"), run.says(server, "No SSL session reuse|reuse|OK DOWNLOAD")]))


def ftp_refused(run: Run) -> None:
    port = run.port()
    server = services.vsftpd(run, port, (run.port(),) * 2, ssl=False)
    run.stacks["client"] = version("curl", "--version").split(" (")[0]
    client, _ = run.connect(["curl", "-sS", "-v", "--ssl-reqd", f"ftp://api.example:{port}/"])
    client.close_input()
    client.wait()
    run.expect_refusal(Refusal(port, "ftp", None, "530", [
        run.says(client, "Requested SSL level failed"), run.exits(client, 64), run.says(server, "AUTH")]))


add("vsftpd-curl-tls12-data-accepted", "FTP with AUTH TLS; the data connection resumes the session.", lambda run: ftp(run, "TLS 1.2"))
add("vsftpd-curl-auth-refused", "FTP without TLS: AUTH is answered with 530.", ftp_refused)


# MARK: - RDP

def xrdp(run: Run, tls: str) -> None:
    """xrdp, which never asks for a certificate; the client is a program of ours."""
    port = run.port()
    server = services.xrdp(run, port, "tls")
    client, client_port = framed_client(run, port, tls, None, "rdp-leave")
    granted(run, (client_port, port), tls, "rdp",
            [run.says(client, f"^handshake {NAMES[tls]}"), run.says(server, "Using TLS security")],
            NOT_REQUESTED, presented=False, requested=False)


def xrdp_without(run: Run) -> None:
    port = run.port()
    server = services.xrdp(run, port, "rdp")
    client, _ = framed_client(run, port, "TLS 1.2", None, "rdp")
    run.expect_refusal(Refusal(port, "rdp", None, "RDP's own security", [
        run.says(client, "client error: the server does not begin TLS"), run.says(client, "^confirmation"), run.exits(client, 5),
        run.says(server, r"Security protocol: configured \[RDP\]")]))


add("xrdp-python-tls13-one-way", "RDP's negotiation before TLS, with a cookie; the server does not ask.",
    lambda run: xrdp(run, "TLS 1.3"))
add("xrdp-python-tls-refused", "xrdp is set to RDP's own security, and the client asks for TLS.", xrdp_without)
add("rdp-openssl-tls12-accepted", "RDP's negotiation before TLS; both sides accept each other.",
    lambda run: framed(run, "TLS 1.2", "rdp", "rdp", "client-rsa"))
add("rdp-openssl-tls12-no-certificate", "RDP's negotiation before TLS; the server insists on a certificate.",
    lambda run: framed(run, "TLS 1.2", "rdp", "rdp", None))
add("rdp-openssl-tls-not-allowed", "RDP's negotiation fails: TLS is not allowed by the server.",
    lambda run: framed_refused(run, "rdp", "rdp", "SSL not allowed by server"))
