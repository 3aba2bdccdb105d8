"""Starting a training when a month is complete, with stubs in place of AWS."""

import io
import json
import os
import sys
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("AWS_DEFAULT_REGION", "ap-southeast-1")

import boto3
from botocore.stub import ANY, Stubber

import on_data

KEY = "sailings/2026-12/manifest.json"
EVENT = {"detail": {"bucket": {"name": "amzn-s3-demo-bucket"}, "object": {"key": KEY, "etag": "9f1c"}}}
ARN = "arn:aws:sagemaker:ap-southeast-1:111122223333:pipeline/ferry-delay/execution/abc123def456"


class Start(unittest.TestCase):
    def run_handler(self, there, etag="9f1c"):
        s3 = boto3.client("s3", aws_access_key_id="x", aws_secret_access_key="x")
        sagemaker = boto3.client("sagemaker", aws_access_key_id="x", aws_secret_access_key="x")
        sent = []
        sagemaker.meta.events.register(
            "provide-client-params.sagemaker.StartPipelineExecution", lambda params, **_: sent.append(params))
        event = json.loads(json.dumps(EVENT))
        event["detail"]["object"]["etag"] = etag
        with Stubber(s3) as objects, Stubber(sagemaker) as calls:
            body = json.dumps({"files": ["train/1.csv", "test/1.csv"]}).encode()
            objects.add_response("get_object", {"Body": io.BytesIO(body)}, {"Bucket": ANY, "Key": KEY})
            objects.add_response("list_objects_v2", {"Contents": [{"Key": f"sailings/2026-12/{name}"} for name in there]})
            calls.add_response("list_model_packages", {"ModelPackageSummaryList": []})
            calls.add_response("start_pipeline_execution", {"PipelineExecutionArn": ARN})
            with mock.patch.dict(os.environ, {"PIPELINE": "ferry-delay"}), \
                    mock.patch.object(on_data, "s3", s3), mock.patch.object(on_data, "sagemaker", sagemaker):
                on_data.handler(event, None)
        return sent[0]

    def test_a_complete_month_starts_a_training_on_its_folders(self):
        request = self.run_handler(["train/1.csv", "test/1.csv", "manifest.json"])
        values = {item["Name"]: item["Value"] for item in request["PipelineParameters"]}
        self.assertEqual(values["TrainData"], "s3://amzn-s3-demo-bucket/sailings/2026-12/train/")
        self.assertNotIn("Champion", values)                         # before the first approval

    def test_a_missing_file_starts_nothing(self):
        with self.assertRaisesRegex(LookupError, "1 files are missing, the first is sailings/2026-12/test/1.csv"):
            self.run_handler(["train/1.csv"])

    def test_the_same_manifest_has_the_same_token_and_a_corrected_one_another(self):
        there = ["train/1.csv", "test/1.csv"]
        first, again, corrected = (self.run_handler(there, etag)["ClientRequestToken"] for etag in ("9f1c", "9f1c", "77aa"))
        self.assertEqual(first, again)
        self.assertNotEqual(first, corrected)


if __name__ == "__main__":
    unittest.main()
