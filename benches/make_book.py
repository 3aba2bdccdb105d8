#!/usr/bin/env python3
"""Makes a book for measurements: N chapters of one of three kinds.

usage: make_book.py FOLDER N [code | tables | japanese]

`code`, the default, has 1,500 words, three code blocks and links a chapter; `tables` 2,200 words, most of them in tables
and nested lists, and one code block; `japanese` the same proportions as `code` in unspaced Japanese.

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


JAPANESE = (
    "データ モデル 学習 推論 検証 特徴量 転送 分割 標本 重み 偏り 監視 警告 割当 再試行 索引 集約 作業者 段階 単語 ベクトル 層 期間 "
    "速度 上限 窓 事象 記録 対象 保管 遅延 費用 領域 待ち行列 話題 画像 文章 得点"
).split()
JOINTS = "は が を に で から まで より の と".split()
ENDS = "ます。 ません。 です。 でした。".split()


def with_tables(n: int, count: int) -> str:
    rng = random.Random(n)
    words = lambda many: " ".join(rng.sample(WORDS, many))
    parts = [f"# Chapter {n}: {words(2)}\n"]
    for section in range(6):
        parts.append(f"## {words(2).capitalize()} {section}\n")
        parts.append(f"{words(20).capitalize()}. See [another chapter]({rng.randrange(count):05}.md).\n")
        rows = ["| Service | Limit | When it fits | What it costs |", "| --- | ---: | --- | --- |"]
        rows += [f"| `{words(1)}` | {rng.randrange(1000)} | {words(6)} | **{words(1)}** {words(5)} |" for _ in range(12)]
        parts.append("\n".join(rows) + "\n")
        items = []
        for _ in range(6):
            items.append(f"- {words(9).capitalize()}")
            items += [f"  - {words(6)}, `{words(1)}`" for _ in range(2)]
        parts.append("\n".join(items) + "\n")
    parts.append(CODE[n % len(CODE)].format(n=n))
    return "\n".join(parts)


def japanese(n: int, count: int) -> str:
    rng = random.Random(n)
    sentence = lambda: "".join(rng.choice(JAPANESE) + rng.choice(JOINTS) for _ in range(9)) + rng.choice(JAPANESE) + rng.choice(ENDS)
    parts = [f"# 第{n}章 {rng.choice(JAPANESE)}と{rng.choice(JAPANESE)}\n"]
    for section in range(6):
        parts.append(f"## {rng.choice(JAPANESE)}の{rng.choice(JAPANESE)} {section}\n")
        parts += ["".join(sentence() for _ in range(5)) + "\n" for _ in range(5)]
        if section % 2 == 0:
            parts.append(CODE[section // 2].format(n=n))
        parts.append(f"[別の章]({rng.randrange(count):05}.md)も見てください。\n")
    return "\n".join(parts)


def with_code(n: int, count: int) -> str:
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
    corpus = sys.argv[3] if len(sys.argv) > 3 else "code"
    chapter = {"code": with_code, "tables": with_tables, "japanese": japanese}[corpus]
    language = "language = \"ja\"\n" if corpus == "japanese" else ""
    (folder / "chapters").mkdir(parents=True, exist_ok=True)
    (folder / "book.toml").write_text('[book]\nid = "measured-book"\ntitle = "Measured book"\n' + language + 'source = "chapters"\n')
    summary = ["# Summary\n"]
    for n in range(count):
        (folder / "chapters" / f"{n:05}.md").write_text(chapter(n, count))
        summary.append(f"- [Chapter {n}]({n:05}.md)")
    (folder / "chapters" / "SUMMARY.md").write_text("\n".join(summary) + "\n")


main()
