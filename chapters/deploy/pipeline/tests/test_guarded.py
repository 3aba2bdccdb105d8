"""The function in front of the endpoint, against stubs that check each request."""

import io
import json
import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.update(AWS_DEFAULT_REGION="ap-southeast-1", AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")

from botocore.stub import Stubber

import guarded

SAILING = {"wind_kmh": 22, "wave_m": 0.9, "deck_load": 0.8, "hour": 17, "inbound_delay_min": 12}


class Guarded(unittest.TestCase):
    def ask(self, sailing, stub):
        with stub:
            reply = guarded.handler({"body": json.dumps(sailing)}, None)
            stub.assert_no_pending_responses()
        return reply["statusCode"], json.loads(reply["body"])

    def test_a_complete_sailing_gets_the_answer_of_the_model(self):
        stub = Stubber(guarded.runtime)
        stub.add_response("invoke_endpoint", {"Body": io.BytesIO(b'{"late": [0.2868]}')}, {
            "EndpointName": "ferry-delay-prod", "ContentType": "application/json",
            "Body": json.dumps({"sailings": [SAILING]}),
        })
        self.assertEqual(self.ask(SAILING, stub), (200, {"late": 0.2868, "source": "model"}))

    def test_an_incomplete_one_never_reaches_the_endpoint(self):
        status, body = self.ask({"hour": 17}, Stubber(guarded.runtime))
        self.assertEqual(status, 400)
        self.assertEqual(body["error"], "missing: deck_load, inbound_delay_min, wave_m, wind_kmh")

    def test_the_usual_share_stands_in_for_an_endpoint_that_fails(self):
        stub = Stubber(guarded.runtime)
        stub.add_client_error("invoke_endpoint", "ModelError", http_status_code=424)
        status, body = self.ask(SAILING, stub)
        self.assertEqual((status, body["source"], body["late"]), (200, "fallback", guarded.USUAL))

    def test_nobody_waits_longer_than_two_attempts(self):
        config = guarded.runtime.meta.config
        self.assertEqual((config.read_timeout, config.retries["total_max_attempts"]), (2, 2))


if __name__ == "__main__":
    unittest.main()
