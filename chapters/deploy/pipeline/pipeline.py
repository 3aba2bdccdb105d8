"""Defines the SageMaker pipeline of the delay model: train, evaluate, compare, register.

Usage: python pipeline.py --image URI --role ARN --bucket NAME --commit ID [--start]
Without --start it writes the definition to pipeline.json; the SDK asks IAM, STS and S3 whether role and bucket exist.
Written for version 3 of the SageMaker Python SDK (package sagemaker-mlops 1.27.0).
"""

import argparse
import json

import boto3
from sagemaker.core.metadata_properties import MetadataProperties
from sagemaker.core.processing import Processor
from sagemaker.core.shapes import ProcessingInput, ProcessingOutput, ProcessingS3Input, ProcessingS3Output
from sagemaker.core.workflow.conditions import ConditionGreaterThanOrEqualTo
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.parameters import ParameterFloat, ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import CacheConfig, ProcessingStep, TrainingStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer
from sagemaker.core.training.configs import Compute, InputData, OutputDataConfig

from champion import champion

CACHE = CacheConfig(enable_caching=True, expire_after="P30D")


def define(image, role, bucket, commit, session):
    # ANCHOR: parameters
    train_data = ParameterString("TrainData", default_value=f"s3://{bucket}/sailings/2026-11/train/")
    test_data = ParameterString("TestData", default_value=f"s3://{bucket}/sailings/2026-11/test/")
    old_model = ParameterString("Champion", default_value=f"s3://{bucket}/champion/none")   # an empty object
    least_gain = ParameterFloat("LeastGain", default_value=0.0)
    # ANCHOR_END: parameters

    # ANCHOR: train
    trainer = ModelTrainer(
        training_image=image,
        role=role,
        sagemaker_session=session,
        base_job_name="ferry-delay",
        compute=Compute(instance_type="ml.m5.large", instance_count=1, volume_size_in_gb=10),
        hyperparameters={"max_iter": "150", "learning_rate": "0.1"},
        output_data_config=OutputDataConfig(s3_output_path=f"s3://{bucket}/models/"),
    )
    training = TrainingStep(
        name="Train",
        step_args=trainer.train(input_data_config=[InputData(channel_name="train", data_source=train_data)]),
        cache_config=CACHE,
    )
    model_data = training.properties.ModelArtifacts.S3ModelArtifacts
    # ANCHOR_END: train

    # ANCHOR: evaluate
    def read(name, uri):
        return ProcessingInput(input_name=name, s3_input=ProcessingS3Input(
            s3_uri=uri, local_path=f"/opt/ml/processing/{name}", s3_data_type="S3Prefix", s3_input_mode="File"))

    processor = Processor(
        role=role, image_uri=image, instance_count=1, instance_type="ml.m5.large",
        entrypoint=["python", "/opt/program/evaluate.py"], sagemaker_session=session,
    )
    report = PropertyFile(name="Report", output_name="evaluation", path="evaluation.json")
    evaluation = ProcessingStep(
        name="Evaluate",
        step_args=processor.run(
            inputs=[read("challenger", model_data), read("champion", old_model), read("test", test_data)],
            outputs=[ProcessingOutput(output_name="evaluation", s3_output=ProcessingS3Output(
                s3_uri=f"s3://{bucket}/evaluations/", local_path="/opt/ml/processing/evaluation",
                s3_upload_mode="EndOfJob"))],
        ),
        property_files=[report],
    )
    gain = JsonGet(step_name="Evaluate", property_file=report, json_path="gain")
    # ANCHOR_END: evaluate

    # ANCHOR: register
    builder = ModelBuilder(image_uri=image, s3_model_data_url=model_data, role_arn=role, sagemaker_session=session)
    registration = ModelStep(
        name="Register",
        step_args=builder.register(
            model_package_group_name="ferry-delay",
            content_types=["application/json", "text/csv"],
            response_types=["application/json", "text/csv"],
            inference_instances=["ml.c6i.large"],
            transform_instances=["ml.m5.large"],
            approval_status="PendingManualApproval",
            metadata_properties=MetadataProperties(commit_id=commit),
        ),
    )
    # ANCHOR_END: register

    # ANCHOR: gate
    gate = ConditionStep(
        name="BetterThanChampion",
        conditions=[ConditionGreaterThanOrEqualTo(left=gain, right=least_gain)],
        if_steps=[registration],
        else_steps=[FailStep(name="NoGain", error_message=Join(on=" ", values=["AUC rose by only", gain]))],
    )
    return Pipeline(
        name="ferry-delay",
        parameters=[train_data, test_data, old_model, least_gain],
        steps=[training, evaluation, gate],
        sagemaker_session=session,
    )
    # ANCHOR_END: gate


# ANCHOR: main
def main():
    parser = argparse.ArgumentParser()
    for name in ("--image", "--role", "--bucket", "--commit"):
        parser.add_argument(name, required=True)
    parser.add_argument("--region", default="ap-southeast-1")
    parser.add_argument("--start", action="store_true")
    args = parser.parse_args()
    session = PipelineSession(boto3.Session(region_name=args.region), default_bucket=args.bucket)
    pipeline = define(args.image, args.role, args.bucket, args.commit, session)
    if args.start:
        pipeline.upsert(role_arn=args.role)            # creates the pipeline or a new version of it
        serving = champion(boto3.client("sagemaker", region_name=args.region), "ferry-delay")
        print(pipeline.start(parameters={"Champion": serving} if serving else None).arn)
    else:
        with open("pipeline.json", "w") as file:
            json.dump(json.loads(pipeline.definition()), file, indent=2)
            file.write("\n")
# ANCHOR_END: main


if __name__ == "__main__":
    main()
