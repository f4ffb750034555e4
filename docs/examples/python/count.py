#!/usr/bin/python3
"""A plugin in Python that is run once a job: JSON on standard input, JSON on standard output, an exit code of sysexits."""
import json
import os
import sys

try:
    job = json.load(sys.stdin)
    action, text = job["action"], job["arguments"].get("text")
except (ValueError, KeyError, AttributeError):
    sys.exit(os.EX_DATAERR)
if action != "count":
    print(f"there is no action {action}", file=sys.stderr)
    sys.exit(os.EX_USAGE)
if not isinstance(text, str):
    print('count wants "text"', file=sys.stderr)
    sys.exit(os.EX_DATAERR)
json.dump({"output": {"characters": len(text)}}, sys.stdout)
