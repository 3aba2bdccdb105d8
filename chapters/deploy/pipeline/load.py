"""Sends requests at a steady rate and prints what callers would feel.

Usage: python3 load.py ENDPOINT SECONDS RATE [RATE ...]
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

BODY = b'{"sailings": [{"wind_kmh": 22, "wave_m": 0.9, "deck_load": 0.8, "hour": 17, "inbound_delay_min": 12}]}'


# ANCHOR: load
def load(call, rate, seconds):
    """p50, p95 and p99 in milliseconds, and the answers a second that were reached."""
    def one(due):
        time.sleep(max(0, due - time.perf_counter()))
        call()
        return (time.perf_counter() - due) * 1000      # from the time it was due: waiting counts, too

    start = time.perf_counter()
    with ThreadPoolExecutor(max_workers=200) as pool:
        times = sorted(pool.map(one, [start + n / rate for n in range(int(rate * seconds))]))
    reached = len(times) / (time.perf_counter() - start)
    return [times[int(len(times) * part)] for part in (0.5, 0.95, 0.99)], reached
# ANCHOR_END: load


if __name__ == "__main__":
    import boto3

    runtime = boto3.client("sagemaker-runtime")

    def call():
        runtime.invoke_endpoint(EndpointName=sys.argv[1], ContentType="application/json", Body=BODY)["Body"].read()

    for rate in map(float, sys.argv[3:]):
        (p50, p95, p99), reached = load(call, rate, float(sys.argv[2]))
        print(f"{rate:>5.0f} rps wanted{reached:>7.0f} reached   p50{p50:>7.0f} ms   p95{p95:>7.0f} ms   p99{p99:>7.0f} ms")
