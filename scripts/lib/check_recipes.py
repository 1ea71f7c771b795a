#!/usr/bin/env python3
"""Runs the scripts of docs/recipes.md that a comment `<!-- run: NAME -->` stands before; scripts/check runs this after a build.

usage: check_recipes.py TOOL

They run as they stand there, in a network namespace of their own with OpenSSL's server and client: `make`, which a gate runs its
tests by, is a handshake here, and `-i any` sees loopback. What each has to say follows from the client: one with a certificate
is let in, one without is refused.
"""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PKI = ROOT / "captures/pki"
RECIPE = re.compile(r"^<!-- run: (\w+) -->\n```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PATIENCE = 60
# Loopback must be up; what is started in here ends with the namespace's processes.
NAMESPACE = ["unshare", "--net", "--pid", "--mount-proc", "--fork", "--kill-child", *([] if os.getuid() == 0 else ["--map-root-user"])]


class World:
    """A folder with the commands that recipes call, and a server that asks for a client certificate."""

    def __init__(self, folder: pathlib.Path, tool: str):
        self.folder = folder
        (folder / "bin").mkdir()
        (folder / "bin/mtlscope").symlink_to(pathlib.Path(tool).resolve())
        self.command("handshake", f"""
            openssl s_client -connect 127.0.0.1:8443 -tls1_2 -servername api.example $CERTIFICATE </dev/null >/dev/null 2>&1
            true""")
        self.command("make", "handshake")

    def command(self, name: str, body: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def run(self, script: str, has_certificate: bool) -> tuple[int, str]:
        """Its exit status, and all that it printed."""
        certificate = f"-cert {PKI}/client-rsa.pem -key {PKI}/client-rsa.test-only.key.pem" if has_certificate else ""
        environment = os.environ | {"PATH": f"{self.folder}/bin:{os.environ['PATH']}:/usr/sbin:/sbin", "CERTIFICATE": certificate}
        # The last run's logs would say that this one's server and tcpdump are ready.
        whole = f"""
            rm -f *.log *.txt
            ip link set lo up
            openssl s_server -accept 127.0.0.1:8443 -tls1_2 -cert {PKI}/server-rsa.pem \
                -key {PKI}/server-rsa.test-only.key.pem -CAfile {PKI}/root.pem -Verify 1 -www >server.log 2>&1 &
            until grep -q ACCEPT server.log; do sleep 0.05; done
            {script}"""
        process = subprocess.Popen(
            [*NAMESPACE, "bash", "-c", whole], cwd=self.folder, env=environment, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )
        try:
            printed, _ = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            printed, _ = process.communicate()
            return -1, f"{printed}\n(ended after {PATIENCE} seconds)"
        return process.returncode, printed


def gate(world: World, recipe: str) -> list[str]:
    return expect(world, recipe, (True, 0, "1 completed"), (False, 1, "1 failed"))


def nagios(world: World, recipe: str) -> list[str]:
    world.command("check_mtls", recipe)
    # Handshakes go on for as long as it looks.
    script = """
        while handshake; do sleep 0.1; done & talker=$!
        check_mtls lo 'tcp port 8443' 3
        status=$?
        kill $talker
        exit $status"""
    wrong = expect(world, script, (True, 0, "OK: none of "), (False, 2, "CRITICAL: "))
    status, printed = world.run("check_mtls no-such-if0 '' 3", True)
    if status != 3 or "UNKNOWN: " not in printed:
        wrong.append(f"an interface that is not there is status {status}: {printed}")
    return wrong


def pipe(world: World, recipe: str) -> list[str]:
    # Ended as by Ctrl-C in a terminal, once the handshake has passed.
    script = f"""
        {{ {recipe.strip()}; }} >report.txt 2>errors.log & reader=$!
        until grep -q 'listening on' errors.log; do sleep 0.05; done
        handshake
        until grep -q '#1' report.txt; do sleep 0.05; done
        pkill -INT -x tcpdump -P $reader
        wait $reader
        status=$?
        cat report.txt errors.log
        exit $status"""
    return expect(world, script, (True, 0, "1 completed"), (False, 0, "1 failed"))


def expect(world: World, script: str, *cases: tuple[bool, int, str]) -> list[str]:
    wrong = []
    for has_certificate, status, text in cases:
        actual, printed = world.run(script, has_certificate)
        if actual != status or text not in printed:
            who = "with" if has_certificate else "without"
            wrong.append(f"a client {who} a certificate: status {actual}, not {status} with '{text}':\n{printed}")
    return wrong


def main() -> int:
    tool = sys.argv[1]
    recipes = dict(RECIPE.findall((ROOT / "docs/recipes.md").read_text()))
    checks = {"gate": gate, "nagios": nagios, "pipe": pipe}
    wrong = [f"docs/recipes.md: nothing says how to run '{name}'" for name in recipes.keys() - checks.keys()]
    for name, check in checks.items():
        if name not in recipes:
            wrong.append(f"docs/recipes.md: there is no recipe '{name}' to run")
            continue
        with tempfile.TemporaryDirectory() as folder:
            # Whoever captures gives up root, and must reach its files.
            os.chmod(folder, 0o777)
            wrong += [f"docs/recipes.md: {name}: {each}" for each in check(World(pathlib.Path(folder), tool), recipes[name])]
    if wrong:
        print("\n".join(wrong))
    return 1 if wrong else 0


sys.exit(main())
