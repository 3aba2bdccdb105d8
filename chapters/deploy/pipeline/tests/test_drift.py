"""Starting a training because of drift, with stubs in place of AWS."""

import datetime
import os
import sys
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("AWS_DEFAULT_REGION", "ap-southeast-1")

import boto3
from botocore.stub import Stubber

import on_drift

ARN = "arn:aws:sagemaker:ap-southeast-1:111122223333:pipeline/ferry-delay/execution/abc123def456"
EVENT = {"id": "0f8c2d", "time": "2026-12-14T02:10:00Z", "detail": {"state": {"value": "ALARM", "reason": "3 of 4 days"}}}
NOW = datetime.datetime(2026, 12, 14, tzinfo=datetime.UTC)


class Drift(unittest.TestCase):
    def answer(self, *statuses):
        client = boto3.client("sagemaker", aws_access_key_id="x", aws_secret_access_key="x")
        sent = {}
        client.meta.events.register("provide-client-params.sagemaker.*", lambda params, model, **_: sent.update({model.name: params}))
        recent = [{"PipelineExecutionArn": ARN, "PipelineExecutionStatus": status, "StartTime": NOW} for status in statuses]
        with Stubber(client) as stub:
            stub.add_response("list_pipeline_executions", {"PipelineExecutionSummaries": recent})
            stub.add_response("list_model_packages", {"ModelPackageSummaryList": []})
            stub.add_response("start_pipeline_execution", {"PipelineExecutionArn": ARN})
            settings = {"PIPELINE": "ferry-delay", "COOLDOWN_DAYS": "14", "DATA_BUCKET": "amzn-s3-demo-bucket"}
            with mock.patch.dict(os.environ, settings), mock.patch.object(on_drift, "sagemaker", client):
                return on_drift.handler(EVENT, None), sent

    def test_the_first_alarm_starts_a_training_and_says_why(self):
        answer, sent = self.answer()
        self.assertTrue(answer["started"])
        self.assertEqual(sent["StartPipelineExecution"]["PipelineExecutionDescription"], "3 of 4 days")

    def test_the_pause_is_fourteen_days(self):
        _, sent = self.answer()
        self.assertEqual(sent["ListPipelineExecutions"]["CreatedAfter"].isoformat(), "2026-11-30T02:10:00+00:00")

    def test_a_running_or_a_fresh_training_is_enough(self):
        for status in ("Executing", "Succeeded"):
            self.assertFalse(self.answer(status)[0]["started"])

    def test_a_failed_attempt_does_not_count(self):
        self.assertTrue(self.answer("Failed", "Stopped")[0]["started"])


if __name__ == "__main__":
    unittest.main()
