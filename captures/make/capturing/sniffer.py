"""Records the packets of one case."""
from __future__ import annotations

import signal
import struct
import subprocess
import time
from pathlib import Path

SECTION_HEADER = 0x0A0D0D0A
INTERFACE_DESCRIPTION = 1
IF_OS = 12


class Sniffer:
    """dumpcap for pcapng, tcpdump for the classic formats; started before the first packet."""

    ARGUMENTS = {
        "pcapng": ["dumpcap", "-q", "-i", "{interface}", "-f", "{filter}", "-w", "{file}"],
        "pcapng-any": ["dumpcap", "-q", "-i", "any", "-f", "{filter}", "-w", "{file}"],
        "pcap": ["tcpdump", "-i", "{interface}", "-U", "--immediate-mode", "-s", "0", "-w", "{file}", "{filter}"],
        "pcap-nano": ["tcpdump", "-i", "{interface}", "-U", "--immediate-mode", "-s", "0", "--time-stamp-precision=nano", "-w", "{file}", "{filter}"],
        "pcap-any": ["tcpdump", "-i", "any", "-U", "--immediate-mode", "-s", "0", "-w", "{file}", "{filter}"],
    }

    def __init__(self, folder: Path, form: str = "pcapng", filter: str = "tcp",
                 interface: str = "lo"):
        self.path = folder / ("capture.pcapng" if form.startswith("pcapng") else "capture.pcap")
        # Both tools may drop privileges before they open the file.
        self.path.touch()
        self.path.chmod(0o666)
        argv = [a.format(filter=filter, file=self.path, interface=interface) for a in self.ARGUMENTS[form]]
        self.log = folder / "sniffer.log"
        if argv[0] == "tcpdump":
            argv[1:1] = ["-Z", "root"]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(argv, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if b"File: " in self.log.read_bytes() or b"listening on" in self.log.read_bytes():
                break
            time.sleep(0.02)
        time.sleep(0.15)

    def stop(self) -> Path:
        """Waits for the kernel to hand over the last packets, then ends the recording."""
        time.sleep(0.5)
        self.process.send_signal(signal.SIGINT)
        self.process.wait(10)
        if self.path.suffix == ".pcapng":
            self.path.write_bytes(without_machine(self.path.read_bytes()))
        return self.path


def without_machine(capture: bytes) -> bytes:
    """The capture without the options that describe the machine which recorded it."""
    kind, length = struct.unpack_from("<II", capture)
    if kind != SECTION_HEADER:
        raise ValueError("not a pcapng section header")
    bare = struct.pack("<II", SECTION_HEADER, 28) + capture[8:24] + struct.pack("<I", 28)
    kind, next_length = struct.unpack_from("<II", capture, length)
    if kind != INTERFACE_DESCRIPTION:
        raise ValueError("no interface description after the section header")
    block = capture[length:length + next_length]
    body = block[8:16] + without_option(block[16:-4], IF_OS)
    total = struct.pack("<I", len(body) + 12)
    return bare + struct.pack("<I", INTERFACE_DESCRIPTION) + total + body + total + capture[length + next_length:]


def without_option(options: bytes, unwanted: int) -> bytes:
    """A list of options (code, length, value padded to four bytes) without one of them."""
    result, offset = b"", 0
    while offset + 4 <= len(options):
        code, size = struct.unpack_from("<HH", options, offset)
        end = offset + 4 + (size + 3) // 4 * 4
        if code != unwanted:
            result += options[offset:end]
        offset = end
    return result
