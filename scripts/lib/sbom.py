"""Writes what is inside a build of mtlscope as a CycloneDX list; scripts/package runs it.

The list is made and checked by the library of the CycloneDX project. The same commit on the same system gives the same
bytes: its time is SOURCE_DATE_EPOCH, its serial number follows from what it lists.
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import uuid

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

# What is linked, by the names of Debian's packages: in the package dynamically, in the tarball statically. The last two the
# package's tool loads when it is asked for them.
SYSTEM_PACKAGES = [
    "libpcap-dev", "libssl-dev", "zlib1g-dev", "libzstd-dev", "libbrotli-dev", "libmicrohttpd-dev", "libncurses-dev",
]


def printed_by(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def swift_packages(package_path: str) -> list[Component]:
    tree = json.loads(printed_by("swift", "package", "--package-path", package_path, "show-dependencies", "--format", "json"))
    found = {item["identity"]: item for item in tree["dependencies"]}
    return [
        library(item["name"], item["version"], PackageURL("swift", "github.com/apple", item["name"], item["version"]))
        for _, item in sorted(found.items())
    ]


def swift_library() -> Component:
    version = re.search(r"Swift version (\S+)", printed_by("swift", "--version"))
    return library("swift-stdlib", version[1] if version else "unknown", None)


def system_libraries() -> list[Component]:
    lines = printed_by("dpkg-query", "-W", "-f", "${source:Package} ${source:Version}\n", *SYSTEM_PACKAGES)
    pairs = sorted(line.split() for line in lines.splitlines())
    return [library(name, version, PackageURL("deb", "debian", name, version)) for name, version in pairs]


def library(name: str, version: str, url: PackageURL | None) -> Component:
    return Component(type=ComponentType.LIBRARY, name=name, version=version, purl=url, bom_ref=f"{name}@{version}")


def bill(version: str, package_path: str) -> Bom:
    tool = Component(type=ComponentType.APPLICATION, name="mtlscope", version=version, bom_ref=f"mtlscope@{version}")
    parts = swift_packages(package_path) + [swift_library()] + system_libraries()
    result = Bom(components=parts)
    result.metadata.component = tool
    result.metadata.timestamp = datetime.datetime.fromtimestamp(
        int(os.environ["SOURCE_DATE_EPOCH"]), tz=datetime.timezone.utc
    )
    inside = " ".join(str(part.bom_ref) for part in [tool, *parts])
    result.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, inside)
    result.register_dependency(tool, parts)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("--version", "--output", "--package-path"):
        parser.add_argument(option, required=True)
    options = parser.parse_args()
    text = JsonV1Dot6(bill(options.version, options.package_path)).output_as_string(indent=2)
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error is not None:
        print(f"sbom.py: not valid CycloneDX: {error}", file=sys.stderr)
        return 1
    pathlib.Path(options.output).write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
