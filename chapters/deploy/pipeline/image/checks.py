"""Questions to data and to a model whose answers are known before: a contract, slices, and behaviour.

Usage: python checks.py FOLDER   (a folder with CSV files; exit code 1 if the contract is broken)
"""

import csv
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from train import FEATURES, TARGET

# ANCHOR: contract
RANGES = {"wind_kmh": (0, 250), "wave_m": (0, 15), "deck_load": (0, 1), "hour": (0, 23), "inbound_delay_min": (0, 600)}


def broken(folder, least_rows=1000, rates=(0.05, 0.6)):
    """What is wrong with the data of a channel, as a list of sentences."""
    faults, labels = [], []
    for path in sorted(Path(folder).glob("*.csv")):
        with path.open(newline="") as lines:
            table = csv.DictReader(lines)
            missing = [name for name in (*FEATURES, TARGET) if name not in (table.fieldnames or ())]
            if missing:
                return [f"{path.name} has no column {', '.join(missing)}"]
            for number, row in enumerate(table, start=2):
                labels.append(row[TARGET])
                for name, (low, high) in RANGES.items():
                    if not row[name] or not low <= float(row[name]) <= high:
                        faults.append(f"{path.name}, line {number}: {name} is {row[name] or 'empty'}")
    if len(labels) < least_rows:
        faults.append(f"{len(labels)} rows, at least {least_rows} are needed")
    elif not rates[0] <= labels.count("1") / len(labels) <= rates[1]:
        faults.append(f"share of late sailings is {labels.count('1') / len(labels):.2f}")
    return faults
# ANCHOR_END: contract


# ANCHOR: slices
def slices(model, table, labels, name, edges):
    """AUC and size of each slice of a column; an average can hide a slice that is bad."""
    column, chances = table[:, FEATURES.index(name)], model.predict_proba(table)[:, 1]
    parts = np.digitize(column, edges)
    return {int(part): (round(roc_auc_score(labels[parts == part], chances[parts == part]), 3), int((parts == part).sum()))
            for part in np.unique(parts)}
# ANCHOR_END: slices


# ANCHOR: behaviour
def misbehaviour(model, table, share=0.9):
    """Expectations about any model of this kind, whatever its weights are."""
    def changed(**values):
        other = table.copy()
        for name, value in values.items():
            other[:, FEATURES.index(name)] = value
        return model.predict_proba(other)[:, 1]

    faults = []
    calmer, rougher = changed(wave_m=0.2, wind_kmh=5), changed(wave_m=3.0, wind_kmh=70)
    if (rougher > calmer).mean() < share:                             # directional
        faults.append(f"rough seas raise the chance in only {(rougher > calmer).mean():.0%} of the sailings")
    shifted = table + np.array([0.05 if name == "wind_kmh" else 0 for name in FEATURES])
    moved = np.abs(model.predict_proba(shifted)[:, 1] - model.predict_proba(table)[:, 1])
    if np.quantile(moved, 0.95) > 0.1:                                # invariance: noise of the instrument
        faults.append(f"wind that differs by 0.05 km/h moves answers by {np.quantile(moved, 0.95):.2f}")
    return faults
# ANCHOR_END: behaviour


if __name__ == "__main__":
    found = broken(sys.argv[1])
    print("\n".join(found[:20]) or "the data keep the contract")
    sys.exit(bool(found))
