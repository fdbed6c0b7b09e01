"""Holds clients of this language, and asks them: in each line of stdin a question, in each line of stdout its answer."""
import importlib
import json
import sys
import time

ahead = 0
now, monotonic = time.time, time.monotonic
time.time = lambda: now() + ahead
time.monotonic = lambda: monotonic() + ahead

opened = {}


def open_all(clients):
    for client in clients:
        module = importlib.import_module(client["client"])
        opened[client["id"]] = module.verifier(**client["settings"])
    return "opened"


def judge(question):
    try:
        return {"subject": opened[question["id"]](question["token"])["sub"]}
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"}


def advance(seconds):
    global ahead
    ahead += seconds
    return f"{ahead} s ahead"


def use(client, settings, act, token=None):
    module = importlib.import_module(client)
    if not hasattr(module, act):
        return {}
    try:
        return {"said": getattr(module, act)(settings, token)}
    except Exception as error:
        return {"failed": f"{type(error).__name__}: {error}"}


def answer(question):
    if "use" in question:
        return use(**question["use"])
    if "open" in question:
        return open_all(question["open"])
    if "advance" in question:
        return advance(question["advance"])
    return [judge(each) for each in question["ask"]]


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
