"""Calls the new version of the guarded function before any user does, and reports to CodeDeploy."""

import json
import os

import boto3

# ANCHOR: handler
CALM = {"wind_kmh": 8, "wave_m": 0.3, "deck_load": 0.4, "hour": 10, "inbound_delay_min": 0}


def fault(lambda_client, version):
    """None, or what is wrong with the new version."""
    for body, wanted in ((CALM, 200), ({"hour": 10}, 400)):     # a sailing, and one without its wind
        reply = lambda_client.invoke(FunctionName=version, Payload=json.dumps({"body": json.dumps(body)}))
        answer = json.loads(reply["Payload"].read())
        if "FunctionError" in reply or answer.get("statusCode") != wanted:
            return f"wanted {wanted}, got {answer}"
    return None


def handler(event, context):
    try:
        found = fault(boto3.client("lambda"), os.environ["NEW_VERSION"])
    except Exception as error:                                  # without a report CodeDeploy would wait for an hour
        found = repr(error)
    print(found or "the new version answers")
    boto3.client("codedeploy").put_lifecycle_event_hook_execution_status(
        deploymentId=event["DeploymentId"],
        lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
        status="Failed" if found else "Succeeded",
    )
# ANCHOR_END: handler
