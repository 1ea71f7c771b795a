"""The command line: writes cases of `captures/tunnels/`, or bare captures of every kind."""
from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from capturing import index

from . import files
from .headers import Outer
from .table import TUNNELS, Inner, Tunnel

CAPTURES = Path(__file__).resolve().parent.parent.parent
#: The kinds that are shipped, each once and with a capture of its own.
SHIPPED = {
    "gre-key-sequence": "openssl/openssl-tls13-expired",
    "gre-over-ipv6": "gnutls/gnutls-tls12-unknown-ca",
    "nvgre": "openssl/openssl-tls12-unknown-ca",
    "pptp": "gnutls/gnutls-tls13-no-certificate",
    "erspan-3-platform": "openssl/openssl-tls12-expired",
    "vxlan-other-port": "openssl/openssl-tls12-mutual-ecdsa",
    "vxlan-fragments": "gnutls/gnutls-tls12-mutual",
    "vxlan-nsh": "openssl/openssl-tls11-unknown-ca",
    "vxlan-gre": "openssl/openssl-tls13-unknown-ca",
    "geneve-options": "gnutls/gnutls-tls12-expired",
    "gtp-session": "gnutls/gnutls-tls13-expired",
    "6in4": "openssl/openssl-tls12-mutual-ipv6",
    "ip-fragments-twice": "openssl/openssl-tls12-mutual-intermediate",
    "teredo-indications": "openssl/openssl-tls12-mutual-ipv6",
    "gue": "gnutls/gnutls-tls13-mutual",
    "fou-gre": "gnutls/gnutls-tls12-no-certificate",
    "l2tp-all-fields": "gnutls/gnutls-tls13-unknown-ca",
    "l2tpv3-ip-cookie": "gnutls/gnutls-tls12-server-untrusted",
    "mpls-control-word": "gnutls/gnutls-tls13-server-untrusted",
    "pbb": "gnutls/gnutls-tls12-one-way",
    "macsec": "openssl/openssl-tls12-expired",
    "lisp": "openssl/openssl-tls10-unknown-ca",
    "capwap-fragments": "openssl/openssl-tls12-expired",
    "esp-null": "openssl/openssl-tls13-expired",
    "link-nflog": "openssl/openssl-tls12-unknown-ca",
    "link-pktap": "openssl/openssl-tls13-unknown-ca",
    "link-exported-ip": "gnutls/gnutls-tls12-unknown-ca",
    "link-frame-relay-bridged": "gnutls/gnutls-tls12-expired",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=CAPTURES, help="where the cases go (default: the captures folder)")
    parser.add_argument("--all", type=Path, metavar="FOLDER",
                        help="instead, a bare capture of each kind in FOLDER, and index.json: name, base, types")
    options = parser.parse_args()
    if options.all:
        return write_all(options.all)
    by_name = {tunnel.name: tunnel for tunnel in TUNNELS}
    for name, base in SHIPPED.items():
        write_case(by_name[name], base, options.output / "tunnels" / f"tunnels-{name}")
    if options.output == CAPTURES:
        index.write(CAPTURES)
    return 0


def write_all(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    kinds = []
    for tunnel in TUNNELS:
        wrap(tunnel, tunnel.base, folder / f"{tunnel.name}.pcap")
        kinds.append({"name": tunnel.name, "base": tunnel.base, "types": tunnel.types})
    (folder / "index.json").write_text(json.dumps(kinds, indent=1) + "\n")
    return 0


def wrap(tunnel: Tunnel, base: str, target: Path) -> None:
    packets = files.read(capture_of(base))
    first = addresses(packets)
    wrapped = []
    for number, packet in enumerate(packets, 1):
        inner = Inner(packet.frame)
        if inner.kind not in (0x0800, 0x86DD):
            continue
        outer = Outer(is_forward=ends(inner) == first)
        outer.identification = number
        result = tunnel.wrap(inner, outer)
        for frame in result if isinstance(result, list) else [result]:
            wrapped.append(files.Packet(packet.time, frame))
    files.write(target, tunnel.link_type, wrapped)


def capture_of(base: str) -> Path:
    case = json.loads((CAPTURES / base / "expected.json").read_text())
    return CAPTURES / base / case["capture"]


def ends(inner: Inner) -> bytes:
    return inner.packet[12:16] if inner.kind == 0x0800 else inner.packet[8:24]


def addresses(packets: list[files.Packet]) -> bytes:
    """Who sent the first packet."""
    return next(ends(inner) for inner in (Inner(p.frame) for p in packets) if inner.kind in (0x0800, 0x86DD))


def write_case(tunnel: Tunnel, base: str, target: Path) -> None:
    """The case's own expectations hold inside: its endpoints said them."""
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    wrap(tunnel, base, target / "capture.pcap")
    case = json.loads((CAPTURES / base / "expected.json").read_text())
    bare = case["case"]
    case["case"] = target.name
    case["summary"] = f"{bare} in another carrier: {tunnel.summary}. {case['summary']}"
    case["capture"] = "capture.pcap"
    case["base"] = base
    case["encapsulation"] = tunnel.types
    (target / "expected.json").write_text(json.dumps(case, indent=2, ensure_ascii=False) + "\n")
    if case["keys"]:
        shutil.copyfile(CAPTURES / base / case["keys"], target / case["keys"])
    verdicts = [verdict(connection["verdict"]) for connection in case["connections"]]
    (target / "README.md").write_text(f"""# {target.name}

{tunnel.summary[0].upper() + tunnel.summary[1:]}, around the packets of [{bare}](../../{base}/README.md).

**The headers around the packets are made by `make/make-tunnels`, not by a device.** The packets inside, and what the
endpoints said of them, are those of that case: {", ".join(verdicts)}.
""")
    print(f"made {target.name}", flush=True)


def verdict(case: dict) -> str:
    failure = case["failure"]
    return case["status"] + (f" ({failure['kind']})" if failure else "")
