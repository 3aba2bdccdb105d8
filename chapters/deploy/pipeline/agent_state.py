"""What the desk remembers: a conversation that fits the model, and a record that two replies cannot overwrite."""

import json
import time


# ANCHOR: fit
def fit(messages, most_tokens, count=lambda message: len(json.dumps(message)) // 4):
    """The newest messages that fit. A tool's result is never kept without the wish that it answers."""
    kept, used = [], 0
    for message in reversed(messages):
        used += count(message)
        if used > most_tokens and kept:
            break
        kept.insert(0, message)
    while kept and (kept[0]["role"] != "user" or any("toolResult" in part for part in kept[0]["content"])):
        kept.pop(0)                                    # a conversation begins with what a person said
    return kept
# ANCHOR_END: fit


# ANCHOR: store
class Sessions:
    """Conversations in a DynamoDB table with the keys passenger and session, deleted by TTL after a week."""

    def __init__(self, dynamodb, table):
        self.dynamodb, self.table = dynamodb, table

    def load(self, passenger, session):
        key = {"passenger": {"S": passenger}, "session": {"S": session}}
        item = self.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True).get("Item")
        return (json.loads(item["messages"]["S"]), int(item["version"]["N"])) if item else ([], 0)

    def save(self, passenger, session, messages, version, now=time.time):
        """Refused if somebody else has saved since `load`: then load again and answer anew."""
        self.dynamodb.put_item(
            TableName=self.table,
            Item={"passenger": {"S": passenger}, "session": {"S": session}, "messages": {"S": json.dumps(messages)},
                  "version": {"N": str(version + 1)}, "expires": {"N": str(int(now()) + 7 * 86400)}},
            ConditionExpression="attribute_not_exists(version) OR version = :seen",
            ExpressionAttributeValues={":seen": {"N": str(version)}},
        )
# ANCHOR_END: store
