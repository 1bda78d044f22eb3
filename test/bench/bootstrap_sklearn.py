"""The loop that the bootstrap bench is measured against: patients drawn with replacement, scikit-learn's accuracy on their rows, all models on each draw of their own.

Reads {"clusters": [...], "labels": [...], "models": [[...], ...]} with whole numbers from standard input; prints processor seconds a resample, over `argv[1]` resamples a model.
"""
import json
import sys
import time

import numpy as np
from sklearn.metrics import accuracy_score

data = json.load(sys.stdin)
resamples = int(sys.argv[1])
clusters, labels = np.array(data["clusters"]), np.array(data["labels"])
order = np.argsort(clusters, kind="stable")
rows = np.split(order, np.flatnonzero(np.diff(clusters[order])) + 1)
rng = np.random.default_rng(1)

began = time.process_time()
for predictions in map(np.array, data["models"]):
    scores = []
    for _ in range(resamples):
        drawn = np.concatenate([rows[i] for i in rng.integers(0, len(rows), len(rows))])
        scores.append(accuracy_score(labels[drawn], predictions[drawn]))
    np.percentile(scores, [2.5, 97.5])
print((time.process_time() - began) / resamples)
