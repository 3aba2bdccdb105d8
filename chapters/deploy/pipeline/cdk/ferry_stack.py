"""One approved model version behind an endpoint with alarms, guarded updates and scaling."""

import aws_cdk as cdk
from aws_cdk import aws_applicationautoscaling as scaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct


class FerryEndpoint(cdk.Stack):
    def __init__(self, scope: Construct, id: str, *, stage: str, fewest: int, most: int, **rest) -> None:
        super().__init__(scope, id, **rest)
        package = cdk.CfnParameter(self, "ModelPackageArn").value_as_string
        bucket = cdk.CfnParameter(self, "DataBucket").value_as_string
        name = f"ferry-delay-{stage}"

        # ANCHOR: role
        captured = s3.Bucket(
            self, "Captured",
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        role = iam.Role(
            self, "Role",
            assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"),
        )
        captured.grant_put(role)            # grant_write may delete, too
        s3.Bucket.from_bucket_name(self, "Data", bucket).grant_read(role)
        ecr.Repository.from_repository_name(
            self, "Images", "ferry-delay").grant_pull(role)
        role.add_to_policy(iam.PolicyStatement(
            actions=["cloudwatch:PutMetricData", "logs:CreateLogGroup",
                     "logs:CreateLogStream", "logs:PutLogEvents"],
            resources=["*"],
        ))
        # ANCHOR_END: role

        # ANCHOR: endpoint
        # ANCHOR: config
        model = sagemaker.CfnModel(
            self, "Model",
            execution_role_arn=role.role_arn,
            primary_container={"modelPackageName": package},
        )
        # The policy of the role is a resource of its own, and nothing names it.
        model.node.add_dependency(role.node.find_child("DefaultPolicy"))
        config = sagemaker.CfnEndpointConfig(
            self, "Config",
            production_variants=[{
                "variantName": "main", "modelName": model.attr_model_name,
                "instanceType": "ml.c6i.large",
                "initialInstanceCount": fewest, "initialVariantWeight": 1,
            }],
            data_capture_config={
                "enableCapture": True, "initialSamplingPercentage": 10,
                "destinationS3Uri": captured.s3_url_for_object("captured"),
                "captureOptions": [{"captureMode": "Input"},
                                   {"captureMode": "Output"}],
            },
        )
        for former in (model, config):   # replaced, they are the way back
            options = former.cfn_options
            options.deletion_policy = cdk.CfnDeletionPolicy.DELETE
            options.update_replace_policy = cdk.CfnDeletionPolicy.RETAIN
        # ANCHOR_END: config
        alarm = cloudwatch.Alarm(
            self, "Errors",
            metric=cloudwatch.Metric(
                namespace="AWS/SageMaker",
                metric_name="Invocation5XXErrors", statistic="Average",
                period=cdk.Duration.minutes(1),
                dimensions_map={"EndpointName": name,
                                "VariantName": "main"},
            ),
            threshold=0.02, evaluation_periods=2,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        endpoint = sagemaker.CfnEndpoint(
            self, "Endpoint",
            endpoint_name=name,
            endpoint_config_name=config.attr_endpoint_config_name,
            retain_all_variant_properties=True,
            deployment_config={
                "blueGreenUpdatePolicy": {
                    "trafficRoutingConfiguration": {
                        "type": "CANARY", "waitIntervalInSeconds": 600,
                        "canarySize": {"type": "INSTANCE_COUNT",
                                       "value": 1},
                    },
                    "terminationWaitInSeconds": 600,
                },
                "autoRollbackConfiguration": {
                    "alarms": [{"alarmName": alarm.alarm_name}],
                },
            },
        )
        # ANCHOR_END: endpoint

        # ANCHOR: scaling
        target = scaling.ScalableTarget(
            self, "Target",
            service_namespace=scaling.ServiceNamespace.SAGEMAKER,
            scalable_dimension="sagemaker:variant:DesiredInstanceCount",
            resource_id=f"endpoint/{endpoint.attr_endpoint_name}"
                        "/variant/main",
            min_capacity=fewest, max_capacity=most,
        )
        target.scale_to_track_metric(
            "Requests",
            predefined_metric=scaling.PredefinedMetric
            .SAGEMAKER_VARIANT_INVOCATIONS_PER_INSTANCE,
            target_value=6000,
            scale_out_cooldown=cdk.Duration.seconds(60),
        )
        # ANCHOR_END: scaling
