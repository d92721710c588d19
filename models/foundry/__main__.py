"""`python -m foundry COMMAND`: a command is any module of this package that sets `HELP`.

Modules are read, not imported, to find `HELP`, so that `--help` does not wait for PyTorch;
only the chosen one is imported. Each has `add_arguments(parser)` and `run(args) -> int`.
"""

import argparse
import ast
import importlib
import sys

from foundry.paths import FOUNDRY


def commands() -> dict[str, str]:
    """Module name -> its one-line help."""
    found = {}
    for path in sorted(FOUNDRY.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.targets[0], ast.Name)
                and node.targets[0].id == "HELP"
                and isinstance(node.value, ast.Constant)
            ):
                found[path.stem] = str(node.value.value)
    return found


def main(argv: list[str] | None = None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="python -m foundry", description="Make, check and export Heddle's models.")
    chosen = argv[0] if argv else ""
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in commands().items():
        sub = subparsers.add_parser(name, help=text, description=text)
        if name == chosen:
            module = importlib.import_module(f"foundry.{name}")
            module.add_arguments(sub)
            sub.set_defaults(run=module.run)
    args = parser.parse_args(argv)
    try:
        return args.run(args)
    except (FileNotFoundError, ValueError) as error:
        print(f"{parser.prog} {chosen}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
