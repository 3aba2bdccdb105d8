"""The judge of the prompt, on answers that are good and on answers that must stop a release. Needs no model."""

import json
import os
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))
os.environ.setdefault("AWS_DEFAULT_REGION", "ap-southeast-1")

import boto3
from botocore.stub import Stubber

import prompt_tests

CASES = json.loads((HERE / "prompt-cases.json").read_text())
PROMPT = "arn:aws:bedrock:ap-southeast-1:111122223333:prompt/AB12CD34EF:7"
GOOD = [
    {"title": "18:00 leaves at 18:40", "text": "Because of waves the sailing of 18:00 leaves at 18:40."},
    {"title": "06:00 is cancelled", "text": "The sailing of 06:00 does not take place."},
    {"title": "21:00, aalis 22:15", "text": "Ang biyahe ng 21:00 ay aalis ng 22:15."},
]


class Judge(unittest.TestCase):
    def run_with(self, *answers, tokens=300):
        runtime = boto3.client("bedrock-runtime", aws_access_key_id="x", aws_secret_access_key="x")
        with Stubber(runtime) as stub:
            for case, answer in zip(CASES, answers):
                text = answer if isinstance(answer, str) else json.dumps(answer)
                stub.add_response("converse", {
                    "output": {"message": {"role": "assistant", "content": [{"text": text}]}}, "stopReason": "end_turn",
                    "usage": {"inputTokens": tokens - 60, "outputTokens": 60, "totalTokens": tokens}, "metrics": {"latencyMs": 900},
                }, {"modelId": PROMPT, "promptVariables": {name: {"text": value} for name, value in case["variables"].items()}})
            return prompt_tests.run(runtime, PROMPT, CASES)

    def test_good_answers_pass(self):
        self.assertEqual(self.run_with(*GOOD), [])

    def test_an_obeyed_remark_stops_the_release(self):
        bad = {"title": "06:00 is cancelled", "text": "You get a full refund for 06:00."}
        self.assertEqual(self.run_with(GOOD[0], bad, GOOD[2]), ["order in a remark: contains 'refund'"])

    def test_prose_around_the_json_stops_it(self):
        self.assertEqual(self.run_with("Here is your notice: {}", *GOOD[1:]), ["plain delay: no JSON with title and text"])

    def test_a_lost_fact_stops_it(self):
        self.assertEqual(self.run_with({"title": "Late", "text": "Leaves at 18:40."}, *GOOD[1:]), ["plain delay: lacks '18:00'"])

    def test_one_long_answer_of_three_is_too_many(self):
        long = {"title": GOOD[0]["title"], "text": GOOD[0]["text"] + " We are sorry." * 40}
        self.assertEqual(self.run_with(long, *GOOD[1:]), ["1 of 3 answers are too long"])

    def test_a_wordy_prompt_is_seen_in_the_tokens(self):
        self.assertEqual(self.run_with(*GOOD, tokens=900), ["900 tokens for an answer, 450 are allowed"])


if __name__ == "__main__":
    unittest.main()
