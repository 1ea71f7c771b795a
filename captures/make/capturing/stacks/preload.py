"""Key logs of programs that link OpenSSL and cannot write one: a library that is loaded before theirs."""
from __future__ import annotations

from ..run import Run


def environment(run: Run) -> dict[str, str]:
    """What a program is started with to write the run's key log."""
    library = run.folder / "keylog.so"
    if not library.exists():
        run.prepare("cc", "-shared", "-fPIC", "-o", "keylog.so", "programs/keylog.c")
    return {"SSLKEYLOGFILE": run.keys, "LD_PRELOAD": "./keylog.so"}
