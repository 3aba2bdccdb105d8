"""Calls an endpoint the way the ticket app does. Exit code 1 stops the release.

Usage: python3 smoke.py ENDPOINT
"""

import json
import sys
import time

import boto3

CALM = {"wind_kmh": 8, "wave_m": 0.3, "deck_load": 0.4, "hour": 10, "inbound_delay_min": 0}
STORM = {"wind_kmh": 65, "wave_m": 2.8, "deck_load": 1.0, "hour": 18, "inbound_delay_min": 45}


# ANCHOR: smoke
def smoke(endpoint, runtime, calls=20, limit_ms=300):
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        answer = runtime.invoke_endpoint(
            EndpointName=endpoint,
            ContentType="application/json",
            Body=json.dumps({"sailings": [CALM, STORM]}),
        )
        calm, storm = json.loads(answer["Body"].read())["late"]
        times.append((time.perf_counter() - start) * 1000)
        if not 0 <= calm < storm <= 1:
            return f"a storm has to raise the chance: calm {calm}, storm {storm}"
    slow = sorted(times)[int(calls * 0.9)]
    return f"p90 is {slow:.0f} ms, allowed are {limit_ms}" if slow > limit_ms else None
# ANCHOR_END: smoke


if __name__ == "__main__":
    fault = smoke(sys.argv[1], boto3.client("sagemaker-runtime"))
    sys.exit(f"smoke test failed: {fault}" if fault else None)
