#!/usr/bin/env python3
"""One-token mutations of the Rust sources: which ones no test notices.

    benches/mutants.py [mutants of each module, 12 by default] [modules, such as check render]

All mutants are built at once, each behind a number that the environment variable `MUTANT` switches on, in a copy of the
last commit: a build takes a minute and a run of tests seconds. A mutant is a function that gives something plain, a condition
turned round, a comparison or a number that is off by one. Which ones are tried is drawn from a seed, so a run can be
repeated; `--seed=WORD` draws others. The tests nearest to a module run first, and `--all` has the others judge those that live. What does not compile is
left out and counted. `MUTANTS_DIR` names a folder for the copy and its build, kept from one run to the next. Ends with 1
if a mutant lives.
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The tests nearest to each module: those of the library, then those of `tests/it`.
NEAREST = {
    "check": (["check::"], ["rules::", "books::"]),
    "render": (["render::"], ["bank::", "books::", "commonmark::", "languages::", "nav::", "site::", "wellformed::"]),
    "index": (["index::"], ["site::", "weight::"]),
    "serve": (["serve::"], ["serve::"]),
}
# Takes longer than all the others, and looks at editions of the preview alone.
LONG = "serve::steps"
PATIENCE = 900
SWITCH = "crate::budget::mutant"
SWITCHED = """
/// Whether the mutant of a number is switched on.
pub fn mutant(number: usize) -> bool {
    static ON: std::sync::LazyLock<Option<usize>> =
        std::sync::LazyLock::new(|| std::env::var("MUTANT").ok()?.parse().ok());
    *ON == Some(number)
}
"""

PLAIN = [
    (r"bool", ["true", "false"]),
    (r"String", ["String::new()"]),
    (r"&(?:'\w+ )?str", ['""']),
    (r"Vec<.*>", ["Vec::new()"]),
    (r"Option<.*>", ["None"]),
    (r"(?:u8|u16|u32|u64|usize|f64)", ["Default::default()"]),
    (r"BTree(?:Map|Set)<.*>", ["Default::default()"]),
    (r"(?:io::)?Result<\(\)>", ["Ok(())"]),
]
OPPOSITE = {"==": "!=", "!=": "==", "<": "<=", ">": ">=", "<=": "<", ">=": ">"}
OPERAND = r"[*&]?\w+(?:(?:::|\.)\w+(?:\(\))?)*"


def plain(text: str) -> str:
    """The code of a file, with blanks for its comments, texts and tests."""
    text = text.split("#[cfg(test)]")[0]
    blank = lambda found: re.sub(r"[^\n]", " ", found[0])
    return re.sub(r'//[^\n]*|r#".*?"#|"(?:\\.|[^"\\])*"|#!?\[[^\n]*\]\n|\'(?:\\.[^\']*|[^\'\\])\'', blank, text, flags=re.S)


def functions(code: str):
    """Functions that may give something plain: where the body begins, and what it gives."""
    for found in re.finditer(r"(?<!const )\bfn (\w+)", code):
        depth, at = 0, found.end()
        while at < len(code) and not (code[at] in "{;" and depth == 0):
            depth += code[at] in "(["
            depth -= code[at] in ")]"
            at += 1
        if at == len(code) or code[at] == ";":
            continue
        head = code[found.end():at]
        gives = re.search(r"\)\s*->\s*(.*?)\s*(?:where .*)?$", head, flags=re.S)
        if not gives:
            yield at + 1, " if {m} {{ return; }}", f"{found[1]} does nothing"
            continue
        for kind, values in PLAIN:
            if re.fullmatch(kind, gives[1].strip(), flags=re.S):
                for value in values:
                    yield at + 1, f" if {{m}} {{{{ return {value}; }}}}", f"{found[1]} gives {value}"


def mutations(name: str, text: str):
    """Every mutation of a file: `(file, from, to, text with {m} for its switch, what it is)`."""
    code = plain(text)
    for at, put, what in functions(code):
        yield name, at, at, put, what
    for found in re.finditer(r"\bif (?!let\b)([^\n{}]*[^\n{} ]) \{\n", code):
        # A condition that binds names cannot be turned round.
        if " let " not in found[1] and found[1].count("(") == found[1].count(")"):
            written = text[found.start(1):found.end(1)].replace("{", "{{").replace("}", "}}")
            yield name, found.start(1), found.end(1), f"{{m}} != ({written})", f"`{written}` turned round"
    for found in re.finditer(rf"(?:(?<=[(|{{,&=])|(?<=\bif)) ?({OPERAND}) (==|!=|<=|>=|<|>) ({OPERAND})(?=[),;]| \{{| &&| \|\||\n)", code):
        left, mark, right = found.groups()
        yield name, found.start(1), found.end(), f"(if {{m}} {{{{ {left} {OPPOSITE[mark]} {right} }}}} else {{{{ {left} {mark} {right} }}}})", f"`{left} {mark} {right}` with {OPPOSITE[mark]}"
    for found in re.finditer(r"(?<![\w.#'])(\d+)(?![\w.'])", code):
        line = code[code.rfind("\n", 0, found.start()) + 1:code.find("\n", found.end())]
        if re.match(r"\s*(pub(\([a-z]+\))? )?(const|static)\b", line) or "=>" in line[line.find(found[1]):] or re.search(r"; \d+\]|with_capacity", line):
            continue
        yield name, found.start(), found.end(), f"(if {{m}} {{{{ {int(found[1]) + 1} }}}} else {{{{ {found[1]} }}}})", f"{int(found[1]) + 1} for {found[1]} in `{line.strip()}`"


def sources(repository: Path, module: str) -> list[str]:
    files = [repository / f"src/{module}.rs", *sorted((repository / f"src/{module}").rglob("*.rs"))]
    return [str(file.relative_to(repository)) for file in files if file.name != "tests.rs"]


def drawn(repository: Path, module: str, many: int, seed: str) -> list[tuple]:
    """Some mutations of a module, of places that do not overlap."""
    found = [each for name in sources(repository, module) for each in mutations(name, (repository / name).read_text())]
    random.Random(f"{seed} {module}").shuffle(found)
    chosen: list[tuple] = []
    for each in found:
        if len(chosen) < many and not any(each[0] == known[0] and each[1] <= known[2] and known[1] <= each[2] for known in chosen):
            chosen.append(each)
    return chosen


def write(repository: Path, mutants: dict[int, tuple]) -> None:
    subprocess.run(["git", "checkout", "--quiet", "--force", "."], cwd=repository, check=True)
    for name in {each[0] for each in mutants.values()}:
        text = (repository / name).read_text()
        own = sorted(((each, number) for number, each in mutants.items() if each[0] == name), key=lambda pair: -pair[0][1])
        for (_, start, end, put, _), number in own:
            text = text[:start] + put.format(m=f"{SWITCH}({number})") + text[end:]
        (repository / name).write_text(text)
    budget = repository / "src/budget.rs"
    budget.write_text(budget.read_text() + SWITCHED)


def build(repository: Path, target: Path, mutants: dict[int, tuple]) -> tuple[dict[str, str], list[int]]:
    """The test programs by name, and the mutants that do not compile."""
    dropped: list[int] = []
    while True:
        write(repository, mutants)
        command = ["cargo", "test", "--no-run", "--package", "guidewright", "--lib", "--test", "it", "--message-format", "json"]
        told = subprocess.run(command, cwd=repository, env={**os.environ, "CARGO_TARGET_DIR": str(target)}, capture_output=True, text=True)
        messages = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
        if told.returncode == 0:
            programs = {each["target"]["name"]: each["executable"] for each in messages if each.get("executable") and each["profile"]["test"]}
            return programs, dropped
        faults = set()
        for each in messages:
            if each["reason"] == "compiler-message" and each["message"]["level"] == "error":
                for span in each["message"]["spans"]:
                    lines = (repository / span["file_name"]).read_text().splitlines()[span["line_start"] - 1:span["line_end"]]
                    faults.update(int(number) for line in lines for number in re.findall(rf"{SWITCH}\((\d+)\)", line))
        if not faults:
            sys.exit(f"the copy does not build:\n{told.stderr}")
        for number in faults & set(mutants):
            dropped.append(number)
            del mutants[number]


def failed(program: str, filters: list[str], number: int | None) -> str | None:
    """The first test that fails, which ends the run."""
    environment = {key: value for key, value in os.environ.items() if key != "MUTANT"}
    if number is not None:
        environment["MUTANT"] = str(number)
    run = subprocess.Popen([program, *filters], cwd=run_from, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(run.pid, signal.SIGKILL))
    signal.alarm(PATIENCE)
    first = None
    for line in run.stdout:
        if line.rstrip().endswith("FAILED"):
            first = line.split()[1]
            os.killpg(run.pid, signal.SIGKILL)
            break
    signal.alarm(0)
    return first or (None if run.wait() == 0 else "no end, or an end without a word")


def main() -> int:
    global run_from
    every = "--all" in sys.argv
    seed = next((word.removeprefix("--seed=") for word in sys.argv[1:] if word.startswith("--seed=")), "mutants")
    arguments = [word for word in sys.argv[1:] if not word.startswith("--")]
    many = int(arguments.pop(0)) if arguments and arguments[0].isdigit() else 12
    modules = arguments or list(NEAREST)
    folder = Path(os.environ.get("MUTANTS_DIR") or tempfile.mkdtemp(prefix="mutants-"))
    run_from = folder / "repo"
    if not run_from.exists():
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(run_from)], check=True)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(["git", "fetch", "--quiet", str(ROOT), commit], cwd=run_from, check=True)
    subprocess.run(["git", "checkout", "--quiet", "--force", "--detach", commit], cwd=run_from, check=True)
    of = {module: drawn(run_from, module, many, seed) for module in modules}
    lines = {each: (run_from / each[0]).read_text()[:each[1]].count("\n") + 1 for chosen in of.values() for each in chosen}
    mutants = dict(enumerate((each for chosen in of.values() for each in chosen), 1))
    numbers = {each: number for number, each in mutants.items()}
    programs, dropped = build(run_from, folder / "target", mutants)
    print(f"{len(mutants)} mutants built, {len(dropped)} do not compile", flush=True)
    lives = False
    for module, chosen in of.items():
        library, whole = NEAREST[module]
        nearest = [(programs["guidewright"], library), (programs["it"], [*whole, "--skip", LONG])]
        rest = [(programs["guidewright"], []), (programs["it"], [])]
        broken = [failed(program, filters, None) for program, filters in nearest]
        if any(broken):
            sys.exit(f"{module}: {broken} fails without a mutation")
        count = {"caught": 0, "alive": 0, "not built": 0}
        for each in chosen:
            number = numbers[each]
            if number in dropped:
                count["not built"] += 1
                continue
            runs = nearest + (rest if every else [])
            first = next((found for program, filters in runs if (found := failed(program, filters, number))), None)
            count["caught" if first else "alive"] += 1
            lives |= not first
            print(f"  {'caught by ' + first if first else 'LIVES'}: {each[0]}:{lines[each]}: {each[4]}", flush=True)
        print(f"{module}: {len(chosen)} tried, {count['caught']} caught, {count['alive']} live, {count['not built']} do not compile", flush=True)
    return int(lives)


if __name__ == "__main__":
    sys.exit(main())
