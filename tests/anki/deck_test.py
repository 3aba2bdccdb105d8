"""Decks as the real Anki sees them: build, import, study, change, import again.

Runs with the `anki` package, which is Anki without a window. Nothing of Anki's is assumed beyond its public
collection: notes, cards, decks, media and answers.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition

PROGRAM = Path(sys.argv.pop(1)).resolve()
BOOK = Path(__file__).parent / "book"


def guidewright(*arguments, date="1700000000"):
    environment = {**os.environ, "SOURCE_DATE_EPOCH": date, "NO_COLOR": "1"}
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, env=environment)


class Deck(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.book = self.folder / "book"
        shutil.copytree(BOOK, self.book)
        self.deck = self.folder / "pilot.apkg"
        self.collection = Collection(str(self.folder / "collection.anki2"))
        self.addCleanup(lambda: self.collection.close())

    def export(self, *more, to=None, date="1700000000"):
        done = guidewright("export", "anki", self.book, "--output", to or self.deck, *more, date=date)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr

    def take_in(self, deck=None):
        """What Anki says it did: new, updated, the same as before."""
        options = ImportAnkiPackageOptions(
            merge_notetypes=False,
            update_notes=ImportAnkiPackageUpdateCondition.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER,
            update_notetypes=ImportAnkiPackageUpdateCondition.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER,
            with_scheduling=False,
            with_deck_configs=False,
        )
        path = str(deck or self.deck)
        log = self.collection.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options)).log
        self.assertEqual(len(log.conflicting), 0)
        return len(log.new), len(log.updated), len(log.duplicate)

    def change(self, old, new):
        file = self.book / "chapters/pilot.md"
        text = file.read_text()
        self.assertEqual(text.count(old), 1, old)
        file.write_text(text.replace(old, new))

    def note(self, item):
        notes = self.collection.find_notes(f'Id:"{item}"')
        self.assertEqual(len(notes), 1, item)
        return self.collection.get_note(notes[0])

    def schedule(self):
        columns = "select id, nid, did, type, queue, due, ivl, factor, reps, lapses from cards order by id"
        return self.collection.db.all(columns)

    def answer_some(self, count):
        names = [deck for deck in self.collection.decks.all_names_and_ids() if deck.name == "Harbour pilot"]
        self.collection.decks.select(names[0].id)
        for ease in [3, 4, 1, 4][:count]:
            card = self.collection.sched.getCard()
            self.assertIsNotNone(card)
            card.start_timer()
            self.collection.sched.answerCard(card, ease)

    def test_a_deck_arrives_whole(self):
        self.assertIn("5 questions and 3 cards", self.export())
        self.assertEqual(self.take_in(), (8, 0, 0))
        names = {deck.name for deck in self.collection.decks.all_names_and_ids()}
        self.assertIn("Harbour pilot::1 Water: tides::1.1 Read the tide", names)
        self.assertIn("Harbour pilot::2 Traffic::2.1 Give way", names)
        self.assertEqual(self.note("half-tide").tags, ["difficulty::2", "kind::choice", "objective::1.1.K1"])
        self.assertEqual(self.collection.find_notes("secret"), [])
        problems, _ = self.collection.fix_integrity()
        self.assertNotIn("fixed", problems.lower())

    def test_every_kind_asks_and_answers(self):
        self.export()
        self.take_in()

        def sides(item):
            card = self.note(item).cards()[0]
            front = card.question()
            back = card.answer()
            for side in (front, back):
                self.assertNotIn("{{", side)
                self.assertNotIn("href=\"#", side)
                self.assertNotIn("href=\"pilot", side)
            return front, back.split('<hr id="answer">')[1]

        front, back = sides("half-tide")
        self.assertNotIn("twelfths have", front)
        self.assertIn("<math", front)
        self.assertIn("✓ Half of the range, <code>6/12</code>", back)
        self.assertIn("That takes six hours.", back)
        self.assertIn('href="https://example.org/pilot/pilot.html#here"', back)
        self.assertIn("at 09:00", back)
        front, _ = sides("slow-hours")
        self.assertIn("Choose 2.", front)
        front, back = sides("enter")
        self.assertIn("Choose 3 and put them in order.", front)
        steps = [back.index(step) for step in ("Call the harbour", "Wait for", "Enter at", "✗ Drop")]
        self.assertEqual(steps, sorted(steps))
        front, back = sides("lights")
        self.assertIn("once or not at all", front)
        self.assertIn("Blue", front)
        self.assertRegex(back, r"<th>Port</th><td[^>]*>Red</td>")
        front, _ = sides("fog-speed")
        self.assertIn("A ferry lies in fog", front)
        front, back = sides("card-slack")
        self.assertIn("A weak tug must turn", front)
        for words in ("At slack water", "no stream", "Half tide"):
            self.assertIn(words, back)

    def test_pictures_travel_along(self):
        self.export()
        self.take_in()
        stem = self.note("half-tide")["Stem"]
        names = self.collection.media.files_in_str(self.note("half-tide").mid, stem)
        self.assertEqual(len(names), 1, stem)
        stored = Path(self.collection.media.dir()) / names[0]
        self.assertEqual(stored.read_bytes(), (BOOK / "chapters/buoy.svg").read_bytes())
        self.assertEqual(list(self.collection.media.check().missing), [])

    def test_the_same_book_gives_the_same_bytes(self):
        other = self.folder / "other.apkg"
        self.export()
        self.export(to=other)
        self.assertEqual(self.deck.read_bytes(), other.read_bytes())
        self.export()
        self.assertEqual(self.deck.read_bytes(), other.read_bytes())

    def test_a_changed_card_keeps_every_schedule(self):
        for later in ("1700000000", "1700009999", "1600000000"):
            with self.subTest(later=later):
                self.tearDown()
                self.doCleanups()
                self.setUp()
                self.export()
                self.take_in()
                self.answer_some(4)
                before = self.schedule()
                reviews = self.collection.db.scalar("select count() from revlog")
                self.assertEqual(reviews, 4)
                self.change("At slack water |", "When the stream stands |")
                self.export(date=later)
                self.assertEqual(self.take_in(), (0, 1, 7))
                self.assertEqual(self.note("card-slack")["Solution"], "When the stream stands")
                self.assertEqual(self.collection.note_count(), 8)
                self.assertEqual(self.schedule(), before)
                self.assertEqual(self.collection.db.scalar("select count() from revlog"), reviews)

    def test_a_build_elsewhere_with_a_later_date_updates_too(self):
        self.export()
        self.take_in()
        self.answer_some(3)
        before = self.schedule()
        self.change("At slack water |", "When the stream stands |")
        elsewhere = self.folder / "elsewhere.apkg"
        self.export(to=elsewhere, date="1700009999")
        self.take_in(elsewhere)
        self.assertEqual(self.note("card-slack")["Solution"], "When the stream stands")
        self.assertEqual((self.collection.note_count(), self.schedule()), (8, before))

    def test_a_new_question_is_added_and_one_that_moved_stays_itself(self):
        self.export()
        self.take_in()
        self.answer_some(2)
        before = self.schedule()
        text = (self.book / "chapters/pilot.md").read_text()
        start, end = text.index("### Slow hours"), text.index("### Enter")
        moved = text[:start] + text[end:].replace("## Cards", text[start:end] + "## Cards")
        row = "| card-new | What is new? | This | new | That |\n"
        (self.book / "chapters/pilot.md").write_text(moved + row)
        self.export()
        self.assertEqual(self.take_in(), (1, 0, 8))
        self.assertEqual([row for row in self.schedule() if row in before], before)

    def test_questions_kept_for_exams_come_only_when_asked_for(self):
        self.assertIn("1 question is kept", self.export())
        with zipfile.ZipFile(self.deck) as deck:
            for name in deck.namelist():
                self.assertNotIn(b"secret", deck.read(name))
        self.export("--exam-questions")
        self.assertEqual(self.take_in(), (9, 0, 0))
        self.assertIn("secret", self.note("kept-back")["Stem"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
