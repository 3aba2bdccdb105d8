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
def predict(body, content_type):
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
    chances = model().predict_proba(table)[:, 1]
    return json.dumps({"late": [round(float(chance), 4) for chance in chances]})
# ANCHOR_END: predict


# ANCHOR: routes
def answer(method, path, body, content_type):
    """Status and text of the answer to one request."""
    if (method, path) == ("GET", "/ping"):
        try:
            model()                                    # 200 only when a prediction would work
        except Exception as error:
            return 503, f"no model: {error}"
        return 200, ""
    if (method, path) == ("POST", "/invocations"):
        try:
            return 200, predict(body, content_type)
        except TypeError as error:
            return 415, str(error)
        except (KeyError, ValueError) as error:
            return 400, f"bad request: {error}"
    return 404, ""


def application(environ, start_response):
    """The same as a WSGI application, which Gunicorn runs."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    content_type = environ.get("CONTENT_TYPE", "").split(";")[0]
    status, text = answer(environ["REQUEST_METHOD"], environ["PATH_INFO"], body, content_type)
    kind = "application/json" if status == 200 else "text/plain"
    start_response(f"{status} ", [("Content-Type", kind), ("Content-Length", str(len(text.encode())))])
    return [text.encode()]
# ANCHOR_END: routes
