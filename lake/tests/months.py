"""A made-up month in which three clients begin to fail, each for a reason of its own, and others go on as they did."""

from __future__ import annotations

from pathlib import Path

import make_captures

DAY_NS = 86_400 * 1_000_000_000
#: 2026-09-01.
START_NS = 1_788_220_800 * 1_000_000_000
GOOD = "openssl-tls12-mutual-rsa"
#: By the client's address: the day on which it begins to fail, and what it does from then on.
PLANTED = {
    "10.0.0.1": (10, "openssl-tls12-expired"),
    "10.0.0.2": (15, "openssl-tls12-unknown-ca"),
    "10.0.0.3": (20, "openssl-tls12-server-untrusted"),
}
HEALTHY = ("10.0.0.4", "10.0.0.5")
DAYS = 30


def write_month(folder: Path) -> None:
    """A file a day."""
    templates = {name: make_captures.Template.read(name) for name in {GOOD, *(each for _, each in PLANTED.values())}}
    number = 0
    for day in range(DAYS):
        packets = []
        for place, client in enumerate((*PLANTED, *HEALTHY)):
            begin, failing = PLANTED.get(client, (DAYS, GOOD))
            template = templates[GOOD if day < begin else failing]
            for hour in (8, 16):
                start = START_NS + day * DAY_NS + (hour * 3600 + place * 60) * 1_000_000_000
                packets += template.copy(number, start, 0, make_captures.SERVER, client)
                number += 1
        packets.sort(key=lambda each: each.time_ns)
        make_captures.write_pcap(folder / f"day-{day:02d}.pcap", packets)
