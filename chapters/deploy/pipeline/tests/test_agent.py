"""The loop of the agent with a model that says what we tell it to. Needs no model and no AWS."""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import agent


def says(text):
    return {"stopReason": "end_turn", "usage": {"totalTokens": 400},
            "output": {"message": {"role": "assistant", "content": [{"text": text}]}}}


def wants(name, **values):
    return {"stopReason": "tool_use", "usage": {"totalTokens": 400}, "output": {"message": {"role": "assistant", "content": [
        {"toolUse": {"toolUseId": "t1", "name": name, "input": values}}]}}}


class Bookings:
    def __init__(self):
        self.moved = {}

    def tickets_of(self, passenger):
        return {"ana": {"T1"}, "ben": {"T2"}}[passenger]

    def move(self, ticket, departure, key):
        self.moved[key] = (ticket, departure)
        return {"ticket": ticket, "departure": departure}


class Loop(unittest.TestCase):
    def setUp(self):
        self.bookings = Bookings()
        self.session = {"id": "s" * 33, "passenger": "ana"}
        self.tools = agent.desk(self.session, self.bookings, lambda departure: 0.7 if departure == "18:00" else 0.1)

    def talk(self, *replies, **limits):
        script = iter(replies)
        self.messages = [{"role": "user", "content": [{"text": "Will the 18:00 be late?"}]}]
        return agent.run(lambda messages: next(script), self.tools, self.messages, **limits)

    def outcome(self):
        return [part["toolResult"] for message in self.messages for part in message["content"] if "toolResult" in part]

    def test_a_tool_is_called_and_its_result_goes_back_to_the_model(self):
        self.assertEqual(self.talk(wants("delay_chance", departure="18:00"), says("Probably, yes.")), "Probably, yes.")
        self.assertEqual(self.outcome()[0]["content"], [{"json": {"late": 0.7}}])

    def test_another_passengers_ticket_cannot_be_moved(self):
        self.session["agreed"] = "20:00"
        self.talk(wants("rebook", ticket="T2", departure="20:00"), says("I cannot do that."))
        self.assertEqual((self.outcome()[0]["status"], self.bookings.moved), ("error", {}))

    def test_nothing_is_moved_before_the_passenger_agrees(self):
        self.talk(wants("rebook", ticket="T1", departure="20:00"), says("Do you agree?"))
        self.assertIn("has not agreed", self.outcome()[0]["content"][0]["text"])

    def test_a_repeated_wish_moves_the_ticket_once(self):
        self.session["agreed"] = "20:00"
        twice = wants("rebook", ticket="T1", departure="20:00")
        self.talk(twice, twice, says("Done."))
        self.assertEqual(len(self.bookings.moved), 1)

    def test_a_tool_that_does_not_exist_is_an_error_the_model_can_read(self):
        self.talk(wants("refund", ticket="T1"), says("I cannot do that."))
        self.assertEqual(self.outcome()[0]["status"], "error")

    def test_it_stops_after_six_turns(self):
        asked = [wants("delay_chance", departure="18:00")] * 9
        self.assertIn("colleague", self.talk(*asked))
        self.assertEqual(len(self.outcome()), 6)

    def test_it_stops_when_the_tokens_are_used_up(self):
        asked = [wants("delay_chance", departure="18:00")] * 9
        self.assertIn("colleague", self.talk(*asked, most_tokens=900))
        self.assertEqual(len(self.outcome()), 2)

    def test_the_answer_is_json(self):
        self.assertEqual(json.loads(agent.answer(lambda messages: says("Hello."), self.tools, '{"text": "Hi"}')), {"text": "Hello."})


if __name__ == "__main__":
    unittest.main()
