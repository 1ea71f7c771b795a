"""The list of all scenarios."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from .run import Run


@dataclass
class Scenario:
    """A case: its name, one sentence, and the function that plays it."""

    name: str
    summary: str
    play: Callable[[Run], None]
    form: str = "pcapng"

    @property
    def folder(self) -> str:
        """Where it lies in captures/: among those whose names begin with the same word, a stack's or a subject's."""
        return f"{self.name.split('-')[0]}/{self.name}"


ALL: dict[str, Scenario] = {}


def add(name: str, summary: str, play: Callable[[Run], None], form: str = "pcapng") -> None:
    if name in ALL:
        raise ValueError(f"two cases named {name}")
    ALL[name] = Scenario(name, summary, play, form)


def scenario(name: str, summary: str, form: str = "pcapng") -> Callable:
    """Registers the decorated function."""
    def register(play: Callable[[Run], None]) -> Callable[[Run], None]:
        add(name, summary, play, form)
        return play
    return register


def load() -> dict[str, Scenario]:
    """All scenarios, in the order of their modules."""
    from . import scenarios
    scenarios.load()
    return ALL
