"""What strangers may send: made here, analysed, and held against ordinary traffic of the same size.

Each attack is a generator of frames. Bounds: resident memory below the ceiling that the tool promises, and no more than
three times the processor time of ordinary handshakes with as many bytes, or as many packets, whichever is more. Where
seconds say little, since the machine has other work, instructions are counted by callgrind, of fewer packets.
"""

import dataclasses
import itertools
import os
import pathlib
import re
import struct
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator

from . import datagrams, segments
from .capture import read
from .frames import ROOT, message, opened, record, tcp

TEMPLATE = ROOT / "captures/openssl/openssl-tls12-mutual-ecdsa/capture.pcap"
CEILING = 512 << 20
FACTOR = 3
#: Where Ethernet, IPv4 and TCP keep what a flow is told by.
SOURCE, DESTINATION, SOURCE_PORT = 26, 30, 34
START = 1_700_000_000


@dataclasses.dataclass
class Hellos:
    """The first message of each side, as records, of a real handshake."""

    client: bytes
    server: bytes

    @classmethod
    def read(cls) -> "Hellos":
        found = [segments.segment(frame) for frame in read(TEMPLATE).frames]
        data = [part.data for part in found if part and part.data]
        size = 5 + struct.unpack_from(">H", data[1], 3)[0]
        return cls(data[0], data[1][:size])


def sent(client: int, port: int, data: bytes, back: bool, sequence: int = 1, most: int = 1_400) -> Iterator[bytes]:
    for start in range(0, len(data), most):
        yield tcp(client, port, 0x10, sequence + start, data[start : start + most], back)


# MARK: Attacks


def ordinary(count: int) -> Iterator[bytes]:
    """The same mutual handshake again and again, between other ends."""
    frames = [frame.data for frame in read(TEMPLATE).frames]
    first = frames[0]
    client = first[SOURCE : SOURCE + 4]
    for number in range(count):
        address, port = struct.pack(">I", 0x0A000000 + number), struct.pack(">H", 1_024 + number % 60_000)
        for frame in frames:
            at, place = (SOURCE, SOURCE_PORT) if frame[SOURCE : SOURCE + 4] == client else (DESTINATION, SOURCE_PORT + 2)
            changed = bytearray(frame)
            changed[at : at + 4] = address
            changed[place : place + 2] = port
            yield bytes(changed)


def unanswered_hellos(count: int) -> Iterator[bytes]:
    """Whole hellos in connections that are opened, and no answer."""
    hello = Hellos.read().client
    for number in range(count):
        port = 1_024 + number % 60_000
        yield from opened(number, port)
        yield tcp(number, port, 0x18, 1, hello)


def bare_hellos(count: int) -> Iterator[bytes]:
    """Whole hellos in one packet each, of connections that nobody saw opened."""
    hello = Hellos.read().client
    for number in range(count):
        yield tcp(number, 1_024 + number % 60_000, 0x18, 1, hello)


def half_hellos(count: int) -> Iterator[bytes]:
    half = Hellos.read().client[:200]
    for number in range(count):
        port = 1_024 + number % 60_000
        yield from opened(number, port)
        yield tcp(number, port, 0x18, 1, half)


def long_chains(count: int) -> Iterator[bytes]:
    """Chains of 50,000 certificates of six bytes."""
    hellos = Hellos.read()
    for number in range(count):
        entries = b"".join(b"\0\0\6" + struct.pack(">IH", number, place & 0xFFFF) for place in range(50_000))
        chain = record(22, message(11, len(entries).to_bytes(3, "big") + entries))
        yield from opened(number, 5_000)
        yield from sent(number, 5_000, hellos.client, back=False)
        yield from sent(number, 5_000, hellos.server + chain, back=True)
        yield tcp(number, 5_000, 0x11, 1 + len(hellos.client))


def many_names(count: int) -> Iterator[bytes]:
    """CertificateRequests that name some 10,000 authorities, all different."""
    hellos = Hellos.read()
    for number in range(count):
        names = b"".join(b"\0\4" + struct.pack(">HH", number & 0xFFFF, place) for place in range(10_900))
        body = b"\2\1\x40" + b"\0\2\4\3" + struct.pack(">H", len(names)) + names
        yield from opened(number, 5_000)
        yield from sent(number, 5_000, hellos.client, back=False)
        yield from sent(number, 5_000, hellos.server + record(22, message(13, body)), back=True)
        yield tcp(number, 5_000, 0x11, 1 + len(hellos.client))


def empty_messages(count: int) -> Iterator[bytes]:
    """A server that repeats a message without a body, all in one flight."""
    hellos = Hellos.read()
    flood = record(22, message(0, b"") * 40_000)
    for number in range(count):
        yield from opened(number, 5_000)
        yield from sent(number, 5_000, hellos.client, back=False)
        yield from sent(number, 5_000, hellos.server + flood, back=True)


def behind_a_hole(count: int) -> Iterator[bytes]:
    """Flows whose second segment never comes, with 14,000 bytes behind it."""
    hello = Hellos.read().client
    for number in range(count):
        port = 1_024 + number % 60_000
        yield from opened(number, port)
        yield tcp(number, port, 0x18, 1, hello[:100])
        yield from sent(number, port, bytes(14_000), back=False, sequence=len(hello) + 1_000)


def fragments(count: int) -> Iterator[bytes]:
    """First fragments of datagrams whose rest never comes."""
    body = bytes(1_480)
    for number in range(count):
        ip = struct.pack(
            ">BBHHHBBHII", 0x45, 0, 1_500, number & 0xFFFF, 0x2000, 64, 6, 0, 0x0A000000 + number, 0xC0000201
        )
        yield bytes(12) + b"\x08\x00" + ip + body


def equal_products(count: int) -> Iterator[bytes]:
    """IPv6 clients whose addresses once made a product zero, whatever the seed."""
    server = bytes.fromhex("20010db8000000000000000000000001")
    for number in range(count):
        client = struct.pack(">II", 0x20010DB8, number) + bytes.fromhex("9e3779b97f4a7c15")
        for source, destination, ports, flags in (
            (client, server, (40_000, 443), 2),
            (server, client, (443, 40_000), 0x12),
        ):
            body = struct.pack(">HHIIBBHHH", *ports, 0, 0, 0x50, flags, 65_535, 0, 0)
            yield bytes(12) + b"\x86\xdd" + struct.pack(">IHBB", 0x60000000, 20, 6, 64) + source + destination + body


def sessions(count: int) -> Iterator[bytes]:
    """Hellos with session identifiers and randoms of their own, and a server that takes them up."""
    hellos = Hellos.read()
    for number in range(count):
        port = 1_024 + number % 60_000
        random = zlib.crc32(number.to_bytes(4, "big")).to_bytes(4, "big") * 8
        client = hellos.client[:11] + random + b"\x20" + random + hellos.client[44 + hellos.client[43] :]
        client = client[:3] + struct.pack(">H", len(client) - 5) + b"\1" + (len(client) - 9).to_bytes(3, "big") + client[9:]
        server = hellos.server[:11] + random + b"\x20" + random + hellos.server[44 + hellos.server[43] :]
        server = server[:3] + struct.pack(">H", len(server) - 5) + b"\2" + (len(server) - 9).to_bytes(3, "big") + server[9:]
        yield from opened(number, port)
        yield tcp(number, port, 0x18, 1, client)
        yield tcp(number, port, 0x18, 1, server + record(20, b"\1"), back=True)
        yield tcp(number, port, 0x18, 1 + len(client), record(20, b"\1"))
        yield tcp(number, port, 0x14, 7 + len(client))


@dataclasses.dataclass(frozen=True)
class Attack:
    name: str
    frames: Callable[[int], Iterator[bytes]]
    count: int
    options: tuple[str, ...] = ()


ATTACKS = [
    Attack("half of a hello", half_hellos, 1_000_000),
    Attack("a hello that nobody answers", unanswered_hellos, 300_000),
    Attack("a hello in one packet", bare_hellos, 300_000),
    Attack("chains of 50,000 certificates", long_chains, 100),
    Attack("10,900 names in a request", many_names, 400),
    Attack("10,900 names, -v", many_names, 400, ("-v", "--format", "text")),
    Attack("40,000 empty messages", empty_messages, 200),
    Attack("40,000 empty messages, -v", empty_messages, 200, ("-v", "--format", "text")),
    Attack("14,000 bytes behind a hole", behind_a_hole, 20_000),
    Attack("first fragments", fragments, 200_000),
    Attack("IPv6 with equal products", equal_products, 200_000),
    Attack("sessions of their own", sessions, 200_000),
    Attack("DTLS: cookies", datagrams.cookies, 500_000),
    Attack("DTLS: half of a hello", datagrams.half_dtls_hellos, 500_000),
    Attack("DTLS: pieces of a byte", datagrams.tiny_pieces, 20_000),
    Attack("DTLS: chains of 8,000 certificates", datagrams.dtls_chains, 1_000),
    Attack("QUIC: what does not open", datagrams.garbage_headers, 200_000),
    Attack("QUIC: the same of one address", datagrams.garbage_of_one, 200_000),
    Attack("QUIC: one hello from everywhere", datagrams.repeated_initials, 200_000),
    Attack("QUIC: half of a hello", datagrams.half_quic_hellos, 100_000),
    Attack("QUIC: frames of a byte", datagrams.scattered_frames, 20_000),
    Attack("EAPOL: identities", datagrams.identities, 200_000),
    Attack("EAPOL: half of a hello", datagrams.half_eap_hellos, 100_000),
    Attack("RADIUS: names", datagrams.radius, 200_000),
    Attack("OpenVPN: resets", datagrams.hard_resets, 500_000),
    Attack("OpenVPN: half of a hello", datagrams.half_openvpn_hellos, 200_000),
    Attack("TDS: half of a hello", datagrams.half_tds_hellos, 200_000),
    Attack("UDP: first fragments", datagrams.first_pieces, 200_000),
]


@dataclasses.dataclass(frozen=True)
class Measure:
    packets: int
    size: int
    seconds: float
    memory: int


def write(file, frames: Iterable[bytes]) -> tuple[int, int]:
    """A thousand packets in a hundredth of a second; how many packets and bytes."""
    file.write(struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1))
    packets = 0
    for packets, frame in enumerate(frames, 1):
        seconds, part = divmod(packets * 10, 1_000_000)
        file.write(struct.pack("<4I", START + seconds, part, len(frame), len(frame)) + frame)
    file.flush()
    return packets, file.tell()


def measured(tool: pathlib.Path, frames: Iterable[bytes], options: tuple[str, ...]) -> Measure:
    """CPU seconds of the process, and the most memory that it had."""
    with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
        packets, size = write(file, frames)
        form = () if "--format" in options else ("--format", "ndjson")
        command = [str(tool), "analyze", *options, *form, "-o", os.devnull, file.name]
        child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(command)}: exit status {child.returncode}")
    return Measure(packets, size, usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10)


def run(tool: pathlib.Path) -> bool:
    base = measured(tool, ordinary(20_000), ())
    print(f"{'attack':32}{'packets':>10}{'MB':>8}{'CPU s':>8}{'bound':>8}{'MiB':>7}")
    holds = True

    def show(name: str, found: Measure, bound: float) -> None:
        row = f"{name:32}{found.packets:10,}{found.size / 1e6:8.0f}{found.seconds:8.2f}"
        print(f"{row}{bound:8.2f}{found.memory / (1 << 20):7.0f}", flush=True)

    show("ordinary handshakes", base, base.seconds)
    for attack in ATTACKS:
        found = measured(tool, attack.frames(attack.count), attack.options)
        share = max(found.packets / base.packets, found.size / base.size)
        # What the start alone takes is not for the attack to answer for.
        bound = FACTOR * max(0.05, base.seconds * share)
        show(attack.name, found, bound)
        if found.memory > CEILING or found.seconds > bound:
            print(f"  too much: at most {bound:.2f} s and {CEILING >> 20} MiB are promised")
            holds = False
    return holds


# MARK: Instructions


#: How many packets are enough to tell what one costs.
COUNTED = 10_000


@dataclasses.dataclass(frozen=True)
class Count:
    packets: int
    size: int
    instructions: int


def counted(tool: pathlib.Path, frames: Iterable[bytes], options: tuple[str, ...] = ()) -> Count:
    """The instructions of one thread that checks no signatures, its start included."""
    with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
        packets, size = write(file, frames)
        form = () if "--format" in options else ("--format", "ndjson")
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(tool), "analyze", *options, *form]
        command += ["--threads", "1", "--signatures", "never", "-o", os.devnull, file.name]
        environment = os.environ | {"SWIFT_DETERMINISTIC_HASHING": "1"}
        result = subprocess.run(command, capture_output=True, text=True, env=environment)
    match = re.search(r"Collected : (\d+)", result.stderr)
    if result.returncode not in (0, 1) or not match:
        raise SystemExit(f"{' '.join(command)}: exit status {result.returncode}\n{result.stderr}")
    return Count(packets, size, int(match[1]))


def count(tool: pathlib.Path, names: list[str]) -> bool:
    """Holds what each attack costs against ordinary handshakes; `names` are parts of names of attacks, none for all."""
    print(f"{'attack':36}{'packets':>9}{'bytes':>12}{'a packet':>12}{'times':>7}")
    bases: dict[tuple[str, ...], tuple[int, Count]] = {}
    holds = True
    for attack in ATTACKS:
        if names and not any(name in attack.name for name in names):
            continue
        if attack.options not in bases:
            start = counted(tool, [b""], attack.options).instructions
            bases[attack.options] = start, counted(tool, itertools.islice(ordinary(20_000), COUNTED), attack.options)
            name, base = " ".join(("ordinary handshakes", *attack.options)), bases[attack.options][1]
            each = (base.instructions - start) / base.packets
            print(f"{name:36}{base.packets:9,}{base.size:12,}{each:12,.0f}{1:7.1f}", flush=True)
        start, base = bases[attack.options]
        found = counted(tool, itertools.islice(attack.frames(attack.count), COUNTED), attack.options)
        instructions = found.instructions - start
        share = max(found.packets / base.packets, found.size / base.size)
        times = instructions / (base.instructions - start) / share
        row = f"{attack.name:36}{found.packets:9,}{found.size:12,}{instructions / found.packets:12,.0f}{times:7.1f}"
        print(row + ("  over the bound" if times > FACTOR else ""), flush=True)
        holds = holds and times <= FACTOR
    return holds
