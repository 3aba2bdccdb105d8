"""The checks of data and model, on invented sailings that keep the contract and on some that break it."""

import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HERE), str(HERE / "image")]

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

import checks
import make_data
import train


class Contract(unittest.TestCase):
    def faults(self, change=lambda text: text, rows=1200):
        with tempfile.TemporaryDirectory() as folder:
            make_data.write(Path(folder), rows, 3)
            file = Path(folder) / "sailings.csv"
            file.write_text(change(file.read_text()))
            return checks.broken(folder)

    def test_good_data_pass(self):
        self.assertEqual(self.faults(), [])

    def test_a_renamed_column_is_named(self):
        self.assertEqual(self.faults(lambda text: text.replace("wave_m", "wave_height", 1)), ["sailings.csv has no column wave_m"])

    def test_a_wrong_unit_is_named(self):
        def percent(text):
            lines = text.splitlines()
            cells = lines[1].split(",")
            return "\n".join([lines[0], ",".join([*cells[:2], "87", *cells[3:]]), *lines[2:]])
        self.assertEqual(self.faults(percent), ["sailings.csv, line 2: deck_load is 87"])

    def test_a_short_delivery_is_refused(self):
        self.assertEqual(self.faults(rows=40), ["40 rows, at least 1000 are needed"])


class Model(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            make_data.write(Path(folder), 3000, 4)
            cls.table, cls.labels = train.read(folder)
        cls.model = HistGradientBoostingClassifier(max_iter=60, random_state=7).fit(cls.table, cls.labels)

    def test_a_sensible_model_behaves(self):
        self.assertEqual(checks.misbehaviour(self.model, self.table), [])

    def test_a_model_that_has_learned_nothing_is_found(self):
        lost = HistGradientBoostingClassifier(max_iter=5).fit(self.table, np.random.default_rng(5).permutation(self.labels))
        self.assertIn("rough seas", checks.misbehaviour(lost, self.table)[0])

    def test_slices_cover_all_rows(self):
        parts = checks.slices(self.model, self.table, self.labels, "hour", [9, 16])
        self.assertEqual(sum(count for _, count in parts.values()), len(self.labels))


if __name__ == "__main__":
    unittest.main()
