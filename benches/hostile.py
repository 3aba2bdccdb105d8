#!/usr/bin/env python3
"""Shows how the cost of a build grows with text that was made to be slow.

usage: hostile.py [--program PATH] [--large] [NAME ...]

Each kind of text is built at a size and at twice that size as a book of one chapter. The cost is counted in instructions where
`perf` may count them, else in processor time (the least of five runs); what an empty book costs is taken off. A text
whose cost grows with its length gives 2, with its square 4; from 3 on the exit code is 1. `--large` also builds one
chapter of 32 MB and shows its peak memory as a multiple of its size.
"""
import argparse
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
LIMIT = 3.0
MEMORY_LIMIT = 40
PROSE = "The quick brown bucket keeps its data near the model that reads it. "

BOX = {"../templates/shortcodes/box.html": "{# body #}\n<div>\n\n{{ body | safe }}\n\n</div>\n"}

# Name: size, and the text of that size, with the files beside it that it includes.
TEXTS = {
    "quotes in quotes": (20_000, lambda n: ">" * n + " x"),
    "lists in lists": (300, lambda n: "\n".join("  " * i + "- a" for i in range(n))),
    "emphasis in emphasis": (20_000, lambda n: "*a **a " * n + " a** a*" * n),
    "open emphasis": (50_000, lambda n: "a *b _c " * n),
    "open brackets": (50_000, lambda n: "[" * n),
    "open links": (20_000, lambda n: "[a](" * n),
    "open images": (20_000, lambda n: "![a" * n),
    "backticks": (80_000, lambda n: "".join("e" + "`" * i for i in range(int((2 * n) ** 0.5)))),
    "dollars": (20_000, lambda n: "$a " * n),
    "a long line": (20_000, lambda n: PROSE * n),
    "a long word": (1_000_000, lambda n: "word" * n),
    "a dotted name": (20_000, lambda n: "aB.c_d-" * n),
    "links": (20_000, lambda n: "\n\n".join(f"[to {i}](https://example.com/{i})" for i in range(n))),
    "links to nothing": (1_000, lambda n: "\n\n".join(f"[to {i}](gone-{i}.md)" for i in range(n))),
    "lost anchors": (1_000, lambda n: "\n\n".join(f"[to {i}](#gone-{i})" for i in range(n))),
    "links in one line": (10_000, lambda n: " ".join(f"[to {i}](https://example.com/{i})" for i in range(n))),
    "references": (10_000, lambda n: "\n\n".join(f"[to {i}][r{i}]" for i in range(n)) + "\n\n" + "\n".join(f"[r{i}]: https://example.com/{i}" for i in range(n))),
    "lost references": (1_000, lambda n: "\n\n".join(f"[to {i}][r{i}]" for i in range(n))),
    "lost references in one line": (1_000, lambda n: " ".join(f"[to {i}][r{i}]" for i in range(n))),
    "footnotes": (5_000, lambda n: " ".join(f"a[^{i}]" for i in range(n)) + "\n\n" + "\n\n".join(f"[^{i}]: text" for i in range(n))),
    "one footnote, often": (10_000, lambda n: "a[^1] " * n + "\n\n[^1]: text"),
    "footnotes of footnotes": (5_000, lambda n: "a[^0]\n\n" + "\n\n".join(f"[^{i}]: text[^{i + 1}]" for i in range(n)) + f"\n\n[^{n}]: end"),
    "lost footnotes": (1_000, lambda n: " ".join(f"a[^{i}]" for i in range(n))),
    "a wide table": (5_000, lambda n: "|a" * n + "|\n" + "|-" * n + "|\n" + "|b" * n + "|"),
    "a table with short rows": (400, lambda n: "|a" * n + "|\n" + "|-" * n + "|\n" + "|b|\n" * n),
    "a long table": (20_000, lambda n: "|a|b|c|\n|-|-|-|\n" + "|d|e|f|\n" * n),
    "headings alike": (10_000, lambda n: "## Same words here\n\nText.\n\n" * n),
    "headings": (10_000, lambda n: "".join(f"## Words {i}\n\nText.\n\n" for i in range(n))),
    "raw tags": (20_000, lambda n: "a <b>c</b> " * n),
    "open tags": (50_000, lambda n: "<a " * n),
    "nested tags": (5_000, lambda n: "<div>" * n + "a" + "</div>" * n),
    "open comments": (20_000, lambda n: "a <!-- " * n),
    "processing marks": (20_000, lambda n: "a <? " * n),
    "code blocks": (3_000, lambda n: "".join(f"```json\n{{\"a\": {i}}}\n```\n\n" for i in range(n))),
    "a long code block": (5_000, lambda n: "```text\n" + "line of words\n" * n + "```"),
    "a long code line": (2_000, lambda n: "```json\n[" + "1," * n + "1]\n```"),
    "numbered code": (5_000, lambda n: "```json numbers\n[\n" + "1,\n" * n + "1]\n```"),
    "snippets that do not parse": (1_000, lambda n: "".join(f"```json\n{{\"a\": {i}\n```\n\n" for i in range(n))),
    "allowed findings": (1_000, lambda n: "".join(f"<!-- allow(broken-link): tried on purpose -->\n[to {i}](gone-{i}.md)\n\n" for i in range(n))),
    "callouts": (5_000, lambda n: "> [!NOTE] About\n> Text.\n\n" * n),
    "definitions": (10_000, lambda n: "".join(f"term {i}\n: meaning\n\n" for i in range(n))),
    "questions": (500, lambda n: "".join(f"## Question {i} {{#q-{i} .choice}}\n\nWhich one fits {i}?\n\n- [x] One {i}\n\n  Because.\n\n- [ ] Two {i}\n\n  Not so.\n\n" for i in range(n))),
    "cards": (2_000, lambda n: "## Cards {.cards}\n\n| Need | Service |\n|---|---|\n" + "".join(f"| need {i} | service {i} |\n" for i in range(n))),
    "attributes": (5_000, lambda n: "## Title {" + " ".join(f"a{i}=b" for i in range(n)) + "}\n"),
    "code options": (5_000, lambda n: "```json " + " ".join(f"a{i}=b" for i in range(n)) + "\n1\n```\n"),
    "formulas": (2_000, lambda n: "".join(f"$x_{{{i}}}$ " for i in range(n))),
    "braces in a formula": (400, lambda n: "$" + "{" * n + "x" + "}" * n + "$"),
    "a chart": (40, lambda n: "```mermaid\nflowchart TD\naccDescr: a chart\n" + "".join(f"n{i} --> n{i + 1}\n" for i in range(n)) + "```"),
    "blank lines": (200_000, lambda n: "a" + "\n" * n + "b"),
    "spaces": (200_000, lambda n: "a" + " " * n + "b"),
    "entities": (50_000, lambda n: "&amp;&#x41;&nope; " * n),
    "one word, often": (50_000, lambda n: "word " * n),
    "words twice": (10_000, lambda n: "word word \\* more other other " * n),
    "words twice, without escapes": (20_000, lambda n: "word word more other other " * n),
    "double braces": (10_000, lambda n: "{{ " * n),
    "open includes": (10_000, lambda n: "{{#include a " * n),
    "open includes in lines": (10_000, lambda n: "{{#include a\n" * n),
    "shortcodes": (10_000, lambda n: ("{{< box >}}a{{< /box >}}\n\n" * n, BOX)),
    "shortcodes in one line": (5_000, lambda n: ("{{< box >}}a{{< /box >}}" * n, BOX)),
    "shortcodes in shortcodes": (5_000, lambda n: ("{{< box >}}\n" * n + "a\n" + "{{< /box >}}\n" * n, BOX)),
    "open shortcodes": (5_000, lambda n: ("{{< box >}}\n\n" * n, BOX)),
    "shortcodes without an end": (5_000, lambda n: ("{{< box a=1\n" * n, BOX)),
    "formulas apart": (10_000, lambda n: "$$\na\n" * n),
    "dollars apart": (10_000, lambda n: "$$\n\n" * n),
    "colons": (10_000, lambda n: "a\n:b\n\n" * n),
    "braces of headings": (5_000, lambda n: "# a {x}\n\n" * n),
    "open foreign marks": (5_000, lambda n: "a `b [[c {{d ==e %%f ^[g \\(h {%i " * n),
    "foreign marks": (5_000, lambda n: "{{ a }} ==b== " * n),
    "lines of Chinese": (20_000, lambda n: "潮\n" * n),
    "raw blocks": (5_000, lambda n: "<div>\nx\n</div>\n\n" * n),
    "open raw blocks": (5_000, lambda n: "<div>\n\n" * n),
    "attributes of a tag": (20_000, lambda n: "<div " + "a=1 " * n + ">x</div>"),
    "attributes that go": (5_000, lambda n: "<div " + " ".join(f"data-{i}=1" for i in range(n)) + ">x</div>"),
    "TOML in TOML": (10_000, lambda n: "```toml\na = " + "[" * n + "\n```"),
    "a deep TOML table": (10_000, lambda n: "```toml\n[" + ".".join("a" * n) + "]\n```"),
    "JSON in JSON": (10_000, lambda n: "```json\n" + '{"a":' * n + "\n```"),
    "YAML in YAML": (10_000, lambda n: "```yaml\n" + "- " * n + "\n```"),
    "YAML by lines": (500, lambda n: "```yaml\n" + "\n".join(" " * i + "a:" for i in range(n)) + "\n```"),
    "includes of a file": (2_000, lambda n: ("{{#include part.md}}\n\n" * n, {"part.md": PROSE * 8})),
    "includes that multiply": (
        40,
        lambda n: ("{{#include 0.md}}", {f"{i}.md": f"{{{{#include {i + 1}.md}}}}\n" * n for i in range(4)} | {"4.md": "x\n"}),
    ),
    "bare addresses": (10_000, lambda n: "https://e.org/a_b " * n),
    "bare addresses in one word": (20_000, lambda n: "(https://e.org" * n),
    "addresses with brackets": (20_000, lambda n: "https://e.org/" + ")" * n),
    "one definition, often": (5_000, lambda n: "".join(f"[a]: b{i}.md\n\n" for i in range(n))),
    "bold in bold": (10_000, lambda n: "**a **b " * n + "c** d**" * n),
    "products": (20_000, lambda n: "2*3 " * n),
    "words of backslashes": (20_000, lambda n: "a\\b\\." * n),
    "lines with letters": (10_000, lambda n: "a. b\n" * n),
    "Markdown in raw blocks": (5_000, lambda n: "<div>\n" + "a `b [c** " * n + "\n</div>"),
    "drawings": (5_000, lambda n: "```\n" + "|--------------------------------------------|\n" * n + "```"),
    "lines run together": (10_000, lambda n: "-a\n" * n),
    "bars without a table": (10_000, lambda n: "a | b\n" * n),
    "definitions below a line": (10_000, lambda n: "a\n" + "[a]: b.md\n" * n),
    "definitions with more": (10_000, lambda n: "[a]: b.md c\n\n" * n),
    "open definitions": (20_000, lambda n: "[a" * n + "]: b.md"),
    "footnotes in a ring": (2_000, lambda n: "\n\n".join(f"[^{i}]: text[^{(i + 1) % n}]" for i in range(n))),
    "one footnote of all": (2_000, lambda n: "\n\n".join(f"[^{i}]: text" + "[^0]" * 10 for i in range(n))),
    "long dashes": (10_000, lambda n: "```sh\na" + " –a" * n + "\n```"),
    "curly quotes": (10_000, lambda n: "```sh\na" + " “a" * n + "\n```"),
    "hard blanks": (10_000, lambda n: "```sh\n" + "'a\u00a0" * n + "\n```"),
    "dashes in code of a line": (10_000, lambda n: "`a –1` " * n),
    "apostrophes": (20_000, lambda n: "l'homme" * n),
    "half-wide letters": (20_000, lambda n: "ﾌﾟ" * n),
    "options without a box": (2_000, lambda n: "## Question {#q-1 .choice}\n\nWhich?\n\n- [x] a\n" + "- b\n" * n),
    "marks of forums": (5_000, lambda n: "[b]a [quote] {color:red} || a || {code} " * n),
    "marks of wikis": (5_000, lambda n: "== a ==\n{| b\n>>>\n" * n),
    "roles": (5_000, lambda n: ":a:`b` {c}`d` `e`_ |f| " * n),
    "targets": (5_000, lambda n: "(a)=\n\n.. b::\n\n#+c\n\n" * n),
    "marks of AsciiDoc": (5_000, lambda n: "<<a>> xref:b[c] {d} :e: f\n" * n),
    "commands of LaTeX": (5_000, lambda n: "\\begin{a} \\ref{b} \\c{ " * n),
    "tabs of one name": (2_000, lambda n: "> [!TAB] A\n> b\n\n" * n),
    "missing pictures": (1_000, lambda n: "\n\n".join(f"![a](gone-{i}.png)" for i in range(n))),
    "tags in a glossary": (
        2_000,
        lambda n: ("Text.", {"../book.toml": "[book]\ntitle = \"Hostile\"\n[build]\noffline = false\n[study]\nglossary = \"glossary.toml\"\n", "glossary.toml": "".join(f"[[term]]\nname = \"t{i}\"\nmeaning = \"a < b & c <b>\"\n" for i in range(n))}),
    ),
    "a deep drawing": (20_000, lambda n: ("![a](a.svg)", {"a.svg": '<svg xmlns="http://www.w3.org/2000/svg">' + "<g>" * n + "</g>" * n + "</svg>"})),
    "entities of a drawing": (10, lambda n: ("![a](a.svg)", {"a.svg": "<!DOCTYPE svg [<!ENTITY a0 'x'>" + "".join(f"<!ENTITY a{i + 1} '&a{i};&a{i};'>" for i in range(n)) + f']><svg xmlns="http://www.w3.org/2000/svg">&a{n};</svg>'})),
    "control signs": (100_000, lambda n: "\u0001\u202e\ufffd" * n),
}


def build(program: str, folder: pathlib.Path, text: str | tuple[str, dict[str, str]], before: list[str]) -> resource.struct_rusage:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "chapters").mkdir(parents=True)
    (folder / "book.toml").write_text('[book]\ntitle = "Hostile"\n[build]\noffline = false\n')
    text, beside = (text, {}) if isinstance(text, str) else text
    for name, part in beside.items():
        path = folder / "chapters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(part)
    (folder / "chapters" / "one.md").write_text(f"# One\n\nText.\n\n{text}\n")
    command = before + [program, "build", str(folder), "--no-cache", "--quiet"]
    with open(folder / "said", "wb") as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        print((folder / "said").read_text()[-2000:])
        sys.exit(f"ended with {process.returncode}")
    return usage


def cost(program: str, folder: pathlib.Path, text: str | tuple[str, dict[str, str]], counts: bool) -> float:
    if not counts:
        return min((lambda usage: usage.ru_utime + usage.ru_stime)(build(program, folder, text, [])) for _ in range(5)) * 1000
    numbers = folder.parent / "numbers"
    build(program, folder, text, ["perf", "stat", "-x,", "-e", "instructions:u", "-o", str(numbers), "--"])
    line = next(line for line in numbers.read_text().splitlines() if "instructions" in line)
    return float(line.split(",")[0]) / 1e6


def can_count() -> bool:
    if not shutil.which("perf"):
        return False
    tried = subprocess.run(["perf", "stat", "-x,", "-e", "instructions:u", "true"], capture_output=True, text=True)
    return tried.returncode == 0 and "not" not in tried.stderr


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(HERE.parent / "target/release/guidewright"))
    parser.add_argument("--large", action="store_true")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    counts = can_count()
    slow = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary) / "book"
        empty = cost(arguments.program, folder, "", counts)
        unit = "million instructions" if counts else "ms"
        print(f"an empty book: {empty:.0f} {unit}\n{'':28} {'n':>8} {'cost':>8} {'at 2n':>8}  ratio")
        for name in arguments.names or TEXTS:
            size, make = TEXTS[name]
            texts = make(size), make(2 * size)
            one, two = (cost(arguments.program, folder, text, counts) - empty for text in texts)
            # Less than an empty book costs says nothing about growth. Some texts need more than twice the letters.
            lengths = [len(text) if isinstance(text, str) else 1 + at for at, text in enumerate(texts)]
            ratio = two / one * 2 * lengths[0] / lengths[1] if two > empty else 0
            mark = "  <- grows too fast" if ratio >= LIMIT else ""
            print(f"{name:28} {size:8} {one:8.0f} {two:8.0f}  {ratio:5.2f}{mark}", flush=True)
            slow += [name] if mark else []
        if arguments.large:
            text = "\n\n".join(f"## Section {i}\n\n{PROSE * 12}" for i in range(40_000))[: 32 << 20]
            usage = build(arguments.program, folder, text, [])
            times = usage.ru_maxrss * 1024 / len(text)
            print(f"one chapter of {len(text) >> 20} MB: {usage.ru_maxrss >> 10} MB at its peak, {times:.0f} times its size")
            slow += ["memory"] if times > MEMORY_LIMIT else []
    if slow:
        sys.exit(f"too much: {', '.join(slow)}")


if __name__ == "__main__":
    main()
