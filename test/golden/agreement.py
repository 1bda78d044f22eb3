"""Makes agreement.json: random ratings with the figures that scikit-learn and krippendorff give for them.

Run in an environment with scikit-learn 1.9.1 and krippendorff 0.9.0:

    python test/golden/agreement.py > test/golden/agreement.json

A line of `ratings` is one reviewer; a character is one item, "." where the reviewer said nothing. Kappa is given for two reviewers without gaps.
"""
import json

import krippendorff
import numpy as np
from sklearn.metrics import cohen_kappa_score

rng = np.random.default_rng(7)
SETS = 200


def draw(i):
    raters = 2 if i % 2 == 0 else int(rng.integers(2, 6))
    n, k = int(rng.integers(4, 40)), int(rng.integers(2, 5))
    truth = rng.choice(k, n, p=rng.dirichlet(np.full(k, 0.8)))
    skill = rng.uniform(0.2, 1, raters)
    said = np.array([np.where(rng.uniform(size=n) < s, truth, rng.integers(0, k, n)) for s in skill])
    return np.where(rng.uniform(size=said.shape) < (0 if i % 2 == 0 else 0.2), -1, said)


def score(i):
    said = draw(i)
    counts = np.stack([(said == v).sum(axis=0) for v in range(said.max() + 1)]).T
    row = {"ratings": ["".join("." if v < 0 else "ABCDE"[v] for v in line) for line in said]}
    if len(set(said[:, (said >= 0).sum(axis=0) > 1].flatten()) - {-1}) > 1:
        row["alpha"] = float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))
    if i % 2 == 0 and len(set(said.flatten())) > 1:
        row["kappa"] = float(cohen_kappa_score(said[0], said[1]))
    return row


print(json.dumps([score(i) for i in range(SETS)], separators=(",", ":")).replace("},{", "},\n{"))
