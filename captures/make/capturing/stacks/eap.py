"""EAP: hostapd as authenticator and as RADIUS server, FreeRADIUS, wpa_supplicant and eapol_test."""
from __future__ import annotations

import time

from .. import network
from ..endpoint import Endpoint, Failed
from ..network import SERVER
from ..run import PATIENCE, Run
from . import preload, version

#: The two ends of the wire between authenticator and station.
AUTHENTICATOR, STATION = "auth0", "sta0"
SECRET = "test-only-secret"
IDENTITY = "device-7"
PASSWORD = "test-only-password"

HOSTAPD = """{interface}
logger_stdout=-1
logger_stdout_level=0
eap_server=1
eap_user_file=users
ca_cert={authorities}
server_cert=pki/{certificate}.pem
private_key=pki/{certificate}.test-only.key.pem
tls_flags={flags}
{more}
"""
WIRED = f"""interface={AUTHENTICATOR}
driver=wired
ieee8021x=1
use_pae_group_addr=1"""
USERS = f"""* TLS
"{IDENTITY}" MSCHAPV2 "{PASSWORD}" [2]
"""
FLAGS = {"TLS 1.2": "[DISABLE-TLSv1.0][DISABLE-TLSv1.1][DISABLE-TLSv1.3]", "TLS 1.3": "[ENABLE-TLSv1.3]"}

NETWORK = """ap_scan=0
fast_reauth=1
network={{
  key_mgmt=IEEE8021X
  eapol_flags=0
  identity="{identity}"
  eap={method}
  ca_cert="{authorities}"
  phase1="{phase1}"
{more}
}}
"""


def stack(package: str, name: str) -> str:
    found = version("dpkg-query", "-W", "-f", "${Version}", package)
    return f"{name} {found.split(':')[-1].split('-')[0]}"


def wire(run: Run) -> None:
    """A wire of its own, which only EAPOL goes over, and which the capture is of."""
    network.run("ip", "link", "add", AUTHENTICATOR, "type", "veth", "peer", "name", STATION)
    for end in (AUTHENTICATOR, STATION):
        network.run("sysctl", "-qw", f"net.ipv6.conf.{end}.disable_ipv6=1")
        network.run("ip", "link", "set", end, "up")
    run.interface = AUTHENTICATOR
    run.filter = "ether proto 0x888e"


def hostapd(run: Run, tls: str, *, certificate: str = "server-rsa", authorities: str = "pki/root.pem",
            users: str = USERS, more: str = "") -> Endpoint:
    """The authenticator of the wire, with a server of EAP in it."""
    run.stacks["server"] = stack("hostapd", "hostapd")
    run.write("users", users)
    run.write("hostapd.conf", HOSTAPD.format(interface=WIRED, certificate=certificate, authorities=authorities,
                                             flags=FLAGS[tls], more=more))
    server = run.start("server", ["hostapd", "-dd", "hostapd.conf"], preload.environment(run))
    if not server.wait_for("AP-ENABLED|Setup of interface done", PATIENCE):
        raise Failed(f"hostapd does not start:\n{server.text[-1800:]}")
    return server


def profile(run: Run, method: str, tls: str, *, certificate: str | None = None, authorities: str = "pki/root.pem",
            identity: str = IDENTITY, password: str | None = None, more: str = "", name: str = "network.conf") -> str:
    lines = []
    if certificate:
        lines += [f'  client_cert="pki/{certificate}.pem"', f'  private_key="pki/{certificate}.test-only.key.pem"']
    if password:
        lines += [f'  password="{password}"', '  phase2="auth=MSCHAPV2"', '  anonymous_identity="anonymous"']
    phase1 = "tls_disable_tlsv1_3=" + ("0" if tls == "TLS 1.3" else "1")
    return run.write(name, NETWORK.format(identity=identity, method=method, authorities=authorities, phase1=phase1,
                                          more="\n".join(lines + ([more] if more else []))))


def supplicant(run: Run, profile: str) -> Endpoint:
    run.stacks["client"] = stack("wpasupplicant", "wpa_supplicant")
    run.sniff()
    return run.start("client", ["wpa_supplicant", "-dd", "-D", "wired", "-i", STATION, "-c", profile])


def eapol_test(run: Run, profile: str, port: int, name: str = "client", more: tuple[str, ...] = ()) -> tuple[Endpoint, int]:
    run.stacks["client"] = stack("eapoltest", "eapol_test")
    return run.connect(["eapol_test", "-c", profile, "-a", SERVER, "-p", str(port), "-s", SECRET, *more], name)


FREERADIUS = """name = radiusd
libdir = /usr/lib/freeradius
raddbdir = radius
logdir = .
run_dir = .
max_requests = 1024
log {{
  destination = stdout
}}
security {{
  max_attributes = 200
  reject_delay = 0
}}
client all {{
  ipaddr = 0.0.0.0/0
  secret = {secret}
}}
listen {{
  type = auth
  ipaddr = {address}
  port = {port}
  virtual_server = default
}}
thread pool {{
  start_servers = 1
  max_servers = 2
  min_spare_servers = 1
  max_spare_servers = 2
}}
modules {{
  mschap {{
  }}
  eap {{
    default_eap_type = {method}
    tls-config common {{
      certificate_file = pki/server-rsa.pem
      private_key_file = pki/server-rsa.test-only.key.pem
      ca_file = {authorities}
      check_crl = {check_crl}
      cipher_list = "DEFAULT"
      tls_min_version = "1.2"
      tls_max_version = "{tls}"
      fragment_size = {fragment}
      {cache}
    }}
    tls {{
      tls = common
    }}
    ttls {{
      tls = common
      virtual_server = inner
    }}
    peap {{
      tls = common
      default_eap_type = mschapv2
      virtual_server = inner
    }}
    mschapv2 {{
    }}
  }}
}}
server default {{
  authorize {{
    {require}
    eap {{
      ok = return
    }}
  }}
  authenticate {{
    eap
  }}
}}
server inner {{
  authorize {{
    update control {{
      Cleartext-Password := "{password}"
    }}
    mschap
    eap {{
      ok = return
    }}
  }}
  authenticate {{
    Auth-Type MS-CHAP {{
      mschap
    }}
    eap
  }}
}}
"""
REQUIRE = """update control {
      EAP-TLS-Require-Client-Cert := Yes
    }"""


def freeradius(run: Run, port: int, tls: str, method: str, *, authorities: str = "pki/root.pem", require: bool = False,
               fragment: int = 1024, check_crl: bool = False, cache: str = "") -> Endpoint:
    package = version("dpkg-query", "-W", "-f", "${Version}", "freeradius")
    run.stacks["server"] = f"FreeRADIUS {package.split('+')[0]}"
    # It refuses a folder that anybody may write to.
    (run.folder / "radius").mkdir(mode=0o755)
    run.write("radius/radiusd.conf", FREERADIUS.format(
        secret=SECRET, address=SERVER, port=port, method=method, authorities=authorities, tls=tls.split()[1],
        fragment=fragment, check_crl="yes" if check_crl else "no", require=REQUIRE if require else "", password=PASSWORD,
        cache=cache))
    server = run.start("server", ["freeradius", "-X", "-d", "radius", "-n", "radiusd", "-D", "/usr/share/freeradius"],
                       preload.environment(run))
    if not server.wait_for("Ready to process requests", PATIENCE):
        raise Failed(f"FreeRADIUS does not start:\n{server.text[-1800:]}")
    return server


def settle(endpoint: Endpoint, pattern: str, seconds: float = 10) -> None:
    """Waits for a line, and a little for what it is about to be on the wire."""
    if not endpoint.wait_for(pattern, seconds):
        raise Failed(f"{endpoint.name} never said /{pattern}/:\n{endpoint.text[-1800:]}")
    time.sleep(0.3)
