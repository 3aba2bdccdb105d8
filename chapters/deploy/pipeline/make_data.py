"""Writes invented sailings, so that everything here runs without data of anybody.

Usage: python3 make_data.py FOLDER   (writes FOLDER/train/sailings.csv and FOLDER/test/sailings.csv)
"""

import csv
import sys
from pathlib import Path

import numpy as np


def sailings(count, seed):
    random = np.random.default_rng(seed)
    wind = random.gamma(3, 7, count)
    wave = np.clip(wind / 30 + random.normal(0, 0.25, count), 0.1, None)
    load = random.uniform(0.2, 1, count)
    hour = random.integers(4, 23, count)
    inbound = np.clip(random.normal(4, 14, count), 0, None)
    odds = -4.2 + 0.03 * wind + 0.9 * wave + 1.2 * load + 0.07 * inbound + 0.5 * (hour > 16)
    late = (random.uniform(size=count) < 1 / (1 + np.exp(-odds))).astype(int)
    names = ("wind_kmh", "wave_m", "deck_load", "hour", "inbound_delay_min", "late")
    columns = (wind.round(1), wave.round(2), load.round(2), hour, inbound.round(0), late)
    return [dict(zip(names, row)) for row in zip(*columns)]


def write(folder, count, seed):
    folder.mkdir(parents=True, exist_ok=True)
    rows = sailings(count, seed)
    with (folder / "sailings.csv").open("w", newline="") as file:
        lines = csv.DictWriter(file, rows[0])
        lines.writeheader()
        lines.writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]) / "train", 6000, 1)
    write(Path(sys.argv[1]) / "test", 2000, 2)
