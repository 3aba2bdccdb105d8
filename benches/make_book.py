#!/usr/bin/env python3
"""Makes a book for measurements: N chapters of 1,500 words, three code blocks and links each.

usage: make_book.py FOLDER N

The same arguments give the same files. A SUMMARY.md is written too, so that mdBook builds the same text
(copy the folder's chapters to `src` and add a `[book]` table).
"""
import pathlib
import random
import sys

WORDS = (
    "data model bucket stream shard query column training endpoint metric feature label batch table key policy role "
    "latency cost region queue topic image text score split sample weight bias drift alarm quota retry schema index "
    "cluster worker stage token vector layer epoch step rate limit window event record file object store cache log"
).split()

CODE = '''```yaml title="stack-{n}.yaml"
Resources:
  Bucket{n}:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub "book-{n}-${{AWS::AccountId}}"
      VersioningConfiguration: {{ Status: Enabled }}
```
''', '''```python
def score_{n}(rows: list[dict]) -> float:
    """Mean of the {n}th column."""
    values = [row["c{n}"] for row in rows if row.get("c{n}") is not None]
    return sum(values) / len(values) if values else 0.0
```
''', '''```json
{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:{n}"}}]}}
```
'''


def chapter(n: int, count: int) -> str:
    rng = random.Random(n)
    word = lambda: rng.choice(WORDS)
    parts = [f"# Chapter {n}: {word()} and {word()}\n"]
    for section in range(6):
        parts.append(f"## {' '.join(rng.sample(WORDS, 2)).capitalize()} {section}\n")
        for _ in range(5):
            sentences = []
            for _ in range(5):
                sentences.append(" ".join(rng.sample(WORDS, 10)).capitalize() + ".")
            parts.append(" ".join(sentences) + "\n")
        if section % 2 == 0:
            parts.append(CODE[section // 2].format(n=n))
        parts.append(f"See [another chapter]({rng.randrange(count):05}.md).\n")
    return "\n".join(parts)


def main() -> None:
    folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    (folder / "chapters").mkdir(parents=True, exist_ok=True)
    (folder / "book.toml").write_text('[book]\nid = "measured-book"\ntitle = "Measured book"\nsource = "chapters"\n')
    summary = ["# Summary\n"]
    for n in range(count):
        (folder / "chapters" / f"{n:05}.md").write_text(chapter(n, count))
        summary.append(f"- [Chapter {n}]({n:05}.md)")
    (folder / "chapters" / "SUMMARY.md").write_text("\n".join(summary) + "\n")


main()
