"""Compares the tool with its peers on each workload, and measures what no peer is needed for."""

import pathlib
import subprocess

from .measuring import Cost, Peer, has_option, least, measure, output_digest, peer_command, tool_command
from .workloads import ROOT, WORKLOADS, make, packet_count, warm

#: One handshake, which shows what starting costs.
SMALL = ROOT / "captures/nginx/nginx-curl-tls12-mutual/capture.pcapng"

#: What goals say is for one core; what two gain is measured by itself.
ONE_THREAD = ("--threads", "1")


class Comparison:
    """`scale` is that of the goals when it is 1."""

    def __init__(self, tool: pathlib.Path, peers: list[Peer], rounds: int, scale: float, say):
        self.tool, self.peers, self.rounds, self.scale, self.say = tool, peers, rounds, scale, say
        #: Mebibytes that a run on a workload needs at most, its report included.
        self.memory_at_hand = round(1024 * min(max(scale, 0.125), 1))
        self.peer_starts: dict[str, float] = {}
        #: What goals speak of.
        self.facts: dict[str, float] = {}

    # MARK: Workloads

    def workload(self, name: str) -> list[str]:
        """Measures everyone in turn, several rounds; a Markdown table."""
        workload = WORKLOADS[name]
        generator = workload.generator or name
        file = make(generator, self.scale, key_log=workload.has_key_log)
        warm(file)
        packets = packet_count(file)
        units = packets if workload.units is None else round(workload.units * self.scale)
        ours: list[Cost] = []
        theirs: dict[str, list[Cost]] = {peer.name: [] for peer in self.peers}
        samples = {
            peer.name: make(generator, self.scale * peer.share, key_log=workload.has_key_log) for peer in self.peers
        }
        arguments = ["--key-log", str(file.with_suffix(".keys"))] if workload.has_key_log else []
        for number in range(self.rounds):
            self.say(f"{name}, round {number + 1} of {self.rounds}")
            ours.append(measure(tool_command(self.tool, str(file), *ONE_THREAD, *arguments), memory=self.memory_at_hand))
            for peer in self.peers:
                cut_off = any(cost.is_cut_off for cost in theirs[peer.name])
                if not cut_off and number < peer.rounds:
                    command = peer_command(peer, samples[peer.name], workload.has_key_log)
                    theirs[peer.name].append(measure(command, 60, memory=self.memory_at_hand))
        own = least(ours)
        self.facts |= {f"{name}/rate": units / own.cpu, f"{name}/peak": own.peak_mib}
        outside = name.partition("-")[0]
        if outside != name and f"{outside}/rate" in self.facts:
            self.facts[f"{name}/{outside}"] = self.facts[f"{name}/rate"] / self.facts[f"{outside}/rate"]
        lines = [
            f"**{name}**: {workload.what}; {packets:,} packets, {file.stat().st_size / 2**20:,.0f} MiB"
            + (f" (scale {self.scale:g})." if self.scale != 1 else "."),
            "",
            f"| | CPU s | wall s | peak MiB | {workload.unit} per CPU s | CPU time against mtlscope |",
            "|---|---:|---:|---:|---:|---:|",
            self.row("mtlscope", own, units, 1),
        ]
        for peer in self.peers:
            cost = self.extrapolated(peer, least(theirs[peer.name]))
            self.facts[f"{name}/{peer.name}"] = cost.cpu / own.cpu
            share = f", from {peer.share * 100:g} % of it" if peer.share != 1 else ""
            lines.append(self.row(peer.name + share, cost, units, cost.cpu / own.cpu))
        return lines + [""]

    def extrapolated(self, peer: Peer, cost: Cost) -> Cost:
        """What the whole workload would cost, if starting costs the same and all else is in proportion."""
        if peer.share == 1:
            return cost
        if peer.name not in self.peer_starts:
            small = [measure(peer_command(peer, make("handshakes", 0.00001)), memory=256) for _ in range(3)]
            self.peer_starts[peer.name] = least(small).cpu
        start = self.peer_starts[peer.name]
        return Cost(
            start + (cost.cpu - start) / peer.share, cost.wall / peer.share, cost.peak_mib, cost.is_cut_off
        )

    @staticmethod
    def row(name: str, cost: Cost, units: int, ratio: float) -> str:
        bound = "> " if cost.is_cut_off else ""
        return (
            f"| {name} | {bound}{cost.cpu:.2f} | {bound}{cost.wall:.2f} | {cost.peak_mib:.0f} "
            f"| {units / cost.cpu:,.0f} | {bound}{ratio:.{1 if ratio >= 10 else 2}f} |"
        )

    # MARK: The tool alone

    def starting(self) -> list[str]:
        """The least and the middle wall and CPU time of many starts."""
        lines = ["| start-up | wall ms, least | wall ms, median | CPU ms, least | peak MiB |", "|---|---:|---:|---:|---:|"]
        for fact, name, command in (
            ("start/version", "`--version`", [str(self.tool), "--version"]),
            ("start/capture", "a capture of one handshake", tool_command(self.tool, str(SMALL))),
        ):
            self.say(f"start-up, {name}")
            costs = [measure(command, memory=64) for _ in range(31)]
            walls = sorted(cost.wall * 1000 for cost in costs)
            cpu = min(cost.cpu for cost in costs) * 1000
            self.facts[fact] = cpu
            lines.append(f"| {name} | {walls[0]:.1f} | {walls[15]:.1f} | {cpu:.1f} | {costs[0].peak_mib:.0f} |")
        return lines + [""]

    def pipe(self) -> list[str]:
        lines = ["| `cat FILE \\| mtlscope -` | packets per wall second | packets per CPU second |", "|---|---:|---:|"]
        for name in ("handshakes", "noise", "bulk"):
            self.say(f"pipe, {name}")
            file = make(name, self.scale)
            warm(file)
            packets = packet_count(file)
            cost = least([measure(tool_command(self.tool, "-"), standard_input=file, memory=self.memory_at_hand) for _ in range(self.rounds)])
            self.facts[f"pipe/{name}"] = packets / cost.wall
            lines.append(f"| {name} | {packets / cost.wall:,.0f} | {packets / cost.cpu:,.0f} |")
        return lines + [""]

    def memory(self) -> list[str]:
        """Peak memory of many flows less that of few, a flow."""
        lines = ["| open flows | flows | peak MiB | bytes a flow |", "|---|---:|---:|---:|"]
        for name, what in (
            ("open4", "idle after a handshake, IPv4"),
            ("open6", "idle after a handshake, IPv6"),
            ("middle4", "in the middle of a handshake, IPv4"),
            ("middle6", "in the middle of a handshake, IPv6"),
            ("dtls", "decided, DTLS over IPv4"),
            ("quic", "decided, QUIC over IPv4"),
        ):
            self.say(f"memory, {name}")
            # Few are still many enough for every pool and cache to be full.
            few, many = self.scale / 10, self.scale
            most = 100_000 if name in WORKLOADS else 200_000
            peaks = [
                measure(tool_command(self.tool, str(make(name, part)), *ONE_THREAD), memory=self.memory_at_hand).peak_mib
                for part in (few, many)
            ]
            each = (peaks[1] - peaks[0]) * 2**20 / round(most * (many - few))
            self.facts[f"memory/{name}"] = each
            lines.append(f"| {what} | {round(most * many):,} | {peaks[1]:.0f} | {each:,.0f} |")
        return lines + [""]

    def growth(self, is_large: bool) -> list[str]:
        """The same packets over more flows, and more of the same packets: what starting costs is taken off."""
        lines = ["| growth | CPU ns a packet | peak MiB |", "|---|---:|---:|"]
        start = least([measure(tool_command(self.tool, str(SMALL)), memory=64) for _ in range(9)]).cpu
        times: dict[str, float] = {}
        cases = [("noise", self.scale, flows, f"noise, {flows:,} flows") for flows in (1000, 100_000, 1_000_000)]
        if is_large:
            # As many flows as there is more of each, so that handshakes have the same share.
            cases += [("bulk", 0.1, 200, "bulk, 100 MiB"), ("bulk", 10, 20_000, "bulk, 10 GiB")]
        for generator, scale, flows, what in cases:
            self.say(f"growth, {what}")
            file = make(generator, scale, flows)
            try:
                warm(file)
                command = tool_command(self.tool, str(file), *ONE_THREAD)
                cost = least([measure(command, 600, memory=self.memory_at_hand) for _ in range(self.rounds)])
                times[what] = (cost.cpu - start) * 1e9 / packet_count(file)
                lines.append(f"| {what} | {times[what]:.1f} | {cost.peak_mib:.0f} |")
            finally:
                if scale > 1:
                    file.unlink()
        self.facts["growth/flows"] = times["noise, 1,000,000 flows"] / times["noise, 1,000 flows"]
        if is_large:
            self.facts["growth/size"] = times["bulk, 10 GiB"] / times["bulk, 100 MiB"]
            self.facts["growth/peak"] = cost.peak_mib
        return lines + [""]

    def threads(self) -> list[str]:
        if not has_option(self.tool, "--threads"):
            return ["**threads**: this build has no `--threads`.", ""]
        lines = ["| threads | wall s, 1 | wall s, 2 | ratio | output |", "|---|---:|---:|---:|---|"]
        for name in ("handshakes", "unique", "bulk"):
            self.say(f"threads, {name}")
            file = make(name, self.scale)
            warm(file)
            costs: dict[int, list[Cost]] = {1: [], 2: []}
            outputs: dict[int, str] = {}
            for _ in range(self.rounds):
                for count in costs:
                    command = tool_command(self.tool, str(file), "--threads", str(count))
                    costs[count].append(measure(command, memory=self.memory_at_hand))
                    outputs[count] = output_digest()
            walls = [least(costs[count]).wall for count in costs]
            self.facts[f"threads/{name}"] = walls[0] / walls[1]
            same = "the same" if outputs[1] == outputs[2] else "**differs**"
            lines.append(f"| {name} | {walls[0]:.2f} | {walls[1]:.2f} | {walls[0] / walls[1]:.2f} | {same} |")
        return lines + [""]


def machine() -> str:
    """One line that says what was measured on."""
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown")
    cores = subprocess.run(["nproc"], capture_output=True, text=True).stdout.strip()
    system = subprocess.run(["uname", "-sr"], capture_output=True, text=True).stdout.strip()
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT
    ).stdout.strip()
    return f"{model}, {cores} cores, {system}; {swift}; commit {commit}"
