"""Starts a training when a month of sailings is complete: its manifest names the files, and all of them are there."""

import hashlib
import json
import os

import boto3

from champion import champion

# ANCHOR: handler
s3 = boto3.client("s3")
sagemaker = boto3.client("sagemaker")


def handler(event, context):
    bucket, key = event["detail"]["bucket"]["name"], event["detail"]["object"]["key"]
    month = key.split("/")[1]                                      # sailings/2026-12/manifest.json
    manifest = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    folder = f"sailings/{month}/"
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=folder)
    there = {item["Key"] for page in pages for item in page.get("Contents", [])}
    missing = sorted(folder + name for name in manifest["files"] if folder + name not in there)
    if missing:
        raise LookupError(f"{len(missing)} files are missing, the first is {missing[0]}")   # retried, then dead letter
    values = {"TrainData": f"s3://{bucket}/{folder}train/", "TestData": f"s3://{bucket}/{folder}test/"}
    serving = champion(sagemaker, "ferry-delay")
    if serving:
        values["Champion"] = serving
    started = sagemaker.start_pipeline_execution(
        PipelineName=os.environ["PIPELINE"],
        PipelineExecutionDisplayName=f"data-{month}",
        PipelineParameters=[{"Name": name, "Value": value} for name, value in values.items()],
        # The same manifest twice is one execution; a corrected one has another ETag and is a new one.
        ClientRequestToken=hashlib.sha256(f"{key} {event['detail']['object']['etag']}".encode()).hexdigest(),
    )
    return started["PipelineExecutionArn"]
# ANCHOR_END: handler
