"""What the hook before the traffic reports to CodeDeploy, with stubs in place of AWS."""

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
from botocore.stub import Stubber

import before_traffic

EVENT = {"DeploymentId": "d-A1B2C3D4E", "LifecycleEventHookExecutionId": "hook-1"}
VERSION = "arn:aws:lambda:ap-southeast-1:111122223333:function:ferry-delay-guarded:8"


class Hook(unittest.TestCase):
    def report(self, answers):
        functions = boto3.client("lambda", aws_access_key_id="x", aws_secret_access_key="x")
        deploy = boto3.client("codedeploy", aws_access_key_id="x", aws_secret_access_key="x")
        sent = []
        with Stubber(functions) as calls, Stubber(deploy) as reports:
            for answer in answers:
                reply = {"StatusCode": 200, "Payload": io.BytesIO(json.dumps(answer).encode())}
                if "errorMessage" in answer:
                    reply["FunctionError"] = "Unhandled"
                calls.add_response("invoke", reply)
            reports.add_response("put_lifecycle_event_hook_execution_status", {})
            deploy.meta.events.register(
                "provide-client-params.codedeploy.*", lambda params, **_: sent.append(params))
            with mock.patch.dict(os.environ, {"NEW_VERSION": VERSION}), \
                    mock.patch("before_traffic.boto3.client", lambda name: {"lambda": functions, "codedeploy": deploy}[name]):
                before_traffic.handler(EVENT, None)
        return sent[0]["status"]

    def test_a_version_that_answers_passes(self):
        self.assertEqual(self.report([{"statusCode": 200}, {"statusCode": 400}]), "Succeeded")

    def test_a_version_that_takes_any_input_fails(self):
        self.assertEqual(self.report([{"statusCode": 200}, {"statusCode": 200}]), "Failed")

    def test_a_version_that_crashes_fails(self):
        self.assertEqual(self.report([{"errorMessage": "No module named json5"}]), "Failed")

    def test_a_fault_of_the_hook_is_reported_too(self):
        self.assertEqual(self.report([]), "Failed")


if __name__ == "__main__":
    unittest.main()
