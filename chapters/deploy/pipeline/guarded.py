"""Stands in front of the endpoint: checks the input, limits the wait, and answers even when the model does not."""

import json

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# ANCHOR: handler
FEATURES = {"wind_kmh", "wave_m", "deck_load", "hour", "inbound_delay_min"}
USUAL = 0.18                                              # share of late sailings last year: better than an error
runtime = boto3.client("sagemaker-runtime", config=Config(
    connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2}))


def handler(event, context):
    sailing = json.loads(event["body"])
    missing = sorted(FEATURES - sailing.keys())
    if missing:
        return answer(400, error="missing: " + ", ".join(missing))      # costs no call of the endpoint
    try:
        reply = runtime.invoke_endpoint(EndpointName="ferry-delay-prod", ContentType="application/json",
                                        Body=json.dumps({"sailings": [sailing]}))
        return answer(200, late=json.loads(reply["Body"].read())["late"][0], source="model")
    except (BotoCoreError, ClientError) as error:         # timed out, throttled, failed
        return answer(200, late=USUAL, source="fallback", reason=type(error).__name__)


def answer(status, **body):
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}
# ANCHOR_END: handler
