"""Exits 0 when this Python has every package that a pyproject.toml pins, tests included, in the pinned version."""

import re
import sys
from importlib.metadata import PackageNotFoundError, version

try:
    import tomllib
except ModuleNotFoundError:
    sys.exit("Python 3.11 or newer is needed.")


def main(path: str) -> int:
    with open(path, "rb") as file:
        project = tomllib.load(file)["project"]
    wanted = [*project.get("dependencies", []), *project.get("optional-dependencies", {}).get("test", [])]
    return 0 if all(is_there(requirement) for requirement in wanted) else 1


def is_there(requirement: str) -> bool:
    name, _, pinned = requirement.partition("==")
    try:
        # A local build tag ("+cpu") does not make it another version.
        found = version(re.split(r"[\[<>=!~ ;]", name.strip())[0]).split("+")[0]
    except PackageNotFoundError:
        return False
    return pinned.strip() in ("", found)


sys.exit(main(sys.argv[1]))
