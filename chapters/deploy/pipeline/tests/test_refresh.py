"""Documents as a version: changes, the way back, and the questions that decide. Against stubs and lists."""

import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("AWS_DEFAULT_REGION", "ap-southeast-1")

import boto3
from botocore.stub import Stubber

import refresh

BEFORE = {"a.pdf": {"etag": "1", "version": "v1"}, "b.pdf": {"etag": "2", "version": "v2"}, "c.pdf": {"etag": "3", "version": "v3"}}
NOW = {"a.pdf": {"etag": "1", "version": "v1"}, "b.pdf": {"etag": "9", "version": "v9"}, "d.pdf": {"etag": "4", "version": "v4"}}


class Documents(unittest.TestCase):
    def test_the_step_is_counted(self):
        step = refresh.changes(BEFORE, NOW)
        self.assertEqual((step["added"], step["changed"], step["deleted"], step["deletedShare"]), (1, 1, 1, 0.3333))

    def test_the_first_manifest_deletes_nothing(self):
        self.assertEqual(refresh.changes({}, NOW)["deletedShare"], 0.0)

    def test_only_what_differs_is_restored(self):
        client = boto3.client("s3", aws_access_key_id="x", aws_secret_access_key="x")
        with Stubber(client) as stub:
            stub.add_response("delete_object", {}, {"Bucket": "docs", "Key": "d.pdf"})
            for key, version in (("b.pdf", "v2"), ("c.pdf", "v3")):
                stub.add_response("copy_object", {}, {
                    "Bucket": "docs", "Key": key, "CopySource": {"Bucket": "docs", "Key": key, "VersionId": version}})
            refresh.restore(client, "docs", BEFORE, NOW)
            stub.assert_no_pending_responses()


class Golden(unittest.TestCase):
    QUESTIONS = [{"text": "Pets on board?", "uris": ["a.pdf"]}, {"text": "Refund after a typhoon?", "uris": ["b.pdf", "c.pdf"]}]

    def test_all_sources_found(self):
        found = {"Pets on board?": ["a.pdf"], "Refund after a typhoon?": ["b.pdf", "x.pdf", "c.pdf"]}
        self.assertEqual(refresh.golden(found.get, self.QUESTIONS, 1.0), {"recall": 1.0, "good": True, "lost": []})

    def test_a_lost_source_is_named(self):
        found = {"Pets on board?": ["x.pdf"], "Refund after a typhoon?": ["b.pdf", "c.pdf"]}
        verdict = refresh.golden(found.get, self.QUESTIONS, 1.0)
        self.assertEqual((verdict["recall"], verdict["good"], verdict["lost"]), (0.5, False, ["Pets on board?"]))

    def test_what_comes_sixth_is_too_late(self):
        found = {"Pets on board?": ["1", "2", "3", "4", "5", "a.pdf"], "Refund after a typhoon?": ["b.pdf", "c.pdf"]}
        self.assertEqual(refresh.golden(found.get, self.QUESTIONS, 0.5)["recall"], 0.5)


if __name__ == "__main__":
    unittest.main()
