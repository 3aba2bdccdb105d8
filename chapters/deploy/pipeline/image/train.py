"""Trains the model of Isla Verde Lines: will a sailing leave at least 15 minutes late?

SageMaker AI starts the image with the word `train`. Settings and data are below /opt/ml/input; what is written to
/opt/ml/model becomes model.tar.gz in Amazon S3. Set ML_ROOT to another folder to run it on a laptop.
"""

import csv
import json
import os
import sys
import traceback
from pathlib import Path

import joblib
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

# ANCHOR: features
FEATURES = ("wind_kmh", "wave_m", "deck_load", "hour", "inbound_delay_min")
TARGET = "late"
# ANCHOR_END: features


def read(folder):
    """All CSV files of a channel, as a table of features and a column of labels."""
    rows = []
    for path in sorted(Path(folder).glob("*.csv")):
        with path.open(newline="") as lines:
            rows += list(csv.DictReader(lines))
    if not rows:
        raise ValueError(f"no rows in {folder}")
    table = np.array([[float(row[name]) for name in FEATURES] for row in rows])
    return table, np.array([int(row[TARGET]) for row in rows])


# ANCHOR: train
def train(root):
    settings = json.loads((root / "input/config/hyperparameters.json").read_text())
    model = HistGradientBoostingClassifier(
        max_iter=int(settings.get("max_iter", "150")),                # every value arrives as text
        learning_rate=float(settings.get("learning_rate", "0.1")),
        random_state=int(settings.get("seed", "7")),
    )
    table, labels = read(root / "input/data/train")
    model.fit(table, labels)
    joblib.dump(model, root / "model/model.joblib")
    print(f"train:rows={len(labels)}")
    print(f"train:accuracy={model.score(table, labels):.4f}")
# ANCHOR_END: train


# ANCHOR: failure
def main():
    root = Path(os.environ.get("ML_ROOT", "/opt/ml"))
    try:
        train(root)
    except Exception as error:
        # The first 1,024 characters are shown by DescribeTrainingJob as FailureReason.
        (root / "output/failure").write_text(f"{error}\n{traceback.format_exc()}")
        sys.exit(1)
# ANCHOR_END: failure


if __name__ == "__main__":
    main()
