"""Answers GET /ping and POST /invocations, which is all that SageMaker AI asks of a hosting container."""

import json
import os
from functools import cache
from pathlib import Path

import joblib
import numpy as np

from train import FEATURES


# ANCHOR: model
@cache
def model():
    """Loaded once for each worker, from where SageMaker AI has unpacked model.tar.gz."""
    return joblib.load(Path(os.environ.get("MODEL_DIR", "/opt/ml/model")) / "model.joblib")
# ANCHOR_END: model


# ANCHOR: predict
def predict(body, content_type, accept="application/json"):
    """The chance of a late departure for each sailing of a request."""
    if content_type == "application/json":
        rows = [[sailing[name] for name in FEATURES] for sailing in json.loads(body)["sailings"]]
    elif content_type == "text/csv":
        rows = [line.split(",") for line in body.decode().split("\n") if line.strip()]
    else:
        raise TypeError(f"cannot read {content_type}")
    table = np.array(rows, dtype=float)
    if table.ndim != 2 or table.shape[1] != len(FEATURES):
        raise ValueError(f"a sailing has {len(FEATURES)} values: {', '.join(FEATURES)}")
    chances = [round(float(chance), 4) for chance in model().predict_proba(table)[:, 1]]
    if accept == "text/csv":                           # one line for each line, which batch transform can join
        return "".join(f"{chance}\n" for chance in chances)
    return json.dumps({"late": chances})
# ANCHOR_END: predict


# ANCHOR: routes
def answer(method, path, body, content_type, accept="application/json"):
    """Status and text of the answer to one request."""
    if (method, path) == ("GET", "/ping"):
        try:
            model()                                    # 200 only when a prediction would work
        except Exception as error:
            return 503, f"no model: {error}"
        return 200, ""
    if (method, path) == ("POST", "/invocations"):
        try:
            return 200, predict(body, content_type, accept)
        except TypeError as error:
            return 415, str(error)
        except (KeyError, ValueError) as error:
            return 400, f"bad request: {error}"
    return 404, ""


def application(environ, start_response):
    """The same as a WSGI application, which Gunicorn runs."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    content_type = environ.get("CONTENT_TYPE", "").split(";")[0]
    accept = "text/csv" if environ.get("HTTP_ACCEPT") == "text/csv" else "application/json"
    status, text = answer(environ["REQUEST_METHOD"], environ["PATH_INFO"], body, content_type, accept)
    kind = accept if status == 200 else "text/plain"
    start_response(f"{status} ", [("Content-Type", kind), ("Content-Length", str(len(text.encode())))])
    return [text.encode()]
# ANCHOR_END: routes
