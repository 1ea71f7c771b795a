"""The goals, and whether what was measured meets them."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Goal:
    what: str
    #: The name under which the measurement was noted.
    fact: str
    bound: float
    unit: str
    #: Whether the bound is the least that is wanted, and not the most.
    is_least: bool = True

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.is_least else value <= self.bound


GOALS = [
    Goal("bulk against the libpcap loop", "bulk/libpcap loop", 2, "times"),
    Goal("bulk against tshark", "bulk/tshark", 30, "times"),
    Goal("handshakes", "handshakes/rate", 300_000, "a CPU second"),
    Goal("handshakes against tshark", "handshakes/tshark", 60, "times"),
    Goal("handshakes against ssldump", "handshakes/ssldump", 15, "times"),
    Goal("unique, first", "unique/rate", 60_000, "a CPU second"),
    Goal("unique, then", "unique/rate", 120_000, "a CPU second"),
    Goal("noise against the libpcap loop", "noise/libpcap loop", 1, "times"),
    Goal("noise against tshark", "noise/tshark", 80, "times"),
    Goal("noise against ndpiReader", "noise/ndpiReader", 80, "times"),
    Goal("noise in VXLAN against noise", "noise-vxlan/noise", 0.5, "times"),
    Goal("noise in GRE against noise", "noise-gre/noise", 0.5, "times"),
    Goal("DTLS 1.2 handshakes", "dtls/rate", 100_000, "a CPU second"),
    Goal("QUIC handshakes", "quic/rate", 40_000, "a CPU second"),
    Goal("QUIC handshakes against tshark", "quic/tshark", 20, "times"),
    Goal("datagrams against the libpcap loop", "datagram-noise/libpcap loop", 1, "times"),
    Goal("an idle conversation of DTLS, decided", "memory/dtls", 256, "bytes", False),
    Goal("an idle conversation of QUIC, decided", "memory/quic", 256, "bytes", False),
    Goal("an idle IPv4 flow", "memory/open4", 128, "bytes", False),
    Goal("an idle IPv6 flow", "memory/open6", 192, "bytes", False),
    Goal("a handshake in progress, IPv4", "memory/middle4", 4096, "bytes", False),
    Goal("a handshake in progress, IPv6", "memory/middle6", 4096, "bytes", False),
    Goal("memory for 1 GiB of bulk", "bulk/peak", 40, "MiB", False),
    Goal("memory for 10 GiB of bulk", "growth/peak", 40, "MiB", False),
    Goal("start-up, `--version`", "start/version", 10, "ms", False),
    Goal("start-up, a capture of one handshake", "start/capture", 10, "ms", False),
    Goal("two threads on handshakes", "threads/handshakes", 1.5, "times"),
    Goal("two threads on unique", "threads/unique", 1.5, "times"),
    Goal("two threads on bulk", "threads/bulk", 1, "times"),
    Goal("time a packet, 10 GiB against 100 MiB", "growth/size", 1.1, "times", False),
    Goal("time a packet, 1,000,000 flows against 1,000", "growth/flows", 1.5, "times", False),
    Goal("handshakes through a pipe", "pipe/handshakes", 1_000_000, "packets a second"),
    Goal("noise through a pipe", "pipe/noise", 1_000_000, "packets a second"),
    Goal("bulk through a pipe", "pipe/bulk", 1_000_000, "packets a second"),
]


def table(facts: dict[str, float]) -> list[str]:
    """A row for each goal that was measured."""
    rows = []
    for goal in GOALS:
        if (value := facts.get(goal.fact)) is None:
            continue
        if goal.is_met(value):
            verdict = "met"
        else:
            verdict = f"**missed**, {goal.bound / value if goal.is_least else value / goal.bound:.1f} times"
        side = "at least" if goal.is_least else "at most"
        rows.append(f"| {goal.what} | {side} {number(goal.bound)} {goal.unit} | {number(value)} | {verdict} |")
    return ["| | goal | measured | |", "|---|---|---:|---|", *rows, ""] if rows else []


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
