"""The published way of post-processing and preparing, for the items bench: the note's text in every row, one compressed CSV a subset and minimum difficulty.
Usage: published_way.py FOLDER; reads notes.jsonl and replies.jsonl, writes FOLDER/published, prints seconds, items and bytes as JSON."""
import json
import os
import re
import shutil
import sys
import time

import pandas

folder = sys.argv[1]
out = os.path.join(folder, "published")
shutil.rmtree(out, ignore_errors=True)
os.makedirs(out)
began = time.perf_counter()


def items_of(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(part) for part in re.findall(r"{.*?}", text)]


notes = pandas.read_json(os.path.join(folder, "notes.jsonl"), lines=True, dtype=str)
rows = []
with open(os.path.join(folder, "replies.jsonl")) as lines:
    next(lines)
    for line in lines:
        reply = json.loads(line)
        question_type = reply["id"].rsplit(":", 1)[1]
        for item in items_of(reply["text"]):
            rows.append({**item, "note_id": reply["note_id"], "question_type": question_type})
items = pandas.DataFrame(rows).merge(notes, on="note_id", how="left")
subsets = {
    "all": ["boolean", "numeric", "na-boolean", "na-numeric"],
    "boolean": ["boolean"],
    "numeric": ["numeric"],
    "boolean_numeric": ["boolean", "numeric"],
}
for name, types in subsets.items():
    for difficulty in range(1, 10):
        chosen = items[items.question_type.isin(types) & (items.difficulty >= difficulty)]
        chosen.to_csv(os.path.join(out, f"{name}-{difficulty}.csv.gz"), index=False, compression="gzip")
seconds = time.perf_counter() - began
wrote = sum(os.path.getsize(os.path.join(out, name)) for name in os.listdir(out))
print(json.dumps({"items": len(items), "seconds": seconds, "wrote": wrote}))
