"""The desk of Isla Verde Lines: a model that may ask for delays and, after the passenger's yes, rebook a ticket.

AgentCore Runtime starts the container and sends POST /invocations to port 8080; `run` is what stands behind it.
"""

import json

# ANCHOR: tools
TOOLS = [
    {"toolSpec": {
        "name": "delay_chance",
        "description": "Chance from 0 to 1 that a sailing of today leaves at least 15 minutes late.",
        "inputSchema": {"json": {"type": "object", "properties": {
            "departure": {"type": "string", "description": "hh:mm, 24 hours"}}, "required": ["departure"]}}}},
    {"toolSpec": {
        "name": "rebook",
        "description": "Moves a ticket to another sailing of today. Call it only after the passenger has agreed to this sailing.",
        "inputSchema": {"json": {"type": "object", "properties": {
            "ticket": {"type": "string"}, "departure": {"type": "string"}}, "required": ["ticket", "departure"]}}}},
]
# ANCHOR_END: tools


# ANCHOR: loop
def run(converse, tools, messages, most_turns=6, most_tokens=8000):
    """Asks the model, carries out what it asks for, and asks again, until it answers or a limit is reached."""
    used = 0
    for _ in range(most_turns):
        reply = converse(messages)
        used += reply["usage"]["totalTokens"]
        message = reply["output"]["message"]
        messages.append(message)
        if reply["stopReason"] != "tool_use":
            return "".join(part.get("text", "") for part in message["content"])
        if used > most_tokens:
            break
        results = []
        for part in message["content"]:
            if "toolUse" not in part:
                continue
            wish = part["toolUse"]
            try:
                outcome = {"content": [{"json": tools[wish["name"]](**wish["input"])}], "status": "success"}
            except Exception as fault:                # the model can read it and try something else
                outcome = {"content": [{"text": f"{type(fault).__name__}: {fault}"}], "status": "error"}
            results.append({"toolResult": {"toolUseId": wish["toolUseId"], **outcome}})
        messages.append({"role": "user", "content": results})
    return "I could not settle this. A colleague will write to you."
# ANCHOR_END: loop


# ANCHOR: rights
def desk(session, bookings, chance):
    """Tools that see one passenger alone, whatever ticket the model names."""
    def rebook(ticket, departure):
        if ticket not in bookings.tickets_of(session["passenger"]):
            raise PermissionError("this ticket belongs to somebody else")
        if session.get("agreed") != departure:        # set by the app when the passenger presses the button
            raise PermissionError("the passenger has not agreed to this sailing")
        return bookings.move(ticket, departure, key=f"{session['id']}-{ticket}-{departure}")   # twice is once

    return {"delay_chance": lambda departure: {"late": chance(departure)}, "rebook": rebook}
# ANCHOR_END: rights


def answer(converse, tools, body):
    return json.dumps({"text": run(converse, tools, [{"role": "user", "content": [{"text": json.loads(body)["text"]}]}])})
