"""What the synthesised template has to promise. Needs Node.js, which the CDK runs on, and no AWS."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import aws_cdk as cdk
from aws_cdk.assertions import Match, Template

from ferry_stack import FerryEndpoint


# ANCHOR: assertions
class Endpoint(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stack = FerryEndpoint(cdk.App(), "Test",
                              stage="prod", fewest=2, most=6)
        cls.template = Template.from_stack(stack)

    def test_captured_requests_are_encrypted(self):
        self.template.has_resource_properties("AWS::S3::Bucket", {
            "BucketEncryption": Match.any_value(),
            "PublicAccessBlockConfiguration":
                Match.object_like({"RestrictPublicBuckets": True}),
        })

    def test_a_release_can_roll_back(self):
        self.template.has_resource_properties("AWS::SageMaker::Endpoint", {
            "DeploymentConfig": {
                "AutoRollbackConfiguration":
                    {"Alarms": [Match.any_value()]},
                "BlueGreenUpdatePolicy": Match.any_value(),
            },
            "RetainAllVariantProperties": True,
        })

    def test_the_former_configuration_stays(self):
        self.template.has_resource("AWS::SageMaker::EndpointConfig",
                                   {"UpdateReplacePolicy": "Retain"})

    def test_the_model_waits_for_its_rights(self):
        self.template.has_resource("AWS::SageMaker::Model", {
            "DependsOn": Match.array_with(
                [Match.string_like_regexp("RoleDefaultPolicy")])})

    def test_two_instances_at_least(self):
        self.template.has_resource_properties(
            "AWS::ApplicationAutoScaling::ScalableTarget",
            {"MinCapacity": 2, "MaxCapacity": 6})
# ANCHOR_END: assertions


if __name__ == "__main__":
    unittest.main()
