"""The published way of post-processing and preparing, for the items bench, after its README: pandas, the note's text in every row; one compressed CSV a subset and minimum difficulty;
from these, for each student, types balanced, prompt and response written out in every row, a split by row, and a dataset in the format of Hugging Face's datasets.
Usage: published_way.py FOLDER HARDEST; reads notes.jsonl, replies.jsonl and prompts.json, writes FOLDER/published, prints seconds, items and bytes as JSON."""
import json
import os
import re
import shutil
import sys
import time

import pandas
from datasets import Dataset, DatasetDict, disable_progress_bars

folder, hardest = sys.argv[1], int(sys.argv[2])
out = os.path.join(folder, "published")
shutil.rmtree(out, ignore_errors=True)
os.makedirs(out)
disable_progress_bars()
ALL = ["boolean", "numeric", "na-boolean", "na-numeric"]
SUBSETS = {"all": ALL, "boolean": ["boolean"], "numeric": ["numeric"], "boolean_numeric": ["boolean", "numeric"]}
# Subset, number of the hardest of each type (None: all), support.
STUDENTS = {"All": ("all", None, True), "H-25k": ("all", hardest, True), "NB-Only": ("boolean_numeric", hardest, True), "No-S": ("all", hardest, False)}


def items_of(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(part) for part in re.findall(r"{.*?}", text)]


def postprocess():
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
    for name, types in SUBSETS.items():
        for difficulty in range(1, 10):
            chosen = items[items.question_type.isin(types) & (items.difficulty >= difficulty)]
            chosen.to_csv(os.path.join(out, f"{name}-{difficulty}.csv.gz"), index=False, compression="gzip")
    return len(items)


def prepare():
    with open(os.path.join(folder, "prompts.json")) as file:
        prompts = json.load(file)
    for student, (subset, most, support) in STUDENTS.items():
        items = pandas.read_csv(os.path.join(out, f"{subset}-1.csv.gz"))
        if most:
            items = items.sort_values("difficulty", ascending=False).groupby("question_type").head(most)
        system, user = prompts["support" if support else "no_support"]
        answered = ["question", "type", "answer", "section", "source", "explanation"] if support else ["question", "type", "answer"]
        items["prompt"] = items.apply(lambda row: user.replace("{note}", row.text).replace("{question}", row.question), axis=1)
        items["response"] = items.apply(lambda row: json.dumps({name: row[name] for name in answered}), axis=1)
        items["system"] = system
        items = items.sample(frac=1)[["system", "prompt", "response"]]
        test = len(items) // 10
        parts = {"train": items[test:], "test": items[:test]}
        DatasetDict({name: Dataset.from_pandas(part, preserve_index=False) for name, part in parts.items()}).save_to_disk(os.path.join(out, student))


began = time.perf_counter()
count = postprocess()
middle = time.perf_counter()
prepare()
ended = time.perf_counter()
wrote = sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(out) for name in names)
csv = sum(entry.stat().st_size for entry in os.scandir(out) if entry.is_file())
print(json.dumps({"items": count, "seconds": ended - began, "postprocess_seconds": middle - began, "wrote": wrote, "csv": csv}))
