#!/usr/bin/env python3
"""Replays a recorded conversation with a correct router, and compares the answers of yours: python3 transcript.py router.jsonl python3 router.py"""
import json
import subprocess
import sys


def plain(value):
    """The part of an answer that has to be equal: everything except texts for people, and sizes."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items() if name not in ('detail', 'reason', 'sizes')}
    return value


pipe = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
for number, line in enumerate(open(sys.argv[1], encoding='utf-8'), 1):
    both = json.loads(line)
    print(json.dumps(both['ask']), file=pipe.stdin, flush=True)
    came = json.loads(pipe.stdout.readline())
    if both['ask']['kind'] != 'hello' and plain(came) != plain(both['answer']):
        sys.exit(f'line {number}: asked {both["ask"]}\n  expected {both["answer"]}\n  came     {came}')
print(f'{number} answers as expected')
