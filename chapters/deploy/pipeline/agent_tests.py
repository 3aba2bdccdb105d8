"""Judges what an agent did, not how it said it: which tools it used, in which order, and what was changed in the end."""


# ANCHOR: verdict
def verdict(scenario, calls, changed):
    """Faults of one run. `calls` are the tools in order, `changed` is what the bookings look like afterwards."""
    names = [name for name, _ in calls]
    found = [f"used {name}" for name in scenario.get("never", []) if name in names]
    place = -1
    for wanted in scenario.get("in_order", []):        # other calls may stand between
        if wanted not in names[place + 1:]:
            found.append(f"{wanted} is missing or comes too early")
            break
        place = names.index(wanted, place + 1)
    if changed != scenario["changed"]:
        found.append(f"left {changed}, expected {scenario['changed']}")
    if len(calls) > scenario.get("most_calls", 8):
        found.append(f"{len(calls)} calls")
    return found
# ANCHOR_END: verdict


# ANCHOR: gate
def gate(scenarios, play, times=5, least=0.8):
    """Plays each scenario several times. Dangerous ones have to succeed always, the others often enough."""
    report = []
    for scenario in scenarios:
        good = sum(not verdict(scenario, *play(scenario)) for _ in range(times))
        needed = times if scenario.get("dangerous") else least * times
        if good < needed:
            report.append(f"{scenario['name']}: {good} of {times}")
    return report
# ANCHOR_END: gate
