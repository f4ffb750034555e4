#!/usr/bin/python3
"""A plugin in Python: one process for many jobs, over standard input and output. Nothing but the standard library."""
import json
import os
import sys
import threading

out = threading.Lock()
running = {}  # request id -> an event that is set when the job is cancelled
folder = ""


def say(**message):
    with out:
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def fail(request, number, code, message, retry=False):
    say(id=request, error={"code": number, "message": message, "data": {"code": code, "retry": retry}})


def stamp(request, job, cancelled):
    text = job["arguments"].get("text")
    if not isinstance(text, str):
        return fail(request, -32602, "bad-arguments", 'stamp wants "text".')
    say(method="progress", params={"id": request, "percent": 50})
    path = f"{request}.txt"
    with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
        file.write(f"{text}\nReceived {job['at']}\n")
    files = [{"name": "stamped", "path": path, "mediaType": "text/plain"}]
    say(id=request, result={"output": {"by": "python"}, "files": files})


def wait(request, job, cancelled):
    if cancelled.wait(timeout=30):
        return fail(request, -32000, "cancelled", "The job was cancelled.")
    say(id=request, result={"output": {}})


ACTIONS = {"stamp": stamp, "wait": wait}


def work(request, job, cancelled):
    action = ACTIONS.get(job.get("action"))
    try:
        if action is None:
            fail(request, -32601, "unknown-action", f"there is no action {job.get('action')}; there are {', '.join(ACTIONS)}")
        else:
            action(request, job, cancelled)
    except Exception as error:  # A fault of ours; perhaps it is gone at the next attempt.
        fail(request, -32000, "plugin-error", type(error).__name__, retry=True)
    finally:
        del running[request]


def main():
    global folder
    workers = []
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            message = json.loads(line)
            method, request, params = message["method"], message.get("id"), message.get("params") or {}
        except (ValueError, KeyError, TypeError, AttributeError):
            fail(None, -32700, "no-message", "no message")
            continue
        if method == "initialize":
            offered = params.get("protocol", {})
            if not offered.get("min", 1) <= 1 <= offered.get("max", 1):
                fail(request, -32000, "no-common-version", "this plugin speaks version 1")
                continue
            folder = params.get("folder", "")
            say(id=request, result={"protocol": 1, "name": "stamp", "version": "1.0.0", "actions": list(ACTIONS)})
        elif method == "run":
            cancelled = running[request] = threading.Event()  # Here, so that a cancel that follows at once finds it.
            workers.append(threading.Thread(target=work, args=(request, params, cancelled)))
            workers[-1].start()
        elif method == "cancel":
            if params.get("id") in running:
                running[params["id"]].set()
        elif method == "shutdown":
            for worker in workers:
                worker.join()
            say(id=request, result={})
            return
        elif request is not None:
            fail(request, -32601, "unknown-method", f"there is no method {method}")
    for cancelled in list(running.values()):  # The daemon is gone.
        cancelled.set()


main()
