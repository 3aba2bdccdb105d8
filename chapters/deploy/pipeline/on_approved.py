"""Starts the release pipeline when a version of the model has been approved in the registry."""

import os

import boto3

sagemaker = boto3.client("sagemaker")
codepipeline = boto3.client("codepipeline")


# ANCHOR: handler
def handler(event, context):
    arn = event["detail"]["ModelPackageArn"]
    # The event may be minutes old, or come twice. What the registry says now counts.
    package = sagemaker.describe_model_package(ModelPackageName=arn)
    if package["ModelApprovalStatus"] != "Approved":
        return {"started": False, "status": package["ModelApprovalStatus"]}
    answer = codepipeline.start_pipeline_execution(
        name=os.environ["RELEASE_PIPELINE"],
        variables=[{"name": "MODEL_PACKAGE_ARN", "value": arn}],
        clientRequestToken=event["id"],                # the same event does not start a second run
    )
    return {"started": True, "execution": answer["pipelineExecutionId"]}
# ANCHOR_END: handler
