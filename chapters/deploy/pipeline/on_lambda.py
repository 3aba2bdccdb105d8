"""The same model in an AWS Lambda function instead of an endpoint. The image has to hold model.joblib as well."""

# ANCHOR: handler
from app import model, predict

model()                                                # once per environment, outside the handler


def handler(event, context):
    """One request that Amazon API Gateway has passed on."""
    try:
        return {"statusCode": 200, "body": predict(event["body"].encode(), "application/json")}
    except (KeyError, ValueError) as error:
        return {"statusCode": 400, "body": str(error)}
# ANCHOR_END: handler
