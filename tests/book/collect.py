#!/usr/bin/env python3
"""Fills the pages to look things up in: numbers, commands, services side by side, services that moved.

What stands between `<!-- made by tests/book/collect.py: NAME -->` and `<!-- end -->` in a chapter is made from the
tables *Numbers to know*, the console blocks and services.toml, so that it says what the chapters say.

    tests/book/collect.py           write the pages
    tests/book/collect.py --check   write nothing; fail if a page is not what the chapters make of it
"""

import os
import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARK = re.compile(r"(<!-- made by tests/book/collect\.py: (.+?) -->\n)(.*?)(<!-- end -->)", re.S)
FENCE = re.compile(r"^(`{3,})([\w-]*)[^\n]*\n(.*?)^\1`*$", re.M | re.S)
PARTS = {"data": "1", "model": "2", "deploy": "3", "operate": "4"}


def flat(chapters):
    for entry in chapters:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


class Chapter:
    def __init__(self, source, path):
        self.path = path
        self.text = (source / path).read_text(encoding="utf-8")
        self.title = re.search(r"^# (.+?)(?: \{[^}]*\})?$", self.text, re.M)[1]

    def link(self, page, anchor=""):
        return os.path.relpath(self.path, os.path.dirname(page)) + (f"#{anchor}" if anchor else "")

    def moved(self, cell, page):
        """The same words with links that are right on another page."""

        def target(match):
            to = match[1]
            if re.match(r"[a-z]+:", to):
                return match[0]
            path, _, anchor = to.partition("#")
            path = os.path.normpath(os.path.join(os.path.dirname(self.path), path)) if path else self.path
            return "](" + os.path.relpath(path, os.path.dirname(page)) + (f"#{anchor}" if anchor else "") + ")"

        return re.sub(r"\]\(([^)\s]+)\)", target, cell)


def cells(line):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


# ---------------------------------------------------------------- numbers

TIME = {"µs": 1e-6, "microsecond": 1e-6, "ms": 1e-3, "millisecond": 1e-3, "s": 1, "second": 1, "min": 60, "minute": 60,
        "h": 3600, "hour": 3600, "day": 86400, "week": 604800, "month": 2.63e6, "year": 3.156e7}
SIZE = {"byte": 1, "kb": 1e3, "kib": 1024, "mb": 1e6, "mib": 2**20, "gb": 1e9, "gib": 2**30, "tb": 1e12, "tib": 2**40}
LENGTH = {"character": 1, "token": 1, "dimension": 1}
KINDS = ["Times and terms", "Sizes and memory", "Lengths in characters and tokens", "Rates", "Shares, scores and prices",
         "Counts and plain numbers", "Ports", "Settings, values and formulas"]
NUMBER = r"(?<![\w.`])[−-]?\d+(?:,\d{3})*(?:\.\d+)?"


def kind(what, number):
    """The group of a row, and where in the group it stands."""
    plain = re.sub(r"`[^`]*`(?: = \d+)?|\$[^$]*\$|\d{4}-\d{2}-\d{2}|ISO \d+", " ", number)
    found = re.search(NUMBER + r"(?:\s*(?:to|or|–|and|,)\s*\d+(?:,\d{3})*(?:\.\d+)?)*\s*(%|[A-Za-zµ/]+)?(?:\s+(?:a|each|per)\s+\w+|/s)?", plain)
    if found is None:
        return 7, 0.0
    value = float(re.match(NUMBER, found[0])[0].replace("−", "-").replace(",", ""))
    unit = (found[1] or "").lower()
    single = unit.removesuffix("s") if len(unit) > 2 else unit
    if re.match(r"(?:Default |Ephemeral )?[Pp]orts?\b", what):
        return 6, value
    value *= {"million": 1e6, "billion": 1e9}.get(unit, 1)
    if re.search(r"/s\b|IOPS|(?:a|per) second|TPM|requests a minute", found[0]) or re.search(r"IOPS|a second", plain):
        return 3, value * SIZE.get(single.split("/")[0], 1)
    if single in TIME:
        return 0, value * TIME[single]
    if single in SIZE:
        return 1, value * SIZE[single]
    if single in LENGTH or re.match(r"Length|Dimension", what):
        return 2, value
    if "%" in found[0] or "per cent" in plain or "USD" in plain or 0 < abs(value) < 1:
        return 4, value
    return 5, value


def numbers(chapters, page, part):
    rows = defaultdict(list)
    seen = set()
    for chapter in chapters:
        if not chapter.path.startswith(part + "/"):
            continue
        section = re.search(r"^## [^\n]*\{#numbers\}\n(.*?)(?=^## )", chapter.text, re.M | re.S)
        for line in section[1].split("\n") if section else []:
            if not line.startswith("| ") or line.startswith("| ---"):
                continue
            what, number = cells(line)[:2]
            if what in ("What", "Setting") or (what, number) in seen:
                continue
            seen.add((what, number))
            group, at = kind(what, number)
            link = f"[{chapter.title}]({chapter.link(page, 'numbers')})"
            rows[group].append((at, chapter.moved(what, page), chapter.moved(number, page), link))
    out = []
    for group, name in enumerate(KINDS):
        if not rows[group]:
            continue
        anchor = name.split(" ")[0].strip(",").lower()
        out += [f"## {name} {{#{anchor}}}", "", "| What | Number | Taught in |", "| --- | --- | --- |"]
        out += [f"| {what} | {number} | {link} |" for _, what, number, link in sorted(rows[group], key=lambda row: row[0])]
        out.append("")
    return "\n".join(out)


# ---------------------------------------------------------------- commands

OPENINGS = re.compile(r"(?:^\$ |^|[(|;&=\"'] ?)aws ([a-z][a-z0-9-]+) ([a-z][a-z0-9-]+)([^|;&)]*)")


def commands(chapters, page):
    found = defaultdict(lambda: defaultdict(lambda: (dict(), dict())))
    for chapter in chapters:
        for _, language, body in FENCE.findall(chapter.text):
            if language not in ("console", "bash", "sh"):
                continue
            for line in re.sub(r"\\\n\s*", " ", body).split("\n"):
                for service, verb, rest in OPENINGS.findall(line):
                    options, where = found[service][verb]
                    for option in re.findall(r" (--[a-z0-9-]+)", " " + re.sub(r"'[^']*'|\"[^\"]*\"", "''", rest)):
                        if option not in ("--query", "--output", "--region", "--no-cli-pager"):
                            options[option] = None
                    where[chapter] = None
    out = []
    for service in sorted(found):
        out += [f"## `aws {service}` {{#aws-{service}}}", "", "| Command | Options shown | In |", "| --- | --- | --- |"]
        for verb in sorted(found[service]):
            options, where = found[service][verb]
            shown = f"`{' '.join(options)}`" if options else "none"
            links = ", ".join(f"[{chapter.title}]({chapter.link(page)})" for chapter in where)
            out.append(f"| `{verb}` | {shown} | {links} |")
        out.append("")
    return "\n".join(out)


# ---------------------------------------------------------------- services

# The category of machine learning has half of all services: here it is cut by what they are for.
THEMES = {
    "Models through an API: Amazon Bedrock and agents": ["bedrock", "amazon-q", "q-business", "nova", "strands", "kiro"],
    "SageMaker AI: prepare and label": ["data-wrangler", "feature-store", "ground-truth", "a2i", "mechanical-turk",
                                        "canvas", "processing", "entity-resolution"],
    "SageMaker AI: train, tune and keep": ["training", "autopilot", "jumpstart", "hyperpod", "debugger", "mlflow",
                                           "experiments", "model-registry", "model-cards", "amt", "tuning", "spot",
                                           "studio", "notebook", "lineage", "projects", "role-manager"],
    "SageMaker AI: host, release and watch": ["serverless", "async", "batch-transform", "inference", "neo", "pipelines",
                                              "model-monitor", "clarify", "shadow", "endpoint", "guardrails", "edge",
                                              "model-dashboard", "sagemaker"],
}


def theme(service):
    if service["category"] != "Machine learning":
        return service["category"]
    for name, parts in THEMES.items():
        if any(part in service["id"] for part in parts):
            return name
    return "AI services for language, speech, pictures and business"


def bare(name):
    return re.sub(r"^(Amazon|AWS) ", "", re.sub(r" \(.*", "", name)).lower()


def entries(name, services):
    """The entries of a name of the exam guide: one, or all of a family such as Amazon FSx."""
    wanted = {bare(name)}
    if inside := re.search(r"\((.+)\)", name):
        wanted.add(bare(inside[1]))
    found = [one for one in services if wanted & {bare(word) for word in (one["name"], *one.get("also", []))}]
    return found or [one for one in services if bare(one["name"]).startswith(bare(name) + " ")]


def outside(services, blueprint):
    out = []
    for group in blueprint["scope"]["out"]:
        anchor = re.sub(r"[^a-z]+", "-", group["category"].lower()).strip("-")
        out += [f"## {group['category']} {{#{anchor}}}", "", "| Service | What it is | In a question | What decides |",
                "| --- | --- | --- | --- |"]
        for name in group["services"]:
            for one in entries(name, services):
                when = re.sub(r"^(Out of scope|Outside)[^:]*: ", "", one["when"])
                decides = one.get("alike", [{"differs": ""}])[0]["differs"]
                out.append(f"| {one['name']} | {one['what']} | {when[:1].upper() + when[1:]} | {decides} |")
        out.append("")
    return "\n".join(out)


def side_by_side(services, page):
    names = {service["id"]: service["name"] for service in services}
    tables = defaultdict(list)
    at = {}
    for service in services:
        if service["when"].startswith("Out of scope"):
            continue  # these have a page of their own
        for other in service.get("alike", []):
            pair = frozenset((service["id"], other["id"]))
            if pair in at:
                at[pair][2].append(other["differs"])
                continue
            row = [service["name"], names[other["id"]], [other["differs"]]]
            at[pair] = row
            tables[theme(service)].append(row)
    order = list(dict.fromkeys(theme(service) for service in services))
    out = []
    for name in order:
        if not tables[name]:
            continue
        anchor = re.sub(r"[^a-z]+", "-", name.lower()).strip("-")
        out += [f"## {name} {{#{anchor}}}", "", "| This | Not to be confused with | What decides |", "| --- | --- | --- |"]
        out += [f"| {one} | {re.sub(r'^(Amazon|AWS) ', '', other)} | {' '.join(dict.fromkeys(says))} |" for one, other, says in tables[name]]
        out.append("")
    return "\n".join(out)


def moved(services):
    words = {"closed": "closed to new accounts", "renamed": "renamed", "ended": "ended for everyone"}
    out = ["| Service | State | What happened |", "| --- | --- | --- |"]
    for state in words:
        rows = [service for service in services if service["status"] == state]
        out += [f"| {row['name']} | {words[state]} | {row.get('note', '')} |" for row in sorted(rows, key=lambda row: row["name"])]
    return "\n".join(out) + "\n"


def main():
    book = tomllib.loads((ROOT / "book.toml").read_text(encoding="utf-8"))
    source = ROOT / book["book"]["source"]
    paths = [path for part in book["part"] for path in flat(part["chapters"])]
    chapters = [Chapter(source, path) for path in paths]
    services = tomllib.loads((source / "services.toml").read_text(encoding="utf-8"))["service"]
    blueprint = tomllib.loads((source / book["study"]["blueprints"][0]).read_text(encoding="utf-8"))
    for groups in blueprint["scope"].values():
        for name in (name for group in groups for name in group["services"]):
            if not any(one.get("alike") for one in entries(name, services)):
                sys.exit(f"{name}: named by the exam guide, and services.toml has no entry that says what decides")
    stale = []
    for chapter in chapters:
        page = chapter.path

        def made(match):
            name = match[2]
            if name.startswith("numbers of "):
                body = numbers(chapters, page, name.removeprefix("numbers of "))
            elif name == "commands":
                body = commands(chapters, page)
            elif name == "services side by side":
                body = side_by_side(services, page)
            elif name == "services out of scope":
                body = outside(services, blueprint)
            elif name == "services that moved":
                body = moved(services)
            else:
                sys.exit(f"{page}: nothing is called `{name}`")
            return f"{match[1]}\n{body.strip()}\n\n{match[4]}"

        text = MARK.sub(made, chapter.text)
        if text != chapter.text:
            stale.append(page)
            if "--check" not in sys.argv[1:]:
                (source / page).write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv[1:]:
        sys.exit(f"{', '.join(stale)}: not what the chapters say; run tests/book/collect.py")
    for page in stale:
        print(f"wrote {page}")


main()
