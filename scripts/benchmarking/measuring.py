"""Builds what is measured, and measures: CPU seconds, wall seconds and peak memory of one process."""

import dataclasses
import hashlib
import os
import pathlib
import shlex
import shutil
import subprocess

from .workloads import CACHE, ROOT

TOOL = ROOT / ".build/release/mtlscope"
#: Where reports go: a file like any other, which is removed before the system begins to write it to the disk.
OUTPUT = CACHE / f"report-{os.getpid()}.ndjson"
FIELDS = "-e tcp.stream -e tls.handshake.type -e tls.alert_message.desc -e x509sat.uTF8String"


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    #: With {file} where the capture's path belongs; {keys} is what hands over a key log, or nothing.
    command: str
    #: The part of the workload that it is given; its time is multiplied by the rest.
    share: float = 1
    #: Slow peers get fewer rounds: noise matters little to a ratio of fifty.
    rounds: int = 100


def installed_peers() -> list[Peer]:
    peers = [
        Peer("libpcap loop", f"{CACHE}/libpcap-loop {{file}}"),
        Peer("tcpdump", "tcpdump -r {file} -w /dev/null"),
        Peer("ndpiReader", "ndpiReader -q -i {file}", rounds=2),
        Peer("ssldump", "ssldump -n -r {file}", 0.05, rounds=2),
        Peer("tshark", f"tshark {{keys}} -n -r {{file}} -Y tls.handshake -T fields {FIELDS}", 0.02, rounds=2),
    ]
    return [peer for peer in peers if peer.command.startswith("/") or shutil.which(peer.command.split()[0])]


@dataclasses.dataclass(frozen=True)
class Cost:
    cpu: float
    wall: float
    peak_mib: float
    #: Set when the time was up: the figures are then lower bounds.
    is_cut_off: bool = False


def build(tool: pathlib.Path | None) -> None:
    """Builds the tool unless another is measured, the generator, and the two programs in C."""
    if tool is None:
        # As those who use it have it built.
        run_quietly([str(ROOT / "scripts/mtlscope"), "--version"], ROOT)
    # SwiftPM notices new files of the package above only when it plans anew, which it does for a newer manifest.
    (ROOT / "Benchmarks/Package.swift").touch()
    run_quietly(["swift", "build", "-c", "release"], ROOT / "Benchmarks")
    CACHE.mkdir(parents=True, exist_ok=True)
    for name, libraries in (("libpcap-loop", ["-lpcap"]), ("measure", [])):
        source = ROOT / "Benchmarks/Peers" / f"{name}.c"
        run_quietly(["cc", "-O2", "-Wall", "-Wextra", "-o", str(CACHE / name), str(source), *libraries], ROOT)


def run_quietly(command: list[str], folder: pathlib.Path) -> None:
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{shlex.join(command)} failed:\n{result.stdout}{result.stderr}")


def measure(
    command: list[str], limit: int = 120, standard_input: pathlib.Path | None = None, memory: int = 1024
) -> Cost:
    """Runs a command once; `standard_input` reaches it through a pipe from cat.

    `memory` is how many mebibytes the system is to have at hand: more than the command needs, its output included.
    """
    report = CACHE / "report"
    # What an earlier run wrote is thrown away here, and not at the cost of this run.
    OUTPUT.unlink(missing_ok=True)
    cat = subprocess.Popen(["cat", standard_input], stdout=subprocess.PIPE) if standard_input else None
    with open(os.devnull, "wb") as void:
        subprocess.run(
            [CACHE / "measure", report, str(limit), str(memory), *command],
            stdin=cat.stdout if cat else subprocess.DEVNULL,
            stdout=void,
            stderr=void,
            check=True,
        )
    if cat:
        cat.stdout.close()
        cat.wait()
    cpu, wall, peak, status = report.read_text().split()
    if int(status) not in (0, -1):
        raise SystemExit(f"{shlex.join(map(str, command))} ended with status {status}")
    return Cost(float(cpu), float(wall), int(peak) / 1024, int(status) == -1)


def least(costs: list[Cost]) -> Cost:
    """The least of each: what disturbs a run can only add to it."""
    return Cost(
        min(cost.cpu for cost in costs),
        min(cost.wall for cost in costs),
        max(cost.peak_mib for cost in costs),
        any(cost.is_cut_off for cost in costs),
    )


def tool_command(tool: pathlib.Path, file: str, *arguments: str) -> list[str]:
    return [str(tool), "--format", "ndjson", "--signatures", "never", "-o", str(OUTPUT), *arguments, file]


def has_option(tool: pathlib.Path, option: str) -> bool:
    return option in subprocess.run([tool, "analyze", "--help"], capture_output=True, text=True).stdout


def output_digest() -> str:
    """What tells the last report from another."""
    with OUTPUT.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def peer_command(peer: Peer, file: pathlib.Path, has_key_log: bool = False) -> list[str]:
    keys = f"-o tls.keylog_file:{file.with_suffix('.keys')}" if has_key_log else ""
    return shlex.split(peer.command.replace("{file}", shlex.quote(str(file))).replace("{keys}", keys))
