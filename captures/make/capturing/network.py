"""A private network for each case: no packet comes from or leaves for anywhere else.

Every name lives on loopback of a fresh namespace. The routes' preferred source gives client and server
different addresses although both are here.
"""
from __future__ import annotations

import subprocess
import time
from pathlib import Path

SERVER = "192.0.2.20"
GATEWAY = "192.0.2.30"
CLIENT = "192.0.2.10"
SERVER6 = "2001:db8::20"
CLIENT6 = "2001:db8::10"

UNSHARE = ["unshare", "--net", "--pid", "--mount", "--uts", "--ipc", "--fork", "--kill-child", "--mount-proc"]

HOSTS = f"""127.0.0.1 localhost
{SERVER} api.example webhook.example
{GATEWAY} gateway.example
"""


def run(*argv: str) -> None:
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)


def set_up(folder: Path) -> None:
    """Called inside the namespace."""
    run("hostname", "mtlscope-test")
    run("ip", "link", "set", "lo", "up", "mtu", "1500")
    # Packets as a wire would carry them: no segments of 64 KB.
    run("ethtool", "-K", "lo", "tso", "off", "gso", "off", "gro", "off")
    for address in (CLIENT, SERVER, GATEWAY):
        run("ip", "addr", "add", f"{address}/32", "dev", "lo")
    for address in (SERVER, GATEWAY):
        run("ip", "route", "replace", "local", address, "dev", "lo", "table", "local", "src", CLIENT)
    for address in (CLIENT6, SERVER6):
        run("ip", "addr", "add", f"{address}/128", "dev", "lo", "nodad")
    run("ip", "-6", "route", "replace", "local", SERVER6, "dev", "lo", "table", "local", "src", CLIENT6)
    hosts = folder / "hosts"
    hosts.write_text(HOSTS)
    run("mount", "--bind", str(hosts), "/etc/hosts")


def set_client_port(first: int, last: int | None = None) -> None:
    """The next outgoing connections leave from these ports: that is how a case knows its client's port."""
    Path("/proc/sys/net/ipv4/ip_local_port_range").write_text(f"{first} {last or first}")


def listening(port: int) -> bool:
    """Whether somebody listens, without a packet that would end up in the capture."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp", "/proc/net/udp6"):
        # LISTEN, and what an unconnected socket of datagrams has.
        waits = "07" if "udp" in table else "0A"
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == waits and int(fields[1].rsplit(":", 1)[1], 16) == port:
                return True
    return False


def wait_for_datagrams(port: int, timeout: float = 10) -> None:
    """Waits until somebody takes datagrams on a port."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        for table in ("/proc/net/udp", "/proc/net/udp6"):
            for line in Path(table).read_text().splitlines()[1:]:
                if int(line.split()[1].rsplit(":", 1)[1], 16) == port:
                    return
        time.sleep(0.03)
    raise TimeoutError(f"nobody takes datagrams on port {port}")
