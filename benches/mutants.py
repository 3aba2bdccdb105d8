#!/usr/bin/env python3
"""One-token mutations of the Rust sources: how many the tests let live.

    benches/mutants.py [mutants of each module, 12 by default] [modules, such as check render]

Needs `cargo install cargo-mutants --locked`. A mutant is one function that gives something plain, or one operator that
is another, in a copy of the last commit; the library's tests and `--test it` run against it. Which ones are tried is
drawn from a seed, so a run can be repeated. `MUTANTS_DIR` names the folder of the copy, which keeps its builds from one
run to the next; `MUTANTS_SKIP` names tests to leave out, such as `serve::steps`, which alone takes longer than all others.
Those that live are printed. Ends with 1 if there are any.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ["check", "render", "index", "serve"]
# Seconds that building and testing one mutant may take.
PATIENCE = "1200"


def copy(folder: Path) -> Path:
    """The last commit in a folder of its own."""
    repository = folder / "repo"
    if not repository.exists():
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(repository)], check=True)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(["git", "fetch", "--quiet", str(ROOT), commit], cwd=repository, check=True)
    subprocess.run(["git", "checkout", "--quiet", "--force", "--detach", commit], cwd=repository, check=True)
    return repository


def sample(repository: Path, module: str, many: int) -> list[str]:
    """Names of some mutants of a module."""
    files = [f"src/{module}.rs", f"src/{module}/**/*.rs"]
    listed = subprocess.run(
        ["cargo", "mutants", "--list", "--json", *[part for name in files for part in ("--file", name)]],
        cwd=repository, check=True, capture_output=True, text=True,
    )
    names = sorted({mutant["name"] for mutant in json.loads(listed.stdout)})
    print(f"{module}: {min(many, len(names))} of {len(names)} mutants", flush=True)
    return random.Random(f"mutants {module}").sample(names, min(many, len(names)))


def escaped(name: str) -> str:
    """A name as an expression for exactly itself."""
    return "^" + "".join(letter if letter.isalnum() or letter in " _:/,'\"!=%@&`~;<>" else "\\" + letter for letter in name) + "$"


def run(repository: Path, target: Path, names: list[str]) -> list[tuple[str, str]]:
    """Outcome and name of each mutant."""
    skipped = [part for test in os.environ.get("MUTANTS_SKIP", "").split() for part in ("--skip", test)]
    environment = {**os.environ, "CARGO_INCREMENTAL": "1", "CARGO_TARGET_DIR": str(target)}
    # What a run of its own finds out first is that the tests pass without a mutation.
    options = ["--in-place", "--jobs", "1", "--timeout", PATIENCE, "--build-timeout", PATIENCE, "--baseline", "run" if skipped == [] else "skip", "--no-shuffle"]
    chosen = [part for name in names for part in ("--re", escaped(name))]
    subprocess.run(
        ["cargo", "mutants", *options, *chosen, "--cargo-arg=--lib", "--cargo-arg=--test=it", "--", "--", *skipped],
        cwd=repository, env=environment, check=False,
    )
    outcomes = json.loads((repository / "mutants.out/outcomes.json").read_text())["outcomes"]
    return [(each["summary"], each["scenario"]["Mutant"]["name"]) for each in outcomes if "Mutant" in each["scenario"]]


def main() -> int:
    arguments = sys.argv[1:]
    many = int(arguments.pop(0)) if arguments and arguments[0].isdigit() else 12
    folder = Path(os.environ.get("MUTANTS_DIR") or tempfile.mkdtemp(prefix="mutants-"))
    folder.mkdir(parents=True, exist_ok=True)
    repository = copy(folder)
    lives = False
    for module in arguments or MODULES:
        outcomes = run(repository, folder / "target", sample(repository, module, many))
        count = {word: sum(summary == word for summary, _ in outcomes) for word in ["CaughtMutant", "MissedMutant", "Unviable", "Timeout"]}
        print(f"{module}: {len(outcomes)} tried, {count['CaughtMutant']} caught, {count['MissedMutant']} live, {count['Unviable']} do not compile, {count['Timeout']} without end", flush=True)
        for summary, name in outcomes:
            if summary == "MissedMutant":
                lives = True
                print(f"  {name}", flush=True)
    return int(lives)


if __name__ == "__main__":
    sys.exit(main())
