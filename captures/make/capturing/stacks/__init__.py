"""How to start each stack as server or client, and how to read its version."""
from __future__ import annotations

import subprocess
from functools import cache


@cache
def version(*argv: str, line: int = 0) -> str:
    """One line of what a program says about itself."""
    done = subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    lines = (done.stdout + done.stderr).strip().splitlines()
    return lines[line].strip() if lines else "unknown"
