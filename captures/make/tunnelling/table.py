"""Every tunnel and link type: what a frame of Ethernet becomes in it."""
from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Callable

from . import headers as h
from .headers import Outer

#: A capture whose ends have IPv4 addresses, and one whose ends have IPv6 addresses.
BASE = "openssl/openssl-tls12-expired"
BASE6 = "openssl/openssl-tls12-mutual-ipv6"


@dataclass
class Inner:
    """A frame that was captured, and its parts."""
    frame: bytes

    @property
    def kind(self) -> int:
        return struct.unpack_from(">H", self.frame, 12)[0]

    @property
    def packet(self) -> bytes:
        """The IP packet, without padding."""
        content = self.frame[14:]
        if self.kind == 0x0800:
            return content[:struct.unpack_from(">H", content, 2)[0]]
        return content[:40 + struct.unpack_from(">H", content, 4)[0]]

    @property
    def protocol(self) -> int:
        """IP in IP."""
        return 4 if self.kind == 0x0800 else 41

    @property
    def ppp(self) -> int:
        return 0x0021 if self.kind == 0x0800 else 0x0057

    def between(self, header: bytes, protocol: int) -> bytes:
        """The packet with a header between IPv4 and its payload."""
        packet = self.packet
        total = len(packet) + len(header)
        ip = packet[:2] + struct.pack(">H", total) + packet[4:9] + bytes([protocol]) + b"\0\0" + packet[12:20]
        return ip[:10] + struct.pack(">H", h.checksum(ip)) + ip[12:] + header + packet[20:]


Wrap = Callable[[Inner, Outer], "bytes | list[bytes]"]


@dataclass
class Tunnel:
    name: str
    #: What it is, for people.
    summary: str
    #: The types in the report's `encapsulation`, the outermost first.
    types: list[str]
    wrap: Wrap
    link_type: int = 1
    base: str = BASE


def ip(protocol: int, content: Callable[[Inner], bytes]) -> Wrap:
    return lambda inner, outer: outer.ethernet(0x0800, outer.ipv4(protocol, content(inner)))


def in_udp(port: int, content: Callable[[Inner], bytes], source: int = 49_152) -> Wrap:
    return lambda inner, outer: outer.ethernet(0x0800, outer.udp(port, content(inner), source))


def link(content: Callable[[Inner], bytes]) -> Wrap:
    return lambda inner, outer: content(inner)


def pieces(port: int, content: Callable[[Inner], bytes], size: int) -> Wrap:
    """UDP in IP fragments."""
    def wrap(inner: Inner, outer: Outer) -> list[bytes]:
        datagram = h.udp(49_152, port, content(inner))
        return [outer.ethernet(0x0800, packet) for packet in outer.fragments(17, datagram, size)]
    return wrap


def capwap_pieces(inner: Inner, outer: Outer) -> list[bytes]:
    frame = h.wireless(inner.frame)
    size = 504
    starts = range(0, len(frame), size)
    return [outer.ethernet(0x0800, outer.udp(5_247, h.capwap(
        frame[start:start + size], True, (outer.identification, start, start + size >= len(frame)))))
        for start in starts]


def erspan(inner: Inner, version: int, has_platform: bool = False) -> bytes:
    if version == 1:
        return h.gre(0x88BE, inner.frame)
    if version == 2:
        return h.gre(0x88BE, struct.pack(">HHI", 0x1000, 0x0017, 3) + inner.frame, sequence=9)
    header = struct.pack(">HHIHH", 0x2000, 0x0017, 77, 0, 0x8001 if has_platform else 0x8000)
    return h.gre(0x22EB, header + (bytes(8) if has_platform else b"") + inner.frame, sequence=9)


def l2tp(inner: Inner, flags: int, framing: bytes = b"\xff\x03", is_short: bool = False) -> bytes:
    ppp = framing + (bytes([inner.ppp]) if is_short else struct.pack(">H", inner.ppp)) + inner.packet
    ends = struct.pack(">HH", 5, 6)
    sequence = struct.pack(">HH", 1, 1) if flags & 0x0800 else b""
    offset = struct.pack(">H", 4) + b"\xee" * 4 if flags & 0x0200 else b""
    length = 2 + (2 if flags & 0x4000 else 0) + len(ends + sequence + offset + ppp)
    start = struct.pack(">H", flags | 2) + (struct.pack(">H", length) if flags & 0x4000 else b"")
    return start + ends + sequence + offset + ppp


def exported(name: str, content: bytes, tags: bytes = b"") -> bytes:
    text = name.encode() + b"\0" * (-len(name) % 4)
    return struct.pack(">HH", 12, len(text)) + text + tags + b"\0\0\0\0" + content


def exported_segment(inner: Inner) -> bytes:
    packet = inner.packet
    tags = struct.pack(">HH", 20, 4) + packet[12:16] + struct.pack(">HH", 21, 4) + packet[16:20]
    return exported("tcp", packet[20:], tags)


def netfilter(inner: Inner) -> bytes:
    def attribute(kind: int, value: bytes) -> bytes:
        return struct.pack("<HH", 4 + len(value), kind) + value + b"\0" * (-len(value) % 4)
    family = 2 if inner.kind == 0x0800 else 10
    return struct.pack(">BBH", family, 0, 30) + attribute(1, struct.pack(">HBB", inner.kind, 1, 0)) + attribute(
        10, b"mirror\0") + attribute(9, inner.packet)


def tap(inner: Inner) -> bytes:
    return struct.pack("<III", 108, 1, 1) + b"en0".ljust(24, b"\0") + bytes(72) + inner.frame


def mac_security(inner: Inner) -> bytes:
    """Integrity only, with the identifier of the channel and a check value of 16 bytes."""
    tag = struct.pack(">BBI", 0x20, 0, 7) + h.STATIONS[0] + b"\0\1"
    return inner.frame[:12] + b"\x88\xe5" + tag + inner.frame[12:] + b"\xa5" * 16


def backbone(inner: Inner, outer: Outer) -> bytes:
    service = struct.pack(">I", 0x00ABCD) + inner.frame
    return outer.ethernet(0x88A8, h.vlan(100, 0x88E7, service))


def tagged(inner: Inner, *tags: bytes) -> bytes:
    return inner.frame[:12] + b"".join(tags) + inner.frame[12:]


def teredo(inner: Inner, outer: Outer, before: bytes = b"", port: int = 3_544) -> bytes:
    return outer.ethernet(0x0800, outer.udp(port, before + inner.packet))


TUNNELS = [
    Tunnel("gre", "GRE", ["gre"], ip(47, lambda i: h.gre(i.kind, i.packet))),
    Tunnel("gre-key-sequence", "GRE with key and sequence number", ["gre"],
           ip(47, lambda i: h.gre(i.kind, i.packet, key=7, sequence=1))),
    Tunnel("gre-checksum", "GRE with a checksum", ["gre"], ip(47, lambda i: h.gre(i.kind, i.packet, has_checksum=True))),
    Tunnel("gre-over-ipv6", "GRE over IPv6", ["gre"],
           lambda i, o: o.ethernet(0x86DD, o.ipv6(47, h.gre(i.kind, i.packet)))),
    Tunnel("gre-bridged", "Ethernet in GRE", ["gre"], ip(47, lambda i: h.gre(0x6558, i.frame))),
    Tunnel("gre-mpls", "MPLS in GRE", ["gre", "mpls"], ip(47, lambda i: h.gre(0x8847, h.mpls([16, 20], i.packet)))),
    Tunnel("gre-nsh", "NSH in GRE", ["gre", "nsh"], ip(47, lambda i: h.gre(0x894F, h.nsh(42, 3, i.frame)))),
    Tunnel("gre-redirected", "what WCCP redirects, in GRE", ["gre"],
           ip(47, lambda i: h.gre(0x883E, b"\0\0\0\0" + i.packet))),
    Tunnel("nvgre", "NVGRE", ["nvgre"], ip(47, lambda i: h.gre(0x6558, i.frame, key=0x123456 << 8 | 1))),
    Tunnel("pptp", "PPTP's GRE with an acknowledgment", ["pptp"], ip(47, lambda i: h.gre(
        0x880B, b"\xff\x03" + struct.pack(">H", i.ppp) + i.packet, key=(len(i.packet) + 4) << 16 | 5, sequence=1,
        acknowledgment=1, version=1))),
    Tunnel("erspan-1", "ERSPAN type I", ["erspan"], ip(47, lambda i: erspan(i, 1))),
    Tunnel("erspan-2", "ERSPAN type II", ["erspan"], ip(47, lambda i: erspan(i, 2))),
    Tunnel("erspan-3", "ERSPAN type III", ["erspan"], ip(47, lambda i: erspan(i, 3))),
    Tunnel("erspan-3-platform", "ERSPAN type III with a platform's header", ["erspan"],
           ip(47, lambda i: erspan(i, 3, True))),
    Tunnel("vxlan", "VXLAN", ["vxlan"], in_udp(4_789, lambda i: h.vxlan(42, i.frame))),
    Tunnel("vxlan-other-port", "VXLAN on a port of somebody's choice", ["vxlan"],
           in_udp(65_330, lambda i: h.vxlan(42, i.frame))),
    Tunnel("vxlan-over-ipv6", "VXLAN over IPv6", ["vxlan"],
           lambda i, o: o.ethernet(0x86DD, o.ipv6(17, h.udp(49_152, 4_789, h.vxlan(42, i.frame))))),
    Tunnel("vxlan-fragments", "VXLAN in IP fragments", ["vxlan"], pieces(4_789, lambda i: h.vxlan(42, i.frame), 496)),
    Tunnel("vxlan-policy", "VXLAN with a group policy", ["vxlan"],
           in_udp(8_472, lambda i: struct.pack(">BBHI", 0x88, 0, 17, 42 << 8) + i.frame)),
    Tunnel("vxlan-generic", "VXLAN-GPE around IP", ["vxlan"],
           in_udp(4_790, lambda i: h.vxlan(42, i.packet, 0x0C, 1 if i.kind == 0x0800 else 2))),
    Tunnel("vxlan-nsh", "NSH in VXLAN-GPE", ["vxlan", "nsh"],
           in_udp(4_790, lambda i: h.vxlan(42, h.nsh(42, 3, i.frame), 0x0C, 4))),
    Tunnel("vxlan-gre", "GRE in VXLAN", ["vxlan", "gre"], lambda i, o: o.ethernet(0x0800, o.udp(4_789, h.vxlan(
        42, o.ethernet(0x0800, o.ipv4(47, h.gre(i.kind, i.packet), ends=("10.9.0.1", "10.9.0.2"))))))),
    Tunnel("geneve", "Geneve around Ethernet", ["geneve"], in_udp(6_081, lambda i: h.geneve(42, 0x6558, i.frame))),
    Tunnel("geneve-options", "Geneve with options, around IP", ["geneve"], in_udp(
        6_081, lambda i: h.geneve(42, i.kind, i.packet, bytes.fromhex("0108010200000007") * 3))),
    Tunnel("geneve-other-port", "Geneve on another port", ["geneve"],
           in_udp(16_081, lambda i: h.geneve(42, 0x6558, i.frame))),
    Tunnel("gtp", "GTP-U", ["gtp"], in_udp(2_152, lambda i: h.gtp(0x11, i.packet), 2_152)),
    Tunnel("gtp-sequence", "GTP-U with a sequence number", ["gtp"],
           in_udp(2_152, lambda i: h.gtp(0x11, i.packet, 0x32, b"\0\1\0\0"), 2_152)),
    Tunnel("gtp-session", "GTP-U with the session's extension header, as 5G has it", ["gtp"],
           in_udp(2_152, lambda i: h.gtp(0x11, i.packet, 0x34, bytes.fromhex("0000008501100900")), 2_152)),
    Tunnel("ip-in-ip", "IPv4 in IPv4", ["ip"], ip(4, lambda i: i.packet)),
    Tunnel("6in4", "IPv6 in IPv4", ["ip"], ip(41, lambda i: i.packet), base=BASE6),
    Tunnel("4in6", "IPv4 in IPv6", ["ip"], lambda i, o: o.ethernet(0x86DD, o.ipv6(4, i.packet))),
    Tunnel("6in6", "IPv6 in IPv6", ["ip"], lambda i, o: o.ethernet(0x86DD, o.ipv6(41, i.packet)), base=BASE6),
    Tunnel("ip-fragments-twice", "IPv4 in IPv4, both in fragments", ["ip"], lambda i, o: [
        o.ethernet(0x0800, packet) for index, piece in enumerate(inner_fragments(i))
        for packet in outer_fragments(o, piece, index)]),
    Tunnel("teredo", "Teredo", ["teredo"], teredo, base=BASE6),
    Tunnel("teredo-indications", "Teredo with authentication and origin", ["teredo"], lambda i, o: teredo(
        i, o, b"\0\1\0\0" + bytes(9) + b"\0\0\xaa\xaa\x01\x02\x03\x04"), base=BASE6),
    Tunnel("gue", "GUE", ["gue", "ip"], in_udp(6_080, lambda i: b"\0" + bytes([i.protocol]) + b"\0\0" + i.packet)),
    Tunnel("gue-direct", "GUE of variant 1", ["gue"], in_udp(6_080, lambda i: i.packet)),
    Tunnel("fou-ip", "IPv4 in FOU", ["fou"], in_udp(5_555, lambda i: i.packet)),
    Tunnel("fou-gre", "GRE in FOU", ["fou", "gre"], in_udp(5_556, lambda i: h.gre(i.kind, i.packet))),
    Tunnel("l2tp", "L2TP with a length", ["l2tp"], in_udp(1_701, lambda i: l2tp(i, 0x4000), 1_701)),
    Tunnel("l2tp-all-fields", "L2TP with length, sequence numbers and offset", ["l2tp"],
           in_udp(1_701, lambda i: l2tp(i, 0x4A00), 1_701)),
    Tunnel("l2tp-compressed", "L2TP, PPP without address, control and half its protocol", ["l2tp"],
           in_udp(1_701, lambda i: l2tp(i, 0, b"", True), 1_701)),
    Tunnel("l2tpv3-udp", "L2TPv3 over UDP", ["l2tp"],
           in_udp(1_701, lambda i: struct.pack(">HHI", 3, 0, 9) + i.frame, 1_701)),
    Tunnel("l2tpv3-udp-cookie", "L2TPv3 over UDP with a cookie of 8 bytes and a sublayer", ["l2tp"], in_udp(
        1_701, lambda i: struct.pack(">HHI", 3, 0, 9) + b"\x5a" * 8 + b"\0\0\0\1" + i.frame, 1_701)),
    Tunnel("l2tpv3-ip", "L2TPv3 over IP", ["l2tp"], ip(115, lambda i: struct.pack(">I", 9) + i.frame)),
    Tunnel("l2tpv3-ip-cookie", "L2TPv3 over IP with a cookie of 4 bytes", ["l2tp"],
           ip(115, lambda i: struct.pack(">I", 9) + b"\x5a" * 4 + i.frame)),
    Tunnel("l2tpv3-ip-ppp", "PPP in L2TPv3 over IP", ["l2tp"],
           ip(115, lambda i: struct.pack(">I", 9) + b"\xff\x03" + struct.pack(">H", i.ppp) + i.packet)),
    Tunnel("mpls", "MPLS", ["mpls"], lambda i, o: o.ethernet(0x8847, h.mpls([16, 17, 20], i.packet))),
    Tunnel("mpls-pseudowire", "an MPLS pseudowire without a control word", ["mpls"],
           lambda i, o: o.ethernet(0x8847, h.mpls([16, 20], i.frame))),
    Tunnel("mpls-control-word", "an MPLS pseudowire with a control word", ["mpls"],
           lambda i, o: o.ethernet(0x8847, h.mpls([16, 20], b"\0\0\0\7" + i.frame))),
    Tunnel("mpls-udp", "MPLS in UDP", ["mpls"], in_udp(6_635, lambda i: h.mpls([20], i.packet))),
    Tunnel("mpls-ip", "MPLS in IP", ["mpls"], ip(137, lambda i: h.mpls([20], i.packet))),
    Tunnel("pppoe", "PPPoE", ["pppoe"], lambda i, o: o.ethernet(0x8864, struct.pack(
        ">BBHHH", 0x11, 0, 5, 2 + len(i.packet), i.ppp) + i.packet)),
    Tunnel("vlan", "a VLAN", ["vlan"], link(lambda i: tagged(i, struct.pack(">HH", 0x8100, 42)))),
    Tunnel("vlan-stacked", "a VLAN in a provider's (802.1ad)", ["vlan", "vlan"],
           link(lambda i: tagged(i, struct.pack(">HHHH", 0x88A8, 100, 0x8100, 42)))),
    Tunnel("pbb", "a provider's backbone (802.1ah)", ["vlan", "pbb"], backbone),
    Tunnel("macsec", "MACsec that protects integrity alone", ["macsec"], link(mac_security)),
    Tunnel("cmd", "Cisco's metadata with a security group tag", ["cmd"],
           link(lambda i: tagged(i, bytes.fromhex("8909010100010011")))),
    Tunnel("nsh", "NSH over Ethernet", ["nsh"], lambda i, o: o.ethernet(0x894F, h.nsh(42, 3, i.frame))),
    Tunnel("lisp", "LISP with an instance", ["lisp"],
           in_udp(4_341, lambda i: struct.pack(">II", 0x88000001, 42 << 8 | 1) + i.packet)),
    Tunnel("tzsp", "TZSP around Ethernet", ["tzsp"], in_udp(37_008, lambda i: bytes.fromhex("0100000101") + i.frame)),
    Tunnel("tzsp-wireless", "TZSP around 802.11, with tags", ["tzsp"],
           in_udp(37_008, lambda i: bytes.fromhex("010000120a01c0120106000001") + h.wireless(i.frame))),
    Tunnel("capwap", "CAPWAP around 802.3", ["capwap"], in_udp(5_247, lambda i: h.capwap(i.frame, False))),
    Tunnel("capwap-wireless", "CAPWAP around 802.11", ["capwap"],
           in_udp(5_247, lambda i: h.capwap(h.wireless(i.frame), True))),
    Tunnel("capwap-fragments", "CAPWAP in fragments of its own", ["capwap"], capwap_pieces),
    Tunnel("ah", "the Authentication Header around IP", ["ah", "ip"], ip(51, lambda i: h.authentication(i.protocol, i.packet))),
    Tunnel("ah-transport", "the Authentication Header in the packet itself", ["ah"],
           link(lambda i: i.frame[:14] + i.between(h.authentication(6, b""), 51))),
    Tunnel("esp-null", "ESP without encryption, check value of 12 bytes", ["esp", "ip"],
           ip(50, lambda i: h.null_encryption(i.protocol, i.packet, 12))),
    Tunnel("esp-null-16", "ESP without encryption, check value of 16 bytes", ["esp", "ip"],
           ip(50, lambda i: h.null_encryption(i.protocol, i.packet, 16))),
    Tunnel("esp-null-none", "ESP without encryption or authentication", ["esp", "ip"],
           ip(50, lambda i: h.null_encryption(i.protocol, i.packet, 0))),
    Tunnel("esp-null-udp", "ESP without encryption, in UDP", ["esp", "ip"],
           in_udp(4_500, lambda i: h.null_encryption(i.protocol, i.packet, 12), 4_500)),
    Tunnel("etherip", "EtherIP", ["etherip"], ip(97, lambda i: b"\x30\0" + i.frame)),

    Tunnel("link-nflog", "the link type NFLOG", [], link(netfilter), 239),
    Tunnel("link-pktap", "the link type PKTAP", [], link(tap), 258),
    Tunnel("link-pktap-user2", "PKTAP by the number that Darwin uses", [], link(tap), 149),
    Tunnel("link-exported-ip", "IP that Wireshark exported", [], link(lambda i: exported("ip", i.packet)), 252),
    Tunnel("link-exported-ethernet", "Ethernet that Wireshark exported", [],
           link(lambda i: exported("eth_withoutfcs", i.frame)), 252),
    Tunnel("link-exported-tcp", "TCP that Wireshark exported", [], link(exported_segment), 252),
    Tunnel("link-ipnet", "the link type IPNET", [],
           link(lambda i: struct.pack(">BBHIIIII", 1, 2 if i.kind == 0x0800 else 26, 1, len(i.packet), 1, 0, 0, 0)
                + i.packet), 226),
    Tunnel("link-ipoib", "the link type IPOIB", [],
           link(lambda i: bytes(20) + b"\0\0\1\2" + bytes(16) + struct.pack(">HH", i.kind, 0) + i.packet), 242),
    Tunnel("link-frame-relay", "Frame Relay", [],
           link(lambda i: bytes.fromhex("184103") + (b"\xcc" if i.kind == 0x0800 else b"\x8e") + i.packet), 107),
    Tunnel("link-frame-relay-bridged", "Ethernet in Frame Relay", [],
           link(lambda i: bytes.fromhex("1841030080 0080c2 0007".replace(" ", "")) + i.frame), 107),
    Tunnel("link-dsa-brcm", "Broadcom's switch tag", [], link(lambda i: tagged(i, b"\x20\0\0\x02")), 281),
    Tunnel("link-dsa-brcm-prepend", "Broadcom's switch tag in front", [], link(lambda i: b"\x20\0\0\x02" + i.frame), 282),
    Tunnel("link-dsa", "Marvell's switch tag", [], link(lambda i: tagged(i, b"\xc0\x18\0\0")), 284),
    Tunnel("link-edsa", "Marvell's switch tag with an EtherType", [],
           link(lambda i: tagged(i, bytes.fromhex("dada0000c0180000"))), 285),
    Tunnel("link-pflog", "the link type PFLOG", [],
           link(lambda i: bytes([61, 2 if i.kind == 0x0800 else 24]) + bytes(62) + i.packet), 117),
    Tunnel("link-slip", "SLIP", [], link(lambda i: bytes(16) + i.packet), 8),
    Tunnel("link-fddi", "FDDI", [], link(lambda i: b"\x50" + i.frame[:12] + h.snap(i.kind, i.packet)), 10),
    Tunnel("link-ppp-direction", "PPP with a direction", [],
           link(lambda i: b"\x01\xff\x03" + struct.pack(">H", i.ppp) + i.packet), 204),
    Tunnel("link-raw", "raw IP", [], link(lambda i: i.packet), 101),
    Tunnel("link-null", "NULL", [], link(lambda i: (b"\x02\0\0\0" if i.kind == 0x0800 else b"\x1e\0\0\0") + i.packet), 0),
    Tunnel("link-radiotap", "802.11 with radiotap", [],
           link(lambda i: b"\0\0\x08\0\0\0\0\0" + h.wireless(i.frame)), 127),
]


def inner_fragments(inner: Inner) -> list[bytes]:
    """The IPv4 packet in two, if it is long enough."""
    packet = inner.packet
    if len(packet) < 20 + 400:
        return [packet]
    cut = 20 + (len(packet) - 20) // 16 * 8

    def piece(start: int, end: int, field: int) -> bytes:
        total = 20 + end - start
        ip = packet[:2] + struct.pack(">H", total) + packet[4:6] + struct.pack(">H", field) + packet[8:10] + b"\0\0" + packet[12:20]
        return ip[:10] + struct.pack(">H", h.checksum(ip)) + ip[12:] + packet[start:end]

    return [piece(20, cut, 0x2000), piece(cut, len(packet), (cut - 20) // 8)]


def outer_fragments(outer: Outer, packet: bytes, index: int) -> list[bytes]:
    outer.identification = outer.identification * 2 + index & 0xFFFF if index else outer.identification
    return outer.fragments(4, packet, 320)
