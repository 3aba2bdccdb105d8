"""What the desk remembers, on conversations made for the purpose and against stubs."""

import json
import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("AWS_DEFAULT_REGION", "ap-southeast-1")

import boto3
from botocore.exceptions import ClientError
from botocore.stub import Stubber

import agent_state

ASK = {"role": "user", "content": [{"text": "Will the 18:00 be late?"}]}
WISH = {"role": "assistant", "content": [{"toolUse": {"toolUseId": "t1", "name": "delay_chance", "input": {}}}]}
RESULT = {"role": "user", "content": [{"toolResult": {"toolUseId": "t1", "content": [{"json": {"late": 0.7}}]}}]}
REPLY = {"role": "assistant", "content": [{"text": "Probably, yes."}]}


class Fit(unittest.TestCase):
    def test_what_fits_stays(self):
        talk = [ASK, WISH, RESULT, REPLY]
        self.assertEqual(agent_state.fit(talk, 100, lambda message: 1), talk)

    def test_the_oldest_go_first(self):
        self.assertEqual(agent_state.fit([ASK, REPLY, ASK, REPLY], 2, lambda message: 1), [ASK, REPLY])

    def test_a_result_without_its_wish_goes_too(self):
        self.assertEqual(agent_state.fit([ASK, WISH, RESULT, REPLY, ASK], 3, lambda message: 1), [ASK])

    def test_one_long_question_is_kept_alone(self):
        self.assertEqual(agent_state.fit([ASK, REPLY, ASK], 1, lambda message: 9), [ASK])


class Store(unittest.TestCase):
    def setUp(self):
        self.client = boto3.client("dynamodb", aws_access_key_id="x", aws_secret_access_key="x")
        self.sessions = agent_state.Sessions(self.client, "desk")
        self.stub = Stubber(self.client)

    def test_a_conversation_comes_back(self):
        self.stub.add_response("get_item", {"Item": {"messages": {"S": json.dumps([ASK])}, "version": {"N": "3"}}})
        with self.stub:
            self.assertEqual(self.sessions.load("ana", "s1"), ([ASK], 3))

    def test_a_new_session_is_empty(self):
        self.stub.add_response("get_item", {})
        with self.stub:
            self.assertEqual(self.sessions.load("ana", "s2"), ([], 0))

    def test_the_second_writer_is_refused(self):
        self.stub.add_client_error("put_item", "ConditionalCheckFailedException")
        with self.stub, self.assertRaises(ClientError):
            self.sessions.save("ana", "s1", [ASK], 2)


if __name__ == "__main__":
    unittest.main()
