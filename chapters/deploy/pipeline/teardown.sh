#!/usr/bin/env bash
# Takes everything down again, in the order that lets each stack go: users of a value before its owner.
set -euo pipefail

for stage in prod staging; do
  for stack in "ferry-delay-$stage" "ferry-alarms-$stage" "ferry-network-$stage"; do
    aws cloudformation delete-stack --stack-name "$stack"
    aws cloudformation wait stack-delete-complete --stack-name "$stack"
  done
done
aws cloudformation delete-stack --stack-name ferry-delivery
aws cloudformation wait stack-delete-complete --stack-name ferry-delivery
aws sagemaker delete-pipeline --pipeline-name ferry-delay --client-request-token "$(uuidgen)"

# A repository that holds images, and a group that holds versions, cannot be deleted.
aws ecr delete-repository --repository-name ferry-delay --force
aws cloudformation delete-stack --stack-name ferry-registry
aws cloudformation wait stack-delete-complete --stack-name ferry-registry

# Former models and configurations were retained by the stacks. They cost nothing, and nothing needs them now.
for config in $(aws sagemaker list-endpoint-configs --name-contains Config- --query 'EndpointConfigs[].EndpointConfigName' --output text); do
  echo "left over: $config"
done

# The group was retained on purpose: it is the record of what has served. Look for what still costs money.
aws sagemaker list-endpoints --name-contains ferry-delay --query 'Endpoints[].EndpointName'
aws logs describe-log-groups --log-group-name-prefix /aws/sagemaker/ --query 'logGroups[].logGroupName'
