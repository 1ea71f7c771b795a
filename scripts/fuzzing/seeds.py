"""What each fuzzer begins with: parts of the shipped captures, in the form in which the fuzzer takes its input."""

import pathlib
import struct
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CAPTURES = ROOT / "captures"

FUZZERS = {
    "captures": "FuzzCaptures",
    "packets": "FuzzPackets",
    "redaction": "FuzzRedaction",
    "reassembly": "FuzzReassembly",
    "streams": "FuzzStreams",
    "preambles": "FuzzPreambles",
    "dtls": "FuzzDTLS",
    "quic": "FuzzQUIC",
    "eap": "FuzzEAP",
    "openvpn": "FuzzOpenVPN",
    "messages": "FuzzMessages",
    "decryption": "FuzzDecryption",
    "keylogs": "FuzzKeyLogs",
    "certificates": "FuzzCertificates",
    "chains": "FuzzChains",
    "explanations": "FuzzExplanations",
    "json": "FuzzJSON",
}

#: Folders of captures that are of no TLS over plain TCP streams.
DATAGRAMS = ("dtls", "quic", "eap", "openvpn", "tunnels")
#: Whose streams say something before TLS, or wrap it.
LEAD_INS = (
    "amqp", "dante", "dovecot", "inspircd", "mariadb", "openvpn", "postfix", "postgresql", "prosody", "rdp", "slapd",
    "tds", "tinyproxy", "upgrade", "vsftpd", "xrdp",
)
#: Where the link layer's header ends, by link type; what the packets fuzzer calls it.
LINKS = {1: (14, 0), 101: (0, 1), 113: (16, 12), 276: (20, 21)}


def files(*folders):
    chosen = [CAPTURES / folder for folder in folders] if folders else [CAPTURES]
    return sorted(path for folder in chosen for path in folder.rglob("capture.pcap*"))


def frames(path):
    """The link type and bytes of each frame of a capture that this repository's own tools made."""
    data = path.read_bytes()
    if data[:4] == b"\x0a\x0d\x0d\x0a":
        link, offset = 1, 0
        while offset + 12 <= len(data):
            kind, length = struct.unpack_from("<II", data, offset)
            if kind == 1:
                link = struct.unpack_from("<H", data, offset + 8)[0]
            elif kind == 6:
                captured = struct.unpack_from("<I", data, offset + 20)[0]
                yield link, data[offset + 28 : offset + 28 + captured]
            offset += length
        return
    link, offset = struct.unpack_from("<I", data, 20)[0], 24
    while offset + 16 <= len(data):
        captured = struct.unpack_from("<I", data, offset + 8)[0]
        yield link, data[offset + 16 : offset + 16 + captured]
        offset += 16 + captured


def ports(path, protocol):
    """Who sends what over TCP (6) or UDP (17) of IPv4: the port of each side, and the payload."""
    for link, frame in frames(path):
        start = LINKS.get(link, (None,))[0]
        if start is None or len(frame) < start + 28 or frame[start] >> 4 != 4 or frame[start + 9] != protocol:
            continue
        header = start + (frame[start] & 15) * 4
        end = start + struct.unpack_from(">H", frame, start + 2)[0]
        length = 8 if protocol == 17 else (frame[header + 12] >> 4) * 4
        if payload := frame[header + length : end]:
            yield struct.unpack_from(">HH", frame, header), payload


def payloads(path, protocol):
    """The same by side: 0 for the one that spoke first."""
    first = None
    for pair, payload in ports(path, protocol):
        first = first or pair
        yield int(pair != first), payload


def chunk(how, data):
    return bytes([how]) + struct.pack(">H", len(data)) + data


def conversation(path, protocol):
    return b"".join(chunk(side, data) for side, data in payloads(path, protocol))


def messages(path):
    """The plaintext handshake messages that lie whole in one record: type, sender, body."""
    for side in (0, 1):
        stream = b"".join(data for sender, data in payloads(path, 6) if sender == side)
        offset = 0
        while offset + 9 <= len(stream):
            kind, length = stream[offset], struct.unpack_from(">H", stream, offset + 3)[0]
            body = stream[offset + 5 : offset + 5 + length]
            if kind == 20:
                break
            if kind == 22 and len(body) >= 4:
                yield body[0], side, body[4 : 4 + int.from_bytes(body[1:4], "big")]
            offset += 5 + length


def with_secrets(path):
    """A pcapng file that carries its key log, so that what is decrypted is fuzzed too."""
    data, keys = path.read_bytes(), path.with_name("keys.log")
    if data[:4] != b"\x0a\x0d\x0d\x0a" or not keys.exists():
        return data
    secrets = keys.read_bytes()
    length = 20 + (len(secrets) + 3) // 4 * 4
    block = struct.pack("<IIII", 10, length, 0x544C534B, len(secrets)) + secrets.ljust(length - 20, b"\0")
    section = struct.unpack_from("<I", data, 4)[0]
    return data[:section] + block + struct.pack("<I", length) + data[section:]


# MARK: One function a fuzzer


def captures_seeds():
    return map(with_secrets, files())


def packets_seeds():
    for path in files():
        yield b"".join(bytes([LINKS[link][1], 1]) + struct.pack(">H", len(f)) + f for link, f in frames(path) if link in LINKS)


def redaction_seeds():
    places = [1, 101, 0, 113, 276]
    for path in files()[::4]:
        for link, frame in list(frames(path))[:3]:
            if link in places:
                yield bytes([places.index(link)]) + frame


def reassembly_seeds():
    for how in range(16):
        yield bytes([how, 20, 4]) + bytes.fromhex("100000280000110000280001900028288000") + bytes([how << 4, 0, 0, 40, 0, 1]) * 8


def streams_seeds():
    for path in files():
        if path.relative_to(CAPTURES).parts[0] not in DATAGRAMS:
            yield conversation(path, 6)


def preambles_seeds():
    for path in files(*LEAD_INS):
        found = list(ports(path, 6))
        if found:
            yield struct.pack(">H", found[0][0][1]) + conversation(path, 6)


def datagrams(folder, shift):
    for path in files(folder):
        yield b"".join(chunk(side << shift, data) for side, data in payloads(path, 17))


def dtls_seeds():
    return datagrams("dtls", 0)


def openvpn_seeds():
    return datagrams("openvpn", 0)


def quic_seeds():
    yield from datagrams("quic", 0)
    # The hellos of RFC 9001, appendix A, and a server's flight, as the frames of packets that the fuzzer seals.
    vectors = (ROOT / "Tests/TestSupport/QUICVectors.swift").read_text()
    digits = vectors.split('clientHello = """')[1].split('"""')[0]
    hello = bytes.fromhex("".join(digits.split()))
    extensions = bytes.fromhex("002b0002030400330024001d0020") + b"\x5a" * 32
    body = b"\3\3" + b"\x5a" * 32 + b"\0\x13\1\0" + struct.pack(">H", len(extensions)) + extensions
    server = b"\2" + len(body).to_bytes(3, "big") + body
    flight = bytes.fromhex("080000020000" "0d00000b00" "0008000d000400020403" "0b00000400000000") + b"\x14\0\0\x20" + b"\x77" * 32
    answer = bytes.fromhex("0b00000400000000") + b"\x14\0\0\x20" + b"\x77" * 32
    hellos = chunk(1 << 1, crypto(hello)) + chunk(1 << 1 | 1, crypto(server))
    yield hellos + chunk(2 << 1 | 1, crypto(flight)) + chunk(2 << 1, crypto(answer))
    for closing in ("1c40010000", "1c4174060000", "1d00ff0000"):
        yield hellos + chunk(2 << 1 | 1, crypto(flight)) + chunk(2 << 1, crypto(answer)) + chunk(3 << 1 | 1, bytes.fromhex(closing))


def crypto(data):
    """A CRYPTO frame at offset 0 (RFC 9000, section 19.6)."""
    return b"\6\0" + struct.pack(">H", 0x4000 | len(data)) + data


def eap_seeds():
    for path in files("eap"):
        radius = list(payloads(path, 17))
        if radius:
            yield b"".join(chunk(side | 1 << 1, data) for side, data in radius)
        yield b"".join(chunk(3 << 1, frame) for link, frame in frames(path) if link == 1)
        eapol = [frame for link, frame in frames(path) if link == 1 and frame[12:14] == b"\x88\x8e"]
        if eapol:
            first = eapol[0][6:12]
            yield b"".join(chunk(int(frame[6:12] != first), frame[14:]) for frame in eapol)


def messages_seeds():
    for path in files():
        for kind, side, body in messages(path):
            yield bytes([kind, side | 4 << 1 | 0x10, 0xC0, 0x2F]) + body


def decryption_seeds():
    # Of some suites and versions, a record of each kind.
    for suite in ("009c", "c09c", "002f", "0005", "003b", "000a", "cca8", "c0a0", "1301", "1303", "1304"):
        for how in (3, 3 | 8, 3 | 16, 0, 1, 4):
            records = b"".join(bytes([kind, 3]) + struct.pack(">H", 64) + bytes(range(64)) for kind in (22, 23, 21))
            yield b"\0" + bytes.fromhex(suite) + bytes([how]) + records
    flight = bytes.fromhex("080000020000" "0d00000b00" "0008000d000400020403" "0b00000400000000") + b"\x14\0\0\x20" + b"\x77" * 32
    hidden = [(1, 22, flight), (0, 22, flight[17:]), (2, 23, b"GET / HTTP/1.1\r\n\r\n"), (3, 21, b"\2\x30"), (3, 22, b"\x18\0\0\1\0")]
    for count in range(1, len(hidden) + 1):
        yield b"\1" + b"".join(bytes([how, kind]) + struct.pack(">H", len(data)) + data for how, kind, data in hidden[:count])
    settings = bytes.fromhex("000000040000000000") + bytes.fromhex("00000c010400000001") + b"\x88" * 12
    yield b"\1" + b"".join(
        bytes([how, kind]) + struct.pack(">H", len(data)) + data for how, kind, data in [*hidden[:2], (3, 23, settings)]
    )


def keylogs_seeds():
    for path in sorted(CAPTURES.rglob("keys.log")):
        yield b"\x1f" + path.read_bytes()[:2_000]
    for path in sorted(CAPTURES.rglob("openvpn.key")):
        yield b"\x1f" + path.read_bytes()


def certificates_seeds():
    return map(der, pem_files())


def pem_files():
    return [path for path in sorted((CAPTURES / "pki").glob("*.pem")) if b"BEGIN CERTIFICATE" in path.read_bytes()]


def der(path):
    return subprocess.run(["openssl", "x509", "-in", path, "-outform", "DER"], capture_output=True, check=True).stdout


def chains_seeds():
    for path in pem_files()[::3]:
        yield b"\0" + chunk(0, b"CN=device-7")[1:] + chunk(0, path.read_bytes()[:20_000])[1:]
    for number, path in enumerate(files()[::5]):
        for kind, _, body in messages(path):
            if kind == 11:
                yield bytes([number * 2 & 0xFF]) + chunk(0, b"*.example")[1:] + b"\0\0" + body


def explanations_seeds():
    for path in sorted((ROOT / "Tests/PastedTexts").glob("*.txt")):
        for line in path.read_text().splitlines():
            if line and not line.startswith("#"):
                yield line.encode()


def json_seeds():
    yield b"\1\5\5\3a\"b\5\4\xe2\x80\xa8!\0\3\2\3\1\4\7\5\5\3\0\x1b["
    yield b"\0\4\1\2\5\2\xc2\x9b\3\0\5\3\xff\xfe\xfd\4\1\2"


def seeds(name):
    return globals()[f"{name}_seeds"]()


def environment(name, folder):
    """Files of keys that a fuzzer is given, which the names in its environment lead to."""
    where = {"dtls": ["dtls"], "quic": ["quic"], "eap": ["eap"], "openvpn": ["openvpn"], "preambles": ["openvpn", "tds"]}
    (folder / name).mkdir(parents=True, exist_ok=True)
    found = {}
    for variable, file in (("MTLSCOPE_FUZZ_KEYLOG", "keys.log"), ("MTLSCOPE_FUZZ_OPENVPN", "openvpn.key")):
        paths = [path for part in where.get(name, []) for path in sorted((CAPTURES / part).rglob(file))]
        if paths:
            joined = folder / name / file
            joined.write_bytes(b"\n".join(path.read_bytes() for path in paths))
            found[variable] = str(joined)
    return found
