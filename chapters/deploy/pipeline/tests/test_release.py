"""The function that hears of an approval, and the smoke test, against stubs that check each request."""

import io
import json
import os
import sys
import threading
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))
os.environ.update(AWS_DEFAULT_REGION="ap-southeast-1", AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test",
                  RELEASE_PIPELINE="ferry-delay-release")

import boto3
from botocore.stub import Stubber

import champion
import load
import on_approved
import smoke

EVENT = json.loads((HERE / "tests/approved-event.json").read_text())
ARN = EVENT["detail"]["ModelPackageArn"]


# ANCHOR: stub
class Approval(unittest.TestCase):
    def registry(self, status):
        """A registry that knows one version. The stub refuses a request that the service would refuse."""
        stub = Stubber(on_approved.sagemaker)
        stub.add_response("describe_model_package", {
            "ModelPackageName": "ferry-delay", "ModelPackageArn": ARN, "CreationTime": 0,
            "ModelPackageStatus": "Completed", "ModelPackageStatusDetails": {"ValidationStatuses": []},
            "ModelApprovalStatus": status,
        }, {"ModelPackageName": ARN})
        return stub

    def test_an_approved_version_is_released_once(self):
        release = Stubber(on_approved.codepipeline)
        release.add_response("start_pipeline_execution", {"pipelineExecutionId": "run-1"}, {
            "name": "ferry-delay-release",
            "variables": [{"name": "MODEL_PACKAGE_ARN", "value": ARN}],
            "clientRequestToken": EVENT["id"],
        })
        with self.registry("Approved"), release:
            self.assertEqual(on_approved.handler(EVENT, None), {"started": True, "execution": "run-1"})
            release.assert_no_pending_responses()

    def test_a_version_rejected_meanwhile_is_not(self):
        with self.registry("Rejected"), Stubber(on_approved.codepipeline):
            self.assertFalse(on_approved.handler(EVENT, None)["started"])
# ANCHOR_END: stub


class Champion(unittest.TestCase):
    def test_the_first_model_has_none_to_beat(self):
        client = boto3.client("sagemaker")
        with Stubber(client) as stub:
            stub.add_response("list_model_packages", {"ModelPackageSummaryList": []})
            self.assertIsNone(champion.champion(client, "ferry-delay"))

    def test_later_ones_meet_the_newest_approved_version(self):
        client = boto3.client("sagemaker")
        url = "s3://amzn-s3-demo-bucket/models/7/output/model.tar.gz"
        package = {"ModelPackageName": "ferry-delay", "ModelPackageArn": ARN, "CreationTime": 0, "ModelPackageStatus": "Completed"}
        with Stubber(client) as stub:
            stub.add_response("list_model_packages", {"ModelPackageSummaryList": [package]}, {
                "ModelPackageGroupName": "ferry-delay", "ModelApprovalStatus": "Approved",
                "SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": 1})
            stub.add_response("describe_model_package", {
                **package, "ModelPackageStatusDetails": {"ValidationStatuses": []},
                "InferenceSpecification": {"Containers": [{"Image": "image", "ModelDataUrl": url}]}})
            self.assertEqual(champion.champion(client, "ferry-delay"), url)


class Load(unittest.TestCase):
    def test_waiting_counts_as_latency(self):
        lock = threading.Lock()

        def call():                                    # one at a time, 10 ms each: 100 a second at most
            with lock:
                time.sleep(0.01)

        (_, _, calm), _ = load.load(call, rate=20, seconds=0.5)
        (_, _, late), reached = load.load(call, rate=400, seconds=0.5)
        self.assertLess(reached, 150)
        self.assertGreater(late, calm)


class Smoke(unittest.TestCase):
    def call(self, late):
        runtime = boto3.client("sagemaker-runtime")
        with Stubber(runtime) as stub:
            stub.add_response("invoke_endpoint", {"Body": io.BytesIO(json.dumps({"late": late}).encode())})
            return smoke.smoke("ferry-delay-staging", runtime, calls=1)

    def test_a_sensible_answer_passes(self):
        self.assertIsNone(self.call([0.04, 0.9]))

    def test_a_model_that_ignores_the_weather_does_not(self):
        self.assertIn("storm", self.call([0.3, 0.3]))


if __name__ == "__main__":
    unittest.main()
