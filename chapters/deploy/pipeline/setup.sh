#!/usr/bin/env bash
# Sets everything up once, in the order in which the stacks need one another: owners of a value before its users.
# Releases are then made by the pipelines alone. Usage: ./setup.sh PARAMETERS   (a file with one Key=Value on each line)
set -euo pipefail
# shellcheck source=/dev/null
source "$1" # Bucket, ConnectionArn, CodeBuildRoleArn, PipelineRoleArn, CloudFormationRoleArn

deploy() { aws cloudformation deploy --no-fail-on-empty-changeset --stack-name "$1" --template-file "stacks/$2.yaml" "${@:3}"; }

# ANCHOR: order
zip -q on_approved.zip on_approved.py
aws s3 cp on_approved.zip "s3://$Bucket/on_approved.zip"
# Before the first release there is no champion.
printf '' | aws s3 cp - "s3://$Bucket/champion/none"

deploy ferry-registry registry --capabilities CAPABILITY_IAM \
  --parameter-overrides "DataBucket=$Bucket" "CodeBucket=$Bucket"
for stage in staging prod; do
  deploy "ferry-network-$stage" network --parameter-overrides "Stage=$stage"
  deploy "ferry-alarms-$stage" alarms --parameter-overrides "Stage=$stage"
done
deploy ferry-delivery delivery --parameter-overrides \
  "ArtifactBucket=$Bucket" "DataBucket=$Bucket" \
  "ConnectionArn=$ConnectionArn" "CodeBuildRoleArn=$CodeBuildRoleArn" \
  "PipelineRoleArn=$PipelineRoleArn" \
  "CloudFormationRoleArn=$CloudFormationRoleArn"
# ANCHOR_END: order

# The stacks guarded, data, retrain, approval, prompt and agent are additions. Deploy those that you want in the same way;
# each names its parameters, and none of them is needed by the stacks above.
