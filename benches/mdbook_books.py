#!/usr/bin/env python3
"""Builds real mdBook books with mdBook and with guidewright, and prints how far the sites agree.

    benches/mdbook_books.py FOLDER [NAME ...] [--mdbook PROGRAM] [--guidewright PROGRAM] [--runs 3] [--verbose]

FOLDER holds checked-out repositories; every folder in it that holds an mdBook book is tried, or those whose path holds
a NAME. The books are never changed: mdBook gets a folder of links to the book's files with a manifest that names
neither other outputs nor programs, since those are seldom installed, and without what mdBook 0.5 refuses of books that
were written for 0.4: settings it no longer knows, and themes that ask for what is gone. Guidewright gets the book as it is.

What is compared: pages and their addresses (those that mdBook writes and we do not), ids of headings on each page,
titles of the contents, and the words of each page in order. A word is what stands between blanks. What we do otherwise
on purpose is left out: formulas and diagrams that mdBook shows as text, hidden lines, footnotes, front matter that it
shows, links in the place of pictures and frames from other hosts, and the title above a chapter that has none. Seconds are the best of the runs, cold (nothing remembered) and warm;
memory is the most that a run had at once.

Chinese and Japanese have no blanks between words. There the end of a line is no blank on our pages, and one on mdBook's.
Where nothing but blanks between two letters of these languages differs, they are counted by themselves and printed beside
the words, with --verbose each with what stands around it. Of the words, two kinds differ on purpose: quotes that we close
behind such letters, and names of options (`--release`) of which mdBook makes dashes.
"""
import argparse
import collections
import difflib
import html
import html.parser
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import time

SKIP = {"script", "style", "template", "button", "math", "nav"}
# Classes of what only one of the two has on purpose.
OURS = {"gw-facts", "gw-code-head", "gw-done", "gw-footnotes", "gw-footnote", "gw-anchor", "gw-hidden", "gw-diagram", "gw-vh", "gw-callout-title"}
THEIRS = {"boring", "buttons", "nav-wrapper", "footnote-definition", "footnote-reference", "mermaid", "language-mermaid", "language-math", "blockquote-tag-title"}
INLINE = {"a", "abbr", "b", "code", "del", "em", "i", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup", "u", "var", "q", "cite", "dfn", "ins", "samp", "font"}
# Letters and punctuation that are written without blanks between words.
WIDE = "\u2e80-\u2fff\u3000-\u312f\u3190-\ua4cf\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff9f\uffe0-\uffe6\U00020000-\U0003fffd"
SHARED = "“”‘’…—·"
BETWEEN_WIDE = re.compile(f"(?<=[{WIDE}]) (?=[{WIDE}{SHARED}])|(?<=[{SHARED}]) (?=[{WIDE}])")
CLAUSE_ENDS = re.compile("(?<=[。、，！？；：」）])| ")
GAP = "␣"
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]+\$|\\\(.*?\\\)|\\\[.*?\\\]", re.S)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(html.parser.HTMLParser):
    """The words and the ids of the headings in <main>."""

    def __init__(self, text, outside=()):
        super().__init__(convert_charrefs=True)
        self.words, self.ids = [], []
        # What the page loads from other hosts, and what another page does that this one links in its place.
        self.loads, self.outside = set(), outside
        self.open, self.main, self.skipped = [], 0, 0
        self.feed(text)
        self.close()
        self.text = "".join(self.words)
        self.words = self.text.split()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        classes = (attributes.get("class") or "").split()
        if tag == "main":
            self.main += 1
        if self.main and re.fullmatch("h[1-6]", tag) and attributes.get("id"):
            self.ids.append(attributes["id"])
        if (attributes.get("src") or "").startswith("http"):
            self.loads.add(attributes["src"])
            if self.main and not self.skipped and any(name == "a" for name, _ in self.open):
                # A link cannot stand in a link, so that we show the words of such a picture.
                self.words.append(attributes.get("alt") or "")
                return
        if tag in VOID:
            self.words.append(" ")
            return
        skips = tag in SKIP or bool((OURS | THEIRS) & set(classes)) or (tag == "a" and attributes.get("href") in self.outside)
        self.open.append((tag, skips))
        self.skipped += skips
        self.block(tag)

    def handle_endtag(self, tag):
        if tag not in [name for name, _ in self.open]:
            return
        while self.open:
            name, skips = self.open.pop()
            self.skipped -= skips
            if name == tag:
                break
        if tag == "main":
            self.main -= 1
        self.block(tag)

    def block(self, tag):
        if tag not in INLINE:
            self.words.append(" ")

    def handle_data(self, data):
        if self.main and not self.skipped:
            self.words.append(data)


def titles_of_mdbook(toc):
    """Titles of chapters, drafts and parts in toc.html, without their numbers."""
    items = re.findall(r'<span class="chapter-link-wrapper">(.*?)</span>|<li class="part-title">(.*?)</li>', toc, re.S)
    return [title for one in items for title in [words_of(re.sub(r'<strong aria-hidden="true">.*?</strong>|<a class="chapter-fold-toggle">.*?</a>', "", one[0] or one[1]))] if title]


def titles_of_ours(contents):
    items = re.findall(r'<li(?: class="gw-[^"]*")?>(.*?)</li>|<h2>(.*?)</h2>', contents, re.S)
    return [title for one in items for title in [words_of(re.sub(r'<span class="gw-(?:number|line-facts)">.*?</span>', "", one[0] or one[1]))] if title]


def words_of(text):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def books(folder, names):
    found = []
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in {"target", "node_modules", "testsuite", "gui", "nostarch", "first-edition", "second-edition", "2018-edition", "examples"})
        if "book.toml" in files or os.path.isfile(os.path.join(here, "src", "SUMMARY.md")):
            found.append(here)
            folders.clear()
    return [book for book in found if not names or any(name in book for name in names)]


def manifest_without_programs(text):
    """The tables of a manifest but `[preprocessor.*]` and outputs that are not HTML."""
    kept, drop = [], False
    for line in text.splitlines():
        head = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if head and not line.lstrip().startswith("[["):
            name = head.group(1)
            drop = name.startswith("preprocessor") or (name.startswith("output.") and not re.match(r"output\.html\b", name))
        if not drop:
            kept.append(line)
    return "\n".join(kept) + "\n"


def source_of(book):
    found = re.search(r'^src\s*=\s*"([^"]*)"', read(os.path.join(book, "book.toml")), re.M)
    return found.group(1) if found else "src"


def for_mdbook(book, temp):
    copy = os.path.join(temp, "book")
    os.mkdir(copy)
    for name in os.listdir(book):
        if name not in {"book.toml", "book", "target", ".git"}:
            os.symlink(os.path.abspath(os.path.join(book, name)), os.path.join(copy, name))
    path = os.path.join(book, "book.toml")
    text = open(path, encoding="utf-8").read() if os.path.isfile(path) else ""
    open(os.path.join(copy, "book.toml"), "w", encoding="utf-8").write(manifest_without_programs(text))
    return copy


def for_newer(copy, error):
    """Takes out of a copy what mdBook no longer reads, where that is why it failed."""
    unknown = re.search(r"unknown field `([^`]+)`", error)
    if unknown:
        path = os.path.join(copy, "book.toml")
        kept = [line for line in read(path).splitlines() if not re.match(rf"\s*{re.escape(unknown.group(1))}\s*=", line)]
        changed = len(kept) < len(read(path).splitlines())
        open(path, "w", encoding="utf-8").write("\n".join(kept) + "\n")
        return changed
    theme = os.path.join(copy, "theme")
    if "Helper not found" in error and os.path.islink(theme):
        os.unlink(theme)
        return True
    return False


def run(command, runs, before=lambda: None):
    """The best time and the most memory of some runs, and the last one's outcome."""
    best, most, outcome = 1e9, 0, None
    for _ in range(runs):
        before()
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        error = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        best = min(best, time.perf_counter() - start)
        most = max(most, usage.ru_maxrss / 1024)
        outcome = (process.returncode, error.decode(errors="replace"))
    return best, most, *outcome


def pages(site):
    found = {}
    for here, _, files in os.walk(site):
        for name in files:
            if name.endswith(".html"):
                path = os.path.join(here, name)
                found[os.path.relpath(path, site)] = path
    return found


def read(path):
    return open(path, encoding="utf-8", errors="replace").read()


def front_matter(source, page):
    """The words of a chapter's front matter, which mdBook takes for a heading."""
    for name in (page.replace(".html", ".md"), page.replace("index.html", "README.md")):
        path = os.path.join(source, name)
        if os.path.isfile(path):
            found = re.match(r"(?:\s*<!--(?:(?!-->).)*-->)*\s*---\n(.*?)\n---\n", read(path), re.S)
            return found.group(1).split() if found else []
    return []


def differing(theirs, ours):
    """Words that stand on one side only, of two lists in order, and some of them; and what stands around each blank that one
    side alone has between letters of languages without. A clause of such a language is a word here."""
    theirs, ours = clauses(theirs), clauses(ours)
    letters = lambda said: [clause.replace(GAP, "") for clause in said]
    matcher = difflib.SequenceMatcher(None, letters(theirs), letters(ours), autojunk=False)
    count, shown, blanks = 0, [], []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            for one, other in zip(theirs[a:b], ours[c:d]):
                blanks += blanks_apart(one, other)
        else:
            count += max(b - a, d - c)
            shown.append(tuple(" ".join(side[:8]).replace(GAP, " ") for side in (theirs[a:b], ours[c:d])))
    return count, shown, blanks


def clauses(words):
    """Words, those of languages without blanks up to their next punctuation mark, with a sign for each blank in them."""
    return [one for one in CLAUSE_ENDS.split(BETWEEN_WIDE.sub(GAP, " ".join(words))) if one]


def blanks_apart(one, other):
    """What stands around the blanks of two clauses of the same letters that one of them has alone."""
    def gaps(clause):
        at = itertools.accumulate(len(part) for part in clause.split(GAP))
        return set(at) - {len(clause.replace(GAP, ""))} | ({0} if clause.startswith(GAP) else set())
    text = one.replace(GAP, "")
    return [f"{text[max(at - 5, 0):at]}{GAP}{text[at:at + 5]}" for at in sorted(gaps(one) ^ gaps(other))]


def compare(theirs, ours, source, verbose):
    their_pages, our_pages = pages(theirs), pages(ours)
    special = {"toc.html", "print.html", "404.html", "index.html"}
    redirect = {path for path, file in their_pages.items() if "http-equiv=\"refresh\"" in read(file)[:2000]}
    lost = sorted(set(their_pages) - set(our_pages) - {"toc.html"})
    result = {"pages": len(set(their_pages) - special - redirect), "lost addresses": lost, "redirects": len(redirect)}
    ids = lost_ids = words = wrong = blanks = 0
    for path in sorted(set(their_pages) & set(our_pages) - special - redirect):
        text = read(our_pages[path])
        # The title of a chapter that has none of its own.
        text = re.sub(r'<header class="gw-title">\s*<h1>.*?</header>', "", text, count=1, flags=re.S)
        one = Page(read(their_pages[path]))
        other = Page(text, one.loads)
        if "<math" in text:
            # mdBook's own is text in signs, and ours where it cannot be set.
            one.words, other.words = (FORMULA.sub(" ", page.text).split() for page in (one, other))
        front = front_matter(source, path)
        if front:
            one.words = one.words[len(front):] if one.words[:len(front)] == front else one.words
            one.ids = one.ids[1:]
        ids += len(one.ids)
        gone = [name for name, count in (collections.Counter(one.ids) - collections.Counter(other.ids)).items() for _ in range(count)]
        lost_ids += len(gone)
        words += len(one.words)
        if one.words != other.words:
            count, shown, apart = differing(one.words, other.words)
            wrong += count
            blanks += len(apart)
            if apart and verbose:
                print(f"    {path}: blanks {' '.join(apart)}")
            if verbose:
                for theirs_said, ours_said in shown[:6]:
                    print(f"    {path}: «{theirs_said}» / «{ours_said}»")
        if gone and verbose:
            print(f"    {path}: ids {gone[:5]}")
    result.update(ids=ids, lost_ids=lost_ids, words=words, differ=wrong, blanks=blanks)
    toc, contents = their_pages.get("toc.html"), our_pages.get("contents.html")
    if toc and contents:
        their = titles_of_mdbook(read(toc))
        one, other = collections.Counter(their), collections.Counter(titles_of_ours(read(contents)))
        missing = list((one - other).elements())
        result.update(titles=len(their), lost_titles=len(missing))
        if missing and verbose:
            print(f"    titles: {missing[:6]}")
    return result


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder")
    ask.add_argument("names", nargs="*")
    ask.add_argument("--mdbook", default="mdbook")
    ask.add_argument("--guidewright", default="guidewright")
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--verbose", action="store_true", help="show what differs")
    args = ask.parse_args()
    rows = []
    for book in books(args.folder, args.names):
        name = os.path.relpath(book, args.folder)
        with tempfile.TemporaryDirectory() as temp:
            theirs, ours, cache = (os.path.join(temp, part) for part in ("theirs", "ours", "cache"))
            copy = for_mdbook(book, temp)
            clear = lambda folder: lambda: shutil.rmtree(folder, ignore_errors=True)
            of_mdbook = [args.mdbook, "build", copy, "--dest-dir", theirs]
            while for_newer(copy, run(of_mdbook, 1, clear(theirs))[3]):
                pass
            t_time, t_memory, t_code, t_error = run(of_mdbook, args.runs, clear(theirs))
            def forget():
                clear(ours)()
                clear(cache)()
            build = [args.guidewright, "build", book, "--dest", ours, "--cache", cache]
            time_cold, memory, code, error = run(build, args.runs, forget)
            time_warm, _, _, _ = run(build, args.runs)
            checked = subprocess.run([args.guidewright, "check", book, "--format", "json"], capture_output=True, text=True)
            findings = json.loads(checked.stdout)["findings"]
            row = {"book": name, "mdbook": t_code, "built": code, "cold": time_cold, "warm": time_warm, "memory": memory, "mdbook s": t_time, "mdbook MB": t_memory}
            if t_code:
                print(f"  mdBook fails on {name}: {t_error.strip().splitlines()[-1][:200] if t_error.strip() else ''}")
            if code:
                print(f"  guidewright fails on {name}: {error.strip()[-400:]}")
            if os.path.isdir(theirs) and os.path.isdir(ours):
                row.update(compare(theirs, ours, os.path.join(copy, source_of(copy)), args.verbose))
            row["findings"] = collections.Counter((f["severity"], f["rule"]) for f in findings)
            rows.append(row)
            line(row)
    table(rows)


def line(row):
    blanks = f" and {row['blanks']} blanks" if row.get("blanks") else ""
    print(f"{row['book']:34} {'built' if not row['built'] else 'FAILS':5} {row.get('pages', 0):4} pages, {len(row.get('lost addresses', []))} addresses lost, "
          f"ids {row.get('lost_ids', 0)}/{row.get('ids', 0)}, titles {row.get('lost_titles', '-')}/{row.get('titles', '-')}, words {row.get('differ', 0)}/{row.get('words', 0)}{blanks}, "
          f"{row['cold']:.2f} s ({row['warm']:.2f} warm, mdBook {row['mdbook s']:.2f}), {row['memory']:.0f} MB (mdBook {row['mdbook MB']:.0f})", flush=True)
    if row.get("lost addresses"):
        print("    lost:", ", ".join(row["lost addresses"][:6]))
    found = ", ".join(f"{severity} {rule} {count}" for (severity, rule), count in sorted(row["findings"].items()))
    print(f"    {found or 'no findings'}", flush=True)


def table(rows):
    total = collections.Counter()
    for row in rows:
        for key in ("pages", "ids", "lost_ids", "words", "differ", "blanks", "titles", "lost_titles"):
            total[key] += row.get(key, 0)
    built = sum(not row["built"] for row in rows)
    print(f"\n{built} of {len(rows)} books built; {total['pages']} pages; ids lost {total['lost_ids']} of {total['ids']}; "
          f"titles lost {total['lost_titles']} of {total['titles']}; words that differ {total['differ']} of {total['words']}, and {total['blanks']} blanks of Chinese and Japanese; "
          f"faster than mdBook on {sum(row['cold'] < row['mdbook s'] for row in rows)}, in half its time or less when warm on {sum(row['warm'] * 2 <= row['mdbook s'] for row in rows)}, "
          f"with no more memory on {sum(row['memory'] <= row['mdbook MB'] for row in rows)}")


if __name__ == "__main__":
    main()
