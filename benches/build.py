#!/usr/bin/env python3
"""Times `guidewright build` on made-up books, beside mdBook on the same text if it is at hand.

usage: build.py [--program PATH] [--mdbook PATH] [--runs N] [--keep FOLDER] [--corpus KIND] [CHAPTERS ...]

For each number of chapters (100, 1,000 and 10,000 unless told otherwise) the same book is built cold (no cache, no
site), warm (nothing changed), after an edit of one chapter, and by mdBook, in turn, N times. Shown are the fastest and
the middle time in seconds, the processor's time, the peak memory, and what the site weighs. `--corpus` takes a kind of
book that `make_book.py` knows. The exit code is 1 if a promise of the README is broken.

Every cold build goes into a folder of its own, and nothing is deleted before the end: ext4 passes over the places of
files that were deleted in the last minutes one by one, which would be timed with whoever builds next.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
# At 1,000 chapters, on two cores.
COLD, WARM, MEMORY, SHARE, PROCESSOR = 1.2, 0.4, 250, 0.25, 1 / 3
# mdBook takes minutes for ten thousand chapters and needs gigabytes.
MOST_FOR_MDBOOK = 2000


def run(command: list[str]) -> tuple[float, float, float]:
    """Seconds, processor seconds and peak megabytes of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{said.decode()}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


class Series:
    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.processor: list[float] = []
        self.memory = 0.0

    def add(self, measured: tuple[float, float, float]) -> None:
        self.seconds.append(measured[0])
        self.processor.append(measured[1])
        self.memory = max(self.memory, measured[2])

    def __str__(self) -> str:
        if not self.seconds:
            return f"{'–':>29}"
        times = f"{min(self.seconds):6.2f} {statistics.median(self.seconds):6.2f} {min(self.processor):6.2f}"
        return f"{times} {self.memory:5.0f} MB"


def weigh(folder: pathlib.Path) -> tuple[int, int]:
    """Bytes of a site, and of its largest chapter page."""
    sizes = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    pages = [size for path, size in sizes.items() if path.suffix == ".html" and path.stem.isdigit()]
    return sum(sizes.values()), max(size for size in pages if size > 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(HERE.parent / "target/release/guidewright"))
    parser.add_argument("--mdbook", default=shutil.which("mdbook"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", type=pathlib.Path, help="where the books are made, and kept")
    parser.add_argument("--corpus", choices=["code", "tables", "japanese"], default="code")
    parser.add_argument("chapters", type=int, nargs="*", default=[100, 1000, 10000])
    arguments = parser.parse_args()
    temporary = tempfile.TemporaryDirectory()
    folder = arguments.keep or pathlib.Path(temporary.name)
    broken, emptied = [], []

    print(f"{'chapters':>8}   {'cold':>29}   {'warm':>29}   {'one edit':>29}   {'mdBook':>29}   {'site':>7} {'page':>7}")
    for count in arguments.chapters:
        book, other = folder / f"{arguments.corpus}-{count}", folder / f"mdbook-{arguments.corpus}-{count}"
        if not book.exists():
            subprocess.run([sys.executable, HERE / "make_book.py", book, str(count), arguments.corpus], check=True)
        shutil.rmtree(other, ignore_errors=True)
        shutil.copytree(book / "chapters", other / "src")
        (other / "book.toml").write_text('[book]\ntitle = "Measured book"\n')
        cold, warm, edit, theirs = Series(), Series(), Series(), Series()
        sites = folder / f"sites-{os.getpid()}-{count}"
        edited = book / "chapters" / f"{count // 2:05}.md"
        text = edited.read_text()
        for turn in range(arguments.runs):
            site = sites / str(turn)
            build = [arguments.program, "build", str(book), "--quiet"]
            build += ["--dest", str(site), "--cache", str(sites / f"cache-{turn}")]
            os.sync()
            cold.add(run(build))
            warm.add(run(build))
            edited.write_text(f"{text}\nTurn {turn} was here.\n")
            edit.add(run(build))
            edited.write_text(text)
            run(build)
            if arguments.mdbook and count <= MOST_FOR_MDBOOK:
                theirs.add(run([arguments.mdbook, "build", str(other), "--dest-dir", str(sites / f"other-{turn}")]))
        site, page = weigh(site)
        emptied.append(sites)
        print(f"{count:8}   {cold}   {warm}   {edit}   {theirs}   {site >> 20:4} MB {page >> 10:4} KB", flush=True)
        if count == 1000:
            limits = [("cold", min(cold.seconds), COLD), ("warm", min(warm.seconds), WARM), ("memory", cold.memory, MEMORY)]
            if theirs.seconds:
                limits.append(("share of mdBook's time", min(cold.seconds) / min(theirs.seconds), SHARE))
                share = min(cold.processor) / min(theirs.processor)
                limits.append(("share of mdBook's processor time", share, PROCESSOR))
            broken += [f"{name}: {got:.2f} is not below {limit}" for name, got, limit in limits if got >= limit]
    for sites in emptied:
        shutil.rmtree(sites)
    if broken:
        sys.exit("at 1,000 chapters\n  " + "\n  ".join(broken))


main()
