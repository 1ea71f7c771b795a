"""What a variant's answer is beside that of the capture as it is."""

import dataclasses
import enum
import json
import pathlib
import subprocess
import tempfile

from .oracles import Change, Variant

#: Statuses that claim nothing.
OPEN = {"undetermined", "incomplete"}
ACCEPTANCES = {"completed", "not_presented"}
#: Who refused whom, where an answer was owed over datagrams when the capture ended.
OWED = {"client_certificate_missing", "client_certificate_rejected", "server_certificate_rejected"}
#: What a handshake came to, before an application refused it.
HANDSHAKES = {"completed", "not_presented", "not_requested"}


class Outcome(enum.Enum):
    SAME = "same"
    #: It claims less.
    LESS = "less"
    #: It claims something else, with low confidence.
    DOUBTFUL = "doubtful"
    #: It claims something else.
    OTHER = "other"


@dataclasses.dataclass(frozen=True)
class Answer:
    status: str
    kind: str | None
    confidence: str | None
    causes: tuple[str, ...]
    #: It failed by how the server left, which says nothing that could be read.
    rests_on_end: bool = dataclasses.field(default=False, compare=False)
    #: An answer was owed over datagrams, and did not come: so much is said by nothing but what is not there.
    is_owed: bool = dataclasses.field(default=False, compare=False)
    #: The client was asked by a later handshake, or after it, and not by the first.
    was_asked_later: bool = dataclasses.field(default=False, compare=False)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def __str__(self) -> str:
        name = f"{self.status}: {self.kind}" if self.kind else self.status
        return f"{name} ({self.confidence})" if self.confidence else name


def answers(tool: pathlib.Path, variant: Variant, keys: pathlib.Path | None) -> dict:
    """By the ends' ports and the number among those of the same; an exception where the tool fails."""
    command = [str(tool), "analyze", "--format", "ndjson", *variant.options]
    if keys:
        command += ["-k", str(keys)]
    with tempfile.TemporaryDirectory() as folder:
        names = [pathlib.Path(folder, f"{number}.pcapng") for number in range(len(variant.files))]
        for name, data in zip(names, variant.files):
            name.write_bytes(data)
        if variant.is_piped:
            run = subprocess.run([*command, "-"], input=names[0].read_bytes(), capture_output=True)
        else:
            run = subprocess.run([*command, *map(str, names)], capture_output=True)
    if run.returncode not in (0, 1, 2) or (run.returncode == 2 and not run.stdout):
        raise RuntimeError(f"exit status {run.returncode}: {run.stderr.decode(errors='replace').strip()}")
    latest = {}
    for line in run.stdout.splitlines():
        record = json.loads(line)
        if record["type"] == "connection":
            latest[record["id"]] = record
    found: dict = {}
    for record in latest.values():
        ends = tuple(sorted((record["client"]["port"] or 0, record["server"]["port"] or 0)))
        number = sum(1 for known in found if known[0] == ends)
        found[ends, number] = _answer(record)
    return found


def _answer(record: dict) -> Answer:
    verdict = record["mutual_auth"]
    failure = verdict["failure"] or {}
    return Answer(
        verdict["status"],
        failure.get("kind"),
        verdict["confidence"],
        tuple(sorted({diagnosis["code"] for diagnosis in record["diagnoses"]})),
        bool(verdict["confidence"]) and failure.get("alert") is None and failure.get("closed_by") == "server",
        record["transport"] == "udp"
        and verdict["basis"] == "inferred"
        and failure.get("alert") is None
        and failure.get("closed_by") is None
        and "peer_fell_silent" in {diagnosis["code"] for diagnosis in record["diagnoses"]},
        (record["certificate_request"] or {}).get("stage", "handshake") != "handshake",
    )


def paired(before: dict, after: dict) -> list[tuple[Answer | None, Answer | None]]:
    """Each answer with the one that it became: of the same ends, equal ones first, then the others in their order."""
    pairs = []
    for ends in sorted({key[0] for key in before} | {key[0] for key in after}):
        old, new = ([found[key] for key in sorted(found) if key[0] == ends] for found in (before, after))
        for answer in [answer for answer in old if answer in new]:
            if answer in new:
                old.remove(answer)
                new.remove(answer)
                pairs.append((answer, answer))
        count = max(len(old), len(new))
        pairs += zip(old + [None] * (count - len(old)), new + [None] * (count - len(new)))
    return pairs


def compare(before: Answer | None, after: Answer | None, change: Change) -> Outcome:
    """docs/robustness.md says what less is; LossTests goes by the same."""
    if before == after:
        return Outcome.SAME
    if change is Change.SAME:
        return Outcome.OTHER
    if after is None or after.is_open:
        return Outcome.LESS
    if before and (before.status, before.kind) == (after.status, after.kind):
        return Outcome.LESS
    if before and before.kind and before.kind.endswith("_by_application") and after.status in HANDSHAKES:
        return Outcome.LESS
    if before and before.rests_on_end and after.status in ACCEPTANCES and after.confidence == "low":
        return Outcome.LESS
    # The capture stops where the other side would have answered.
    if change is Change.SOONER and after.is_owed and after.kind in OWED and after.confidence == "low":
        return Outcome.LESS
    # The last handshake decides, and the capture stops before it.
    if change is Change.SOONER and before and before.was_asked_later and after.status == "not_requested":
        return Outcome.LESS
    guess = Answer("failed", "server_certificate_rejected", "low", ())
    if before and dataclasses.replace(before, causes=()) == guess and after.kind == "client_gave_up":
        return Outcome.LESS
    return Outcome.DOUBTFUL if after.confidence == "low" else Outcome.OTHER
