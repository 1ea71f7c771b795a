"""The workloads: what they are called, how large they are, and where they lie once they are made."""

import dataclasses
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / ".build/workloads"
GENERATOR = ROOT / "Benchmarks/.build/release/workloads"


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    what: str
    #: What is counted: packets, or handshakes where a flow holds one.
    unit: str
    #: Units at scale 1; `None` where the packets that were written are counted.
    units: int | None
    generator: str | None = None
    has_key_log: bool = False


WORKLOADS = {
    workload.name: workload
    for workload in [
        Workload("bulk", "1 GiB of full-size application data in 200 flows after a mutual handshake", "packets", None),
        Workload("handshakes", "100,000 mutual TLS 1.2 handshakes of 17 packets, 1,000 interleaved", "handshakes", 100_000),
        Workload("handshakes13", "the same of TLS 1.3, eight stacks in turn, without secrets", "handshakes", 100_000),
        Workload("handshakes13-keys", "the same with the key log", "handshakes", 100_000, "handshakes13", True),
        Workload("unique", "as *handshakes*, each with another client certificate", "handshakes", 100_000),
        Workload("noise", "10 million small packets without TLS over 300,000 concurrent flows", "packets", None),
        Workload("noise-vxlan", "as *noise*, each frame in VXLAN", "packets", None),
        Workload("noise-gre", "as *noise*, each packet in GRE", "packets", None),
        Workload("mixed", "a plausible office hour: DNS, HTTP, SSH, TLS, IPv6, VLAN tags", "packets", None),
        Workload("dtls", "100,000 mutual DTLS 1.2 handshakes, four stacks in turn, 1,000 interleaved", "handshakes", 100_000),
        Workload("quic", "100,000 mutual QUIC handshakes, three stacks in turn, without secrets", "handshakes", 100_000),
        Workload("datagram-noise", "10 million small datagrams without TLS over 300,000 concurrent flows", "packets", None),
        Workload("disorder", "as *handshakes* with 2 % of the segments late, twice or lost", "handshakes", 100_000),
    ]
}


def make(generator: str, scale: float, flows: int | None = None, key_log: bool = False) -> pathlib.Path:
    """Makes a capture unless it is there already."""
    suffix = f"-{flows}-flows" if flows else ""
    path = CACHE / f"{generator}{suffix}-{scale:g}.pcap"
    keys = path.with_suffix(".keys")
    is_newer = path.exists() and path.stat().st_mtime > GENERATOR.stat().st_mtime
    if is_newer and (keys.exists() or not key_log):
        return path
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [GENERATOR, generator, path, "--scale", str(scale), "--captures", ROOT / "captures"]
    command += ["--flows", str(flows)] if flows else []
    command += ["--key-log", keys] if key_log else []
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return path


def warm(path: pathlib.Path) -> None:
    """Has the system keep the file in memory, so that nobody is measured waiting for the disk."""
    with path.open("rb", buffering=0) as file:
        while file.read(1 << 22):
            pass


def packet_count(path: pathlib.Path) -> int:
    """How many packets a classic pcap file of the generator has."""
    output = subprocess.run([CACHE / "libpcap-loop", path], capture_output=True, text=True, check=True).stdout
    return int(output.split()[0])
