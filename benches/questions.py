#!/usr/bin/env python3
"""Counts the questions of the guide and how far a rule of thumb would get an examinee who knows nothing.

usage: questions.py [--book DIR] [--pool exam|open] [--json] [--blind FILE] [DOMAIN ...]
       questions.py --lean RULE DOMAIN        (lists the questions of a domain that a rule gets right)

Reads chapters/*/*.md. A domain is a folder of chapters: data, model, deploy, operate, start. For each it prints the number
of questions by kind, exam-only ones, difficulty, words of stems and options, the share that names a service or a setting,
where keys stand, how long they are beside their distractors, how many words they share with the stem, and how often
each, all, every, whole, only or always stands in keys and in distractors.

A rule of thumb takes as many options as the question wants, by the highest or lowest value; options with one value share
the place. Its hits are held against the hits of a blind draw: the expected value and the exact variance of drawing the
keys at random among the options of each question, summed. "+2.3" means 2.3 standard errors more hits than by chance.
A rule over +2 fails with exit code 1 (domains named on the command line, else all but start).

`--blind FILE` writes the choice and multiple-response questions without keys and reasons, to be answered by someone who
has not read the chapters.
"""
import argparse
import json
import math
import pathlib
import re
import sys
import tomllib

ABSOLUTE = re.compile(r"\b(each|all|every|whole|only|always|any|none|never|alone)\b", re.I)
REASON = re.compile(r"\b(so that|since|because|so it|so the)\b", re.I)
COUNTED = ("each", "all", "every", "whole", "only", "always")
DOMAINS = {"data": "1", "model": "2", "deploy": "3", "operate": "4", "start": "-"}
HEADING = re.compile(r"^(#{2,6})\s+(.*?)\s*(?:\{([^}]*)\})?\s*$")
OPTION = re.compile(r"^- \[([ xX])\]\s+(.*)$")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’_.:/-]*")
STOP = set("""a about after again also an and are as at be been before but by can cannot could did do does each every for from had
has have he her his how if in into is it its may more most must no nor not of on one only or other out over own same she
should so some such than that the their them then there these they this to under until up use uses was were what when where
which while who will with within without would all""".split())


class Question:
    def __init__(self, path, heading, attributes, inherited):
        self.path, self.heading = path, heading
        self.id = re.search(r"#([\w-]+)", attributes).group(1)
        kinds = re.findall(r"(?:^|\s)\.(\w+)", attributes)
        self.kind = next((k for k in kinds if k in ("choice", "multi", "order", "match", "case")), None)
        self.exam = "pool=exam" in attributes or inherited
        found = re.search(r"difficulty=(\d)", attributes)
        self.difficulty = int(found.group(1)) if found else None
        self.stem, self.options, self.reasons, self.rest = [], [], [], []

    @property
    def text(self):
        return " ".join(self.stem).strip()


def read(path):
    """The questions of one chapter in their order; parts of a case follow it and have its text before theirs."""
    questions, now, case, fence = [], None, None, False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fence = not fence
        head = None if fence else HEADING.match(line)
        if head:
            level, title, attributes = len(head[1]), head[2], head[3] or ""
            now = None
            if case and level <= case[0]:
                case = None
            if re.search(r"(?:^|\s)\.(choice|multi|order|match|case)\b", attributes):
                now = Question(path, title, attributes, bool(case and case[1].exam))
                now.case = case[1] if case else None
                if now.kind == "case":
                    case = (level, now)
                questions.append(now)
            continue
        if now is None:
            continue
        option = OPTION.match(line)
        if option:
            now.options.append([option[2], option[1] != " "])
            now.reasons.append("")
        elif now.options and re.match(r"^\s+>", line):
            now.reasons[-1] += " " + line.strip().lstrip("> ")
        elif now.options and re.match(r"^  +\S", line) and not now.rest and not now.reasons[-1]:
            now.options[-1][0] += " " + line.strip()
        elif line.startswith("**Deciding phrase") or now.rest:
            now.rest.append(line)
        elif not now.options:
            now.stem.append(line.strip())
    return questions


def plain(text):
    return re.sub(r"[`*]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))


def words(text):
    return WORD.findall(plain(text))


def roots(text):
    """Words that carry meaning, cut so that forms of one word meet."""
    found = set()
    for word in words(text):
        word = word.lower().strip(".:/-'’")
        if word in STOP or len(word) < 3:
            continue
        word = re.sub(r"(ies)$", "y", word)
        found.add(re.sub(r"(ations?|ing|ed|es|s|e)$", "", word) if len(word) > 4 else word)
    return found


def overlap(option, stem):
    own = roots(option)
    return len(own & stem) / len(own) if own else 0.0


RULES = {
    "longest option": lambda q, o, i: len(plain(o)),
    "shortest option": lambda q, o, i: -len(plain(o)),
    "most overlap with the stem": lambda q, o, i: overlap(o, q.roots),
    "least overlap with the stem": lambda q, o, i: -overlap(o, q.roots),
    "most words of the stem": lambda q, o, i: len(roots(o) & q.roots),
    "first option": lambda q, o, i: -i,
    "last option": lambda q, o, i: i,
    "a middle option": lambda q, o, i: -abs(i - (len(q.options) - 1) / 2),
    "no absolute word": lambda q, o, i: -len(ABSOLUTE.findall(plain(o))),
    "absolute words": lambda q, o, i: len(ABSOLUTE.findall(plain(o))),
    "most code": lambda q, o, i: o.count("`"),
    "least code": lambda q, o, i: -o.count("`"),
    "a number": lambda q, o, i: bool(re.search(r"\d", plain(o))),
    "two steps (and, then)": lambda q, o, i: bool(re.search(r"\b(and|then)\b", plain(o))),
    "no reason given (so that, since)": lambda q, o, i: not REASON.search(plain(o)),
    "a reason given (so that, since)": lambda q, o, i: bool(REASON.search(plain(o))),
    "most like the others": lambda q, o, i: sum(len(roots(o) & roots(p)) / max(1, len(roots(o) | roots(p)))
                                              for p, _ in q.options if p is not o),
    "least like the others": lambda q, o, i: -sum(len(roots(o) & roots(p)) / max(1, len(roots(o) | roots(p)))
                                               for p, _ in q.options if p is not o),
}


def share(values, n):
    """How much of each option a rule takes: the n highest, ties in equal parts."""
    taken, left = [0.0] * len(values), n
    for value in sorted(set(values), reverse=True):
        places = [i for i, v in enumerate(values) if v == value]
        part = min(left, len(places))
        for i in places:
            taken[i] = part / len(places)
        left -= part
        if left <= 0:
            break
    return taken


def score(questions, rule):
    """Hits of a rule, hits by chance, and the standard error of the latter."""
    hits = chance = variance = 0.0
    for q in questions:
        k, keys = len(q.options), [i for i, (_, key) in enumerate(q.options) if key]
        n = len(keys)
        taken = share([RULES[rule](q, o, i) for i, (o, _) in enumerate(q.options)], n)
        hits += sum(taken[i] for i in keys)
        chance += n * n / k
        mean = n / k
        variance += n * (k - n) / (k - 1) * sum((t - mean) ** 2 for t in taken) / k
    return hits, chance, math.sqrt(variance)


def services(book):
    path = book / "chapters" / "services.toml"
    names = set()
    if path.exists():
        for service in tomllib.loads(path.read_text(encoding="utf-8")).get("service", []):
            for name in (service["name"], *service.get("also", ())):
                names.update({name, re.sub(r"^(Amazon|AWS) ", "", name)})
    names = sorted((n for n in names if len(n) > 2), key=len, reverse=True)
    return re.compile(r"\b(?:Amazon|AWS)\b|`[^`]+`|(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")


def middle(values):
    values = sorted(values)
    return values[len(values) // 2] if values else 0


def percent(part, whole):
    return f"{100 * part / whole:.0f} %" if whole else "-"


def report(name, questions, named):
    single = [q for q in questions if q.kind != "case"]
    drawn = [q for q in single if q.kind in ("choice", "multi")]
    for q in drawn:
        q.roots = roots(q.text)
    out = {"domain": DOMAINS.get(name, name), "folder": name, "questions": len(single)}
    out["kinds"] = {k: sum(q.kind == k for q in questions) for k in ("choice", "multi", "order", "match", "case")}
    out["exam-only"] = sum(q.exam for q in single)
    out["difficulty"] = {d: sum(q.difficulty == d for q in single) for d in (1, 2, 3)}
    stems = [len(words(q.text)) for q in single]
    options = [len(words(o)) for q in drawn for o, _ in q.options]
    if not drawn:
        return out, {}
    out["stem words"] = {"mean": round(sum(stems) / len(stems)), "middle": middle(stems),
                         "60 and more": percent(sum(s >= 60 for s in stems), len(stems))}
    out["option words"] = {"mean": round(sum(options) / len(options), 1), "middle": middle(options),
                           "15 and more": percent(sum(o >= 15 for o in options), len(options))}
    out["names a service or setting"] = percent(
        sum(bool(named.search(q.text + " " + " ".join(o for o, _ in q.options) + " " + (q.case.text if q.case else "")))
            for q in single), len(single))
    places, ranks = {}, {}
    for q in drawn:
        if q.kind != "choice" or len(q.options) != 4:
            continue
        key = next(i for i, (_, right) in enumerate(q.options) if right)
        lengths = [len(plain(o)) for o, _ in q.options]
        rank = 1 + sum(v > lengths[key] for v in lengths)
        places["ABCD"[key]] = places.get("ABCD"[key], 0) + 1
        ranks[rank] = ranks.get(rank, 0) + 1
    out["keys of four at"] = dict(sorted(places.items()))
    out["length rank of keys of four (1 longest)"] = dict(sorted(ranks.items()))
    pairs = {}
    for q in drawn:
        if q.kind == "multi":
            at = "".join("ABCDEF"[i] for i, (_, right) in enumerate(q.options) if right)
            pairs[at] = pairs.get(at, 0) + 1
    out["keys of multiple response"] = dict(sorted(pairs.items(), key=lambda p: -p[1]))
    for label, want in (("keys", True), ("distractors", False)):
        texts = [(q, o) for q in drawn for o, key in q.options if key == want]
        out[label] = {
            "characters": round(sum(len(plain(o)) for _, o in texts) / len(texts), 1),
            "overlap": percent(sum(overlap(o, q.roots) for q, o in texts), len(texts)),
            **{w: f"{100 * sum(w in plain(o).lower().split() for _, o in texts) / len(texts):.1f} %" for w in COUNTED}}
    out["rules"] = {}
    errors = {}
    for rule in RULES:
        hits, chance, error = score(drawn, rule)
        z = (hits - chance) / error if error else 0.0
        errors[rule] = z
        out["rules"][rule] = f"{hits:6.1f} of {chance:6.1f} by chance, {z:+.1f}"
    return out, errors


def show(out):
    print(f"\n{out['folder']} (domain {out['domain']}): {out['questions']} questions")
    for key, value in out.items():
        if key in ("domain", "folder", "questions"):
            continue
        if key == "rules":
            print("  rules of thumb: hits, by chance, standard errors")
            for rule, text in value.items():
                print(f"    {rule:<33} {text}")
        elif isinstance(value, dict):
            print(f"  {key}: " + ", ".join(f"{k} {v}" for k, v in value.items()))
        else:
            print(f"  {key}: {value}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--book", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--pool", choices=("exam", "open"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--blind", type=pathlib.Path)
    parser.add_argument("--lean", choices=RULES)
    parser.add_argument("domain", nargs="*")
    arguments = parser.parse_args()
    named = services(arguments.book)
    every = {}
    for path in sorted((arguments.book / "chapters").glob("*/*.md")):
        every.setdefault(path.parent.name, []).extend(read(path))
    chosen = arguments.domain or [d for d in DOMAINS if d in every] + sorted(set(every) - set(DOMAINS))
    bad, collected, blind = [], [], []
    for name in chosen:
        if name not in every:
            parser.error(f"no chapters in {name}")
        questions = [q for q in every[name] if not arguments.pool or q.exam == (arguments.pool == "exam")]
        if arguments.blind:
            for q in questions:
                if q.kind in ("choice", "multi"):
                    case = f"[case: {q.case.text}]\n" if q.case else ""
                    blind.append(f"{q.id}\n{case}{q.text}\n" + "\n".join(
                        f"  {'ABCDEF'[i]} {o}" for i, (o, _) in enumerate(q.options)))
            continue
        if arguments.lean:
            lean(questions, arguments.lean)
            continue
        out, errors = report(name, questions, named)
        collected.append(out)
        if name != "start" or arguments.domain:
            bad += [f"{name}: {rule} scores {z:+.1f} standard errors" for rule, z in errors.items() if z > 2]
        if not arguments.json:
            show(out)
    if arguments.blind:
        arguments.blind.write_text("\n\n".join(blind) + "\n", encoding="utf-8")
        return 0
    if arguments.json:
        print(json.dumps(collected, indent=1))
    if bad:
        print("\n" + "\n".join(bad), file=sys.stderr)
    return 1 if bad else 0


def lean(questions, rule):
    for q in questions:
        if q.kind not in ("choice", "multi"):
            continue
        q.roots = roots(q.text)
        values = [RULES[rule](q, o, i) for i, (o, _) in enumerate(q.options)]
        keys = [i for i, (_, key) in enumerate(q.options) if key]
        taken = share(values, len(keys))
        if sum(taken[i] for i in keys) > len(keys) * len(keys) / len(q.options):
            print(f"\n{q.path.name} {q.id}: {q.text[:1500]}")
            for i, (o, key) in enumerate(q.options):
                print(f"  {'x' if key else ' '} {values[i]:.2f} {o}")


if __name__ == "__main__":
    sys.exit(main())
