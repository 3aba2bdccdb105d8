"""Hears of a drift alarm and starts a training, unless one is running or the last one is too fresh."""

import datetime
import hashlib
import os

import boto3

from champion import champion

# ANCHOR: handler
sagemaker = boto3.client("sagemaker")


def handler(event, context):
    now = datetime.datetime.fromisoformat(event["time"])
    since = now - datetime.timedelta(days=int(os.environ["COOLDOWN_DAYS"]))
    recent = sagemaker.list_pipeline_executions(
        PipelineName=os.environ["PIPELINE"], CreatedAfter=since, MaxResults=100)["PipelineExecutionSummaries"]
    for one in recent:                                             # a failed attempt is no reason to wait
        if one["PipelineExecutionStatus"] in ("Executing", "Succeeded"):
            return {"started": False, "because": one["PipelineExecutionArn"]}
    month = f"{now:%Y-%m}"
    bucket = os.environ["DATA_BUCKET"]
    values = {"TrainData": f"s3://{bucket}/sailings/{month}/train/", "TestData": f"s3://{bucket}/sailings/{month}/test/"}
    serving = champion(sagemaker, "ferry-delay")
    if serving:
        values["Champion"] = serving
    started = sagemaker.start_pipeline_execution(
        PipelineName=os.environ["PIPELINE"],
        PipelineExecutionDisplayName=f"drift-{now:%Y-%m-%d}",
        PipelineExecutionDescription=event["detail"]["state"]["reason"][:3000],    # why this training exists
        PipelineParameters=[{"Name": name, "Value": value} for name, value in values.items()],
        ClientRequestToken=hashlib.sha256(event["id"].encode()).hexdigest(),
    )
    return {"started": True, "execution": started["PipelineExecutionArn"]}
# ANCHOR_END: handler
