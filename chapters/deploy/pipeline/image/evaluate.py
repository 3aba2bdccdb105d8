"""Compares the new model with the one that serves today. Runs as a processing job in the same image."""

import json
import os
import tarfile
import tempfile
from pathlib import Path

import joblib
from sklearn.metrics import brier_score_loss, roc_auc_score

from train import read


def load(folder):
    """The model in model.tar.gz, or None where the folder has no archive: the first release has no champion."""
    archive = Path(folder) / "model.tar.gz"
    if not archive.exists():
        return None
    with tempfile.TemporaryDirectory() as target, tarfile.open(archive) as packed:
        packed.extractall(target, filter="data")
        return joblib.load(Path(target) / "model.joblib")


# ANCHOR: evaluate
def evaluate(root):
    table, labels = read(root / "test")
    challenger, champion = load(root / "challenger"), load(root / "champion")
    chances = challenger.predict_proba(table)[:, 1]
    auc = roc_auc_score(labels, chances)
    before = roc_auc_score(labels, champion.predict_proba(table)[:, 1]) if champion else 0.5
    report = {
        "rows": len(labels),
        "auc": round(auc, 4),
        "gain": round(auc - before, 4),                # the pipeline's condition reads this number
        "brier": round(brier_score_loss(labels, chances), 4),
    }
    (root / "evaluation").mkdir(exist_ok=True)
    (root / "evaluation/evaluation.json").write_text(json.dumps(report))
    return report
# ANCHOR_END: evaluate


if __name__ == "__main__":
    print(evaluate(Path(os.environ.get("PROCESSING_ROOT", "/opt/ml/processing"))))
