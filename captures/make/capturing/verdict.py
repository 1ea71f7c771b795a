"""What the endpoints say happened, in the words of mtlscope's output."""
from __future__ import annotations

from dataclasses import dataclass, field

from . import alerts


@dataclass
class Verdict:
    """`mutual_auth` of one connection, without what only a capture can tell."""

    status: str
    kind: str | None = None
    alert: int | None = None
    sender: str | None = None
    closed_by: str | None = None
    why: str | None = None

    def as_json(self) -> dict:
        result: dict = {"status": self.status}
        if self.status == "failed":
            result["failure"] = {
                "kind": self.kind,
                "alert": alerts.as_json(self.alert, self.sender) if self.alert is not None else None,
                "closed_by": self.closed_by,
            }
        else:
            result["failure"] = None
        if self.why:
            result["why"] = self.why
        return result


COMPLETED = Verdict("completed")
NOT_REQUESTED = Verdict("not_requested")
NOT_PRESENTED = Verdict("not_presented")


def failed(kind: str, alert: int | None = None, sender: str | None = None, closed_by: str | None = None,
           why: str | None = None) -> Verdict:
    """A failure; whoever sent a fatal alert is who closed."""
    return Verdict("failed", kind, alert, sender, closed_by or sender, why)


def undetermined(why: str) -> Verdict:
    return Verdict("undetermined", why=why)


ENCRYPTED = undetermined("what decides it is encrypted")


@dataclass
class Afterwards:
    """What an endpoint made of the other when the handshake was over, and which diagnosis shows it."""

    #: Who did not go on.
    by: str
    #: What it answered: `nothing`, or the protocol's code.
    answer: str
    #: The code of the diagnosis with keys, and without; `None` where the verdict says it, or nothing can.
    diagnosis: str | None
    diagnosis_without_keys: str | None

    def as_json(self) -> dict:
        return {"by": self.by, "answer": self.answer, "diagnosis": self.diagnosis,
                "diagnosis_without_keys": self.diagnosis_without_keys}


@dataclass
class Connection:
    """One expected connection."""

    client_port: int | None
    server_port: int
    version: str | None
    server_name: str | None
    verdict: Verdict
    without_keys: Verdict | None = None
    resumed: bool = False
    requested: bool | None = None
    presented: bool | None = None
    evidence: list[dict] = field(default_factory=list)
    #: What came before TLS on the stream; the key is absent where nothing did.
    preceded_by: str | None = None
    #: The framing that TLS's records go in; the key is absent where there is none.
    carrier: str | None = None
    #: All that came before TLS, the outermost first, as far as the client's command tells it; absent like the others.
    preambles: list[dict] = field(default_factory=list)
    #: Who turned away from whom after the handshake; the key is absent where nobody did.
    afterwards: Afterwards | None = None

    def as_json(self) -> dict:
        preamble: dict = {"preceded_by": self.preceded_by} if self.preceded_by else {}
        if self.carrier:
            preamble["carrier"] = self.carrier
        if self.preambles:
            preamble["preambles"] = self.preambles
        afterwards = {"afterwards": self.afterwards.as_json()} if self.afterwards else {}
        return {
            "client_port": self.client_port, "server_port": self.server_port, "version": self.version,
            "server_name": self.server_name, "resumed": self.resumed, "requested": self.requested,
            "presented": self.presented, "verdict": self.verdict.as_json(),
            "verdict_without_keys": self.without_keys.as_json() if self.without_keys else None,
            **preamble, **afterwards, "evidence": self.evidence,
        }


@dataclass
class Refusal:
    """TLS was asked for, or the way to it, and did not begin: there is no connection to report."""

    server_port: int
    preamble: str
    #: What a proxy was asked for.
    target: str | None
    #: A part of the reason that a report must name.
    reason: str
    evidence: list[dict] = field(default_factory=list)

    def as_json(self) -> dict:
        return {"server_port": self.server_port, "preamble": self.preamble, "target": self.target,
                "reason": self.reason, "evidence": self.evidence}
