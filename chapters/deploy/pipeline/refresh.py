"""The documents behind an assistant as a version: what has changed since the last one, and how to get it back."""

import json

# ANCHOR: changes
def changes(before, now):
    """Compares two manifests, {key: {"etag": …, "version": …}}, and says how large the step is."""
    added = sorted(now.keys() - before.keys())
    deleted = sorted(before.keys() - now.keys())
    changed = sorted(key for key in before.keys() & now.keys() if before[key]["etag"] != now[key]["etag"])
    return {
        "added": len(added), "changed": len(changed), "deleted": len(deleted),
        "deletedShare": round(len(deleted) / len(before), 4) if before else 0.0,
        "sample": (deleted + changed + added)[:10],
    }
# ANCHOR_END: changes


def manifest(s3, bucket, prefix):
    """What is there now, with the version of each object. The bucket has versioning switched on."""
    found = {}
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        for item in page.get("Versions", []):
            if item["IsLatest"]:
                found[item["Key"]] = {"etag": item["ETag"].strip('"'), "version": item["VersionId"]}
    return found


# ANCHOR: restore
def restore(s3, bucket, before, now):
    """Makes the documents what they were in an earlier manifest; the next ingestion follows by itself."""
    for key in now.keys() - before.keys():
        s3.delete_object(Bucket=bucket, Key=key)
    for key, item in sorted(before.items()):
        if now.get(key, {}).get("etag") != item["etag"]:
            s3.copy_object(Bucket=bucket, Key=key, CopySource={"Bucket": bucket, "Key": key, "VersionId": item["version"]})
# ANCHOR_END: restore


# ANCHOR: golden
def golden(retrieve, questions, before, least=0.85, most_loss=0.03):
    """Recall at five on questions whose sources are known, and a verdict against the version that serves."""
    recall, lost = 0.0, []
    for question in questions:
        wanted, found = set(question["uris"]), set(retrieve(question["text"])[:5])
        recall += len(wanted & found) / len(wanted)
        if not wanted & found:
            lost.append(question["text"])
    recall = round(recall / len(questions), 4)
    return {"recall": recall, "good": recall >= max(least, before - most_loss), "lost": lost[:10]}
# ANCHOR_END: golden


def save(s3, bucket, name, content):
    s3.put_object(Bucket=bucket, Key=f"manifests/{name}.json", Body=json.dumps(content).encode())
