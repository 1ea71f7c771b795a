"""Servers of databases, mail, chat and files, on which TLS begins after something else; and proxies.

Each runs in the case's folder, which is mounted at /srv, since many take absolute paths only.
"""
from __future__ import annotations

import re

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from . import version

POSTGRES = "/usr/lib/postgresql/15/bin"


def mount(run: Run) -> None:
    """The folder at a place whose name is always the same."""
    run.prepare("mount", "--bind", ".", "/srv", shown=False)
    run.prepare("mkdir", "-p", "own", shown=False)


def give(run: Run, user: str) -> None:
    """A copy of the server's certificate and key that a user may read."""
    run.prepare("sh", "-c", f"cp pki/root.pem pki/server-rsa.pem own/ && cp pki/server-rsa.test-only.key.pem own/key.pem "
                            f"&& chown -R {user} own && chmod 600 own/key.pem", shown=False)


def postgres(run: Run, port: int, tls: str, access: str, ssl: bool = True) -> Endpoint:
    run.stacks["server"] = version(f"{POSTGRES}/postgres", "--version").split(" (Debian")[0]
    mount(run)
    give(run, "postgres")
    run.prepare("sh", "-c", "install -d -o postgres data && setpriv --reuid postgres --regid postgres --clear-groups "
                            f"{POSTGRES}/initdb -D /srv/data -A trust -U postgres -N >/dev/null", shown=False)
    run.write("hba.conf", access)
    limit = {"TLS 1.2": "TLSv1.2", "TLS 1.3": "TLSv1.3"}[tls]
    settings = f"""listen_addresses = '{SERVER}'
port = {port}
unix_socket_directories = '/srv/own'
hba_file = '/srv/hba.conf'
ssl = {'on' if ssl else 'off'}
ssl_ca_file = '/srv/own/root.pem'
ssl_cert_file = '/srv/own/server-rsa.pem'
ssl_key_file = '/srv/own/key.pem'
ssl_min_protocol_version = '{limit}'
ssl_max_protocol_version = '{limit}'
log_connections = on
"""
    run.write("postgresql.conf", settings)
    return run.serve(["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", f"{POSTGRES}/postgres",
                      "-D", "/srv/data", "-c", "config_file=/srv/postgresql.conf"], port)


def mariadb(run: Run, port: int, tls: str, ssl: bool = True) -> Endpoint:
    run.stacks["server"] = "MariaDB " + re.search(r"Ver ([\d.]+)", version("mariadbd", "--version"))[1]
    mount(run)
    give(run, "mysql")
    run.prepare("sh", "-c", "install -d -o mysql data && mariadb-install-db --no-defaults --user=mysql --datadir=/srv/data "
                            "--auth-root-authentication-method=normal --skip-test-db >/dev/null", shown=False)
    run.write("users.sql", "CREATE USER 'bot'@'%' REQUIRE X509;\nCREATE USER 'anyone'@'%';\n")
    options = ["--ssl-ca=/srv/own/root.pem", "--ssl-cert=/srv/own/server-rsa.pem", "--ssl-key=/srv/own/key.pem",
               f"--tls-version={'TLSv1.2' if tls == 'TLS 1.2' else 'TLSv1.3'}"] if ssl else ["--skip-ssl"]
    return run.serve(["mariadbd", "--no-defaults", "--user=mysql", "--datadir=/srv/data", f"--port={port}",
                      f"--bind-address={SERVER}", "--socket=/srv/own/socket", "--init-file=/srv/users.sql",
                      "--skip-name-resolve", "--log-warnings=4", *options], port)


DOVECOT = """base_dir = /srv/run
state_dir = /srv/run
log_path = /dev/stderr
auth_verbose = yes
verbose_ssl = yes
protocols = imap pop3 lmtp sieve
default_login_user = dovenull
default_internal_user = dovecot
mail_location = maildir:/srv/mail/%u
ssl = {ssl}
ssl_cert = </srv/pki/server-rsa.pem
ssl_key = </srv/pki/server-rsa.test-only.key.pem
ssl_ca = </srv/pki/root.pem
ssl_min_protocol = {limit}
{most}ssl_verify_client_cert = yes
ssl_require_crl = no
auth_ssl_require_client_cert = {demand}
disable_plaintext_auth = no
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home=/srv/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service managesieve-login {{
  inet_listener sieve {{
    port = {sieve}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"""


def dovecot(run: Run, port: int, protocol: str, tls: str, ssl: str = "yes", demand: str = "yes") -> Endpoint:
    run.stacks["server"] = "Dovecot " + version("dovecot", "--version").split()[0]
    mount(run)
    run.prepare("install", "-d", "-o", "nobody", "mail", shown=False)
    # Where both ends may speak 1.3, only the least version limits it.
    most = "ssl_cipher_list = ECDHE-RSA-AES256-GCM-SHA384\n" if tls == "TLS 1.2" else ""
    ports = {p: 0 for p in ("imap", "pop3", "sieve", "lmtp")} | {protocol: port}
    run.write("dovecot.conf", DOVECOT.format(ssl=ssl, demand=demand, most=most,
                                             limit="TLSv1.2" if tls == "TLS 1.2" else "TLSv1.3", **ports))
    return run.serve(["dovecot", "-F", "-c", "/srv/dovecot.conf"], port)


def postfix(run: Run, port: int, tls: str, *more: str) -> Endpoint:
    run.stacks["server"] = "Postfix " + version("postconf", "-d", "-h", "mail_version")
    mount(run)
    versions = ">=TLSv1.2, <=TLSv1.2" if tls == "TLS 1.2" else ">=TLSv1.3"
    run.prepare("sh", "-c", "mkdir conf spool && install -d -o postfix lib", shown=False)
    run.write("conf/main.cf", f"""compatibility_level = 3.6
queue_directory = /srv/spool
data_directory = /srv/lib
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = /dev/stdout
mydomain = example
myhostname = api.example
inet_interfaces = {SERVER}
smtpd_tls_security_level = may
smtpd_tls_cert_file = /srv/pki/server-rsa.pem
smtpd_tls_key_file = /srv/pki/server-rsa.test-only.key.pem
smtpd_tls_CAfile = /srv/pki/root.pem
smtpd_tls_protocols = {versions}
smtpd_tls_mandatory_protocols = {versions}
smtpd_tls_loglevel = 2
""" + "".join(line + "\n" for line in more))
    run.write("conf/master.cf", f"""{SERVER}:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
""")
    return run.serve(["postfix", "-c", "/srv/conf", "start-fg"], port)


def slapd(run: Run, port: int, tls: str, with_tls: bool = True) -> Endpoint:
    from . import slapd as stack
    run.stacks["server"] = stack.name()
    (run.folder / "data").mkdir()
    text = stack.CONFIGURATION.format(priority=stack.PRIORITIES[tls])
    if not with_tls:
        text = "".join(line + "\n" for line in text.splitlines() if not line.startswith("TLS"))
    run.write("slapd.conf", text)
    return run.serve(["slapd", "-d", "stats", "-f", "slapd.conf", "-h", f"ldap://{SERVER}:{port}"], port)


def vsftpd(run: Run, port: int, data_ports: tuple[int, int], ssl: bool = True, reuse: bool = True) -> Endpoint:
    run.stacks["server"] = "vsftpd 3.0.3"
    mount(run)
    run.prepare("sh", "-c", "mkdir -p files/nothing empty ftp && echo hello > files/hello.txt && : > files/zero && chmod 755 files empty", shown=False)
    run.write("vsftpd.conf", f"""listen=YES
background=NO
listen_address={SERVER}
listen_port={port}
anonymous_enable=YES
no_anon_password=YES
anon_root=/srv/files
secure_chroot_dir=/srv/empty
seccomp_sandbox=NO
isolate_network=NO
pasv_min_port={data_ports[0]}
pasv_max_port={data_ports[1]}
ssl_enable={'YES' if ssl else 'NO'}
allow_anon_ssl=YES
force_anon_logins_ssl={'YES' if ssl else 'NO'}
force_anon_data_ssl={'YES' if ssl else 'NO'}
ssl_tlsv1=YES
ssl_request_cert=YES
require_cert=YES
ca_certs_file=/srv/pki/root.pem
rsa_cert_file=/srv/pki/server-rsa.pem
rsa_private_key_file=/srv/pki/server-rsa.test-only.key.pem
require_ssl_reuse={'YES' if reuse else 'NO'}
debug_ssl=YES
log_ftp_protocol=YES
vsftpd_log_file=/srv/vsftpd.log
xferlog_enable=YES
""")
    server = run.serve(["vsftpd", "/srv/vsftpd.conf"], port)
    server.more_logs.append(run.folder / "vsftpd.log")
    return server


def inspircd(run: Run, port: int) -> Endpoint:
    run.stacks["server"] = version("/usr/sbin/inspircd", "--version")
    mount(run)
    give(run, "irc")
    run.prepare("sh", "-c", "install -d -o irc ircrun", shown=False)
    run.write("inspircd.conf", f"""<server name="irc.example" description="test" network="test">
<admin name="a" nick="a" email="a@example">
<bind address="{SERVER}" port="{port}" type="clients">
<module name="ssl_gnutls">
<module name="starttls">
<sslprofile name="tls" provider="gnutls" certfile="/srv/own/server-rsa.pem" keyfile="/srv/own/key.pem"
  cafile="/srv/own/root.pem" requestclientcert="yes">
<starttls sslprofile="tls">
<pid file="/srv/ircrun/pid">
<connect allow="*" timeout="20" port="{port}" resolvehostnames="no">
<dns timeout="1">
<options prefixquit="">
""")
    server = run.serve(["setpriv", "--reuid", "irc", "--regid", "irc", "--clear-groups", "/usr/sbin/inspircd", "--nofork",
                        "--config", "/srv/inspircd.conf"], port)
    return server


def prosody(run: Run, client_port: int, server_port: int, tls: str, with_tls: bool = True) -> Endpoint:
    run.stacks["server"] = "Prosody " + version("dpkg-query", "-W", "-f=${Version}", "prosody").split("-")[0]
    mount(run)
    give(run, "root")
    protocol = "tlsv1_2" if tls == "TLS 1.2" else "tlsv1_3"
    run.write("prosody.cfg.lua", f"""daemonize = false
run_as_root = true
data_path = "/srv/own"
pidfile = "/srv/own/pid"
interfaces = {{ "{SERVER}" }}
c2s_ports = {{ {client_port} }}
s2s_ports = {{ {server_port} }}
modules_enabled = {{ "roster", "saslauth", "dialback"{', "tls"' if with_tls else ''} }}
modules_disabled = {{ {'' if with_tls else '"tls"'} }}
c2s_require_encryption = {'true' if with_tls else 'false'}
log = {{ debug = "*console" }}
ssl = {{ key = "/srv/own/key.pem", certificate = "/srv/own/server-rsa.pem", cafile = "/srv/own/root.pem",
  protocol = "{protocol}", verify = {{ "peer" }} }}
VirtualHost "api.example"
""")
    return run.serve(["prosody", "--config", "/srv/prosody.cfg.lua"], client_port, server_port)


def tinyproxy(run: Run, port: int, *more: str) -> Endpoint:
    run.stacks["proxy"] = version("tinyproxy", "-v")
    run.write("tinyproxy.conf", f"Port {port}\nListen {SERVER}\nLogLevel Info\nTimeout 30\n" + "".join(
        line + "\n" for line in more))
    return run.serve(["tinyproxy", "-d", "-c", "tinyproxy.conf"], port, name="proxy")


def dante(run: Run, port: int, rule: str = "pass") -> Endpoint:
    run.stacks["proxy"] = version("danted", "-v")
    run.write("danted.conf", f"""logoutput: stdout
internal: {SERVER} port = {port}
external: {SERVER}
socksmethod: none
clientmethod: none
user.privileged: root
user.unprivileged: nobody
client pass {{
    from: 0.0.0.0/0 to: 0.0.0.0/0
}}
socks {rule} {{
    from: 0.0.0.0/0 to: 0.0.0.0/0
    log: connect error
}}
""")
    return run.serve(["danted", "-f", "danted.conf"], port, name="proxy")


def relay(run: Run, port: int, target: int, header: str) -> Endpoint:
    """HAProxy passing on TCP, with a header of the PROXY protocol."""
    run.stacks["proxy"] = "HAProxy " + version("haproxy", "-v").split()[2].split("-")[0]
    run.write("relay.cfg", f"""global
    log stdout format raw local0 info
defaults
    mode tcp
    log global
    timeout client 10s
    timeout server 10s
    timeout connect 5s
    log-format "port=%cp target=%bp bytes=%B"
listen relay
    bind {SERVER}:{port}
    server target {SERVER}:{target} {header}
""")
    return run.serve(["haproxy", "-db", "-f", "relay.cfg"], port, name="proxy")


def xrdp(run: Run, port: int, layer: str) -> Endpoint:
    run.stacks["server"] = "xrdp " + version("dpkg-query", "-W", "-f=${Version}", "xrdp").split("-")[0]
    mount(run)
    give(run, "root")
    run.write("xrdp.ini", f"""[Globals]
ini_version=1
fork=true
port=tcp://{SERVER}:{port}
security_layer={layer}
crypt_level=high
certificate=/srv/own/server-rsa.pem
key_file=/srv/own/key.pem
ssl_protocols=TLSv1.2, TLSv1.3
[Logging]
LogFile=/srv/own/xrdp.log
LogLevel=DEBUG
EnableConsole=true
ConsoleLevel=DEBUG
""")
    server = run.serve(["xrdp", "--nodaemon", "--config", "/srv/xrdp.ini"], port)
    server.more_logs.append(run.folder / "own/xrdp.log")
    return server
