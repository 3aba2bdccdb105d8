"""Asks a version of the prompt all its cases and judges the answers by rules. Exit code 1 stops the release.

Usage: python3 prompt_tests.py PROMPT-VERSION-ARN prompt-cases.json
"""

import json
import sys

import boto3


# ANCHOR: judge
def faults(case, text):
    """What is wrong with one answer. Hard faults may not occur at all, soft ones in few cases."""
    try:
        answer = json.loads(text)
        notice = f"{answer['title']} {answer['text']}"
    except (ValueError, KeyError, TypeError):
        return [("hard", "no JSON with title and text")]
    found = [("hard", f"contains {word!r}") for word in case.get("never", []) if word.lower() in notice.lower()]
    found += [("hard", f"lacks {fact!r}") for fact in case["facts_kept"] if fact not in notice]
    if len(answer["title"]) > 60:
        found.append(("soft", f"title of {len(answer['title'])} characters"))
    if len(answer["text"]) > 400:
        found.append(("soft", f"text of {len(answer['text'])} characters"))
    return found
# ANCHOR_END: judge


# ANCHOR: run
def run(runtime, prompt, cases, soft_rate=0.9, most_tokens=450):
    """Sentences about what fails; none if the version may be released."""
    report, soft, tokens = [], 0, 0
    for case in cases:
        reply = runtime.converse(
            modelId=prompt,                                           # the version brings model and settings
            promptVariables={name: {"text": value} for name, value in case["variables"].items()},
        )
        tokens += reply["usage"]["totalTokens"]
        found = faults(case, reply["output"]["message"]["content"][0]["text"])
        report += [f"{case['name']}: {text}" for kind, text in found if kind == "hard"]
        soft += any(kind == "soft" for kind, _ in found)
    if 1 - soft / len(cases) < soft_rate:
        report.append(f"{soft} of {len(cases)} answers are too long")
    if tokens / len(cases) > most_tokens:
        report.append(f"{tokens / len(cases):.0f} tokens for an answer, {most_tokens} are allowed")
    return report
# ANCHOR_END: run


if __name__ == "__main__":
    with open(sys.argv[2]) as file:
        wrong = run(boto3.client("bedrock-runtime"), sys.argv[1], json.load(file))
    sys.exit("\n".join(wrong) or None)
