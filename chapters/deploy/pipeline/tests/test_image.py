"""The code of the image, run on invented sailings: train, evaluate, serve. Needs no AWS."""

import io
import json
import os
import shutil
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HERE), str(HERE / "image")]

import app
import evaluate
import make_data
import train


# ANCHOR: setup
class Image(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.ml = Path(cls.folder.name)
        for name in ("input/config", "model", "output"):
            (cls.ml / name).mkdir(parents=True)
        make_data.write(cls.ml / "input/data/train", 1500, 1)
        make_data.write(cls.ml / "test", 800, 2)
        (cls.ml / "input/config/hyperparameters.json").write_text('{"max_iter": "60"}')
        train.train(cls.ml)
        os.environ["MODEL_DIR"] = str(cls.ml / "model")
# ANCHOR_END: setup

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def ask(self, body, content_type="application/json"):
        return app.answer("POST", "/invocations", body, content_type)

    # ANCHOR: unit
    def test_a_storm_raises_the_chance(self):
        rows = b"8,0.3,0.4,10,0\n65,2.8,1.0,18,45\n"
        status, text = self.ask(rows, "text/csv")
        calm, storm = json.loads(text)["late"]
        self.assertEqual(status, 200)
        self.assertLess(calm, storm)

    def test_names_decide_not_the_order(self):
        sailing = {"wind_kmh": 8, "wave_m": 0.3, "deck_load": 0.4, "hour": 10, "inbound_delay_min": 0}
        turned = dict(reversed(sailing.items()))
        answers = {self.ask(json.dumps({"sailings": [one]}).encode()) for one in (sailing, turned)}
        self.assertEqual(len(answers), 1)

    def test_batch_transform_gets_a_line_for_each_line(self):
        status, text = app.answer("POST", "/invocations", b"8,0.3,0.4,10,0\n65,2.8,1.0,18,45\n", "text/csv", "text/csv")
        self.assertEqual((status, text.count("\n")), (200, 2))
        self.assertLess(*map(float, text.split()))

    def test_a_bad_request_is_the_callers_fault(self):
        self.assertEqual(self.ask(b'{"sailings": [{"hour": 3}]}')[0], 400)
        self.assertEqual(self.ask(b"1,2\n", "text/csv")[0], 400)
        self.assertEqual(self.ask(b"<xml/>", "text/xml")[0], 415)
    # ANCHOR_END: unit

    def test_ping_needs_a_model(self):
        self.assertEqual(app.answer("GET", "/ping", b"", "")[0], 200)
        app.model.cache_clear()
        os.environ["MODEL_DIR"] = "/nowhere"
        self.assertEqual(app.answer("GET", "/ping", b"", "")[0], 503)
        os.environ["MODEL_DIR"] = str(self.ml / "model")

    def test_the_server_speaks_http(self):
        seen = []
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/invocations", "CONTENT_TYPE": "text/csv; charset=utf-8",
                   "CONTENT_LENGTH": "15", "wsgi.input": io.BytesIO(b"8,0.3,0.4,10,0\n")}
        body = b"".join(app.application(environ, lambda status, headers: seen.append((status, dict(headers)))))
        self.assertTrue(seen[0][0].startswith("200"))
        self.assertEqual(seen[0][1]["Content-Length"], str(len(body)))

    def test_a_function_gives_the_same_answer(self):
        import on_lambda                               # loads the model when it is imported

        sailing = {"wind_kmh": 65, "wave_m": 2.8, "deck_load": 1.0, "hour": 18, "inbound_delay_min": 45}
        body = json.dumps({"sailings": [sailing]})
        self.assertEqual(on_lambda.handler({"body": body}, None), {"statusCode": 200, "body": self.ask(body.encode())[1]})
        self.assertEqual(on_lambda.handler({"body": "{}"}, None)["statusCode"], 400)

    def test_the_new_model_meets_the_old_one(self):
        for name in ("challenger", "champion"):
            (self.ml / name).mkdir(exist_ok=True)
        with tarfile.open(self.ml / "challenger/model.tar.gz", "w:gz") as packed:
            packed.add(self.ml / "model/model.joblib", "model.joblib")
        first = evaluate.evaluate(self.ml)
        self.assertGreater(first["auc"], 0.6)
        self.assertAlmostEqual(first["gain"], first["auc"] - 0.5, places=3)
        shutil.copy(self.ml / "challenger/model.tar.gz", self.ml / "champion")
        self.assertEqual(evaluate.evaluate(self.ml)["gain"], 0)

    def test_a_failed_training_says_why(self):
        with tempfile.TemporaryDirectory() as empty:
            root = Path(empty)
            (root / "output").mkdir()
            os.environ["ML_ROOT"] = empty
            with self.assertRaises(SystemExit) as stop:
                train.main()
            self.assertEqual(stop.exception.code, 1)
            self.assertIn("hyperparameters.json", (root / "output/failure").read_text())


if __name__ == "__main__":
    unittest.main()
