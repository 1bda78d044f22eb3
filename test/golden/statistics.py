"""Makes statistics.json: random label/prediction sets with the figures that scikit-learn, SciPy and statsmodels give for them.

Run in an environment with scikit-learn 1.9.1, SciPy 1.17.1 and statsmodels 0.15.0:

    python test/golden/statistics.py > test/golden/statistics.json

A set's answers are one character each: Y, N, A (the answer NA), a digit d for the number d/10, and U for an unparsed reply.
U is never a label; the libraries see it as one more predicted class.
"""
import json
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import zt_ind_solve_power

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20180913)
SETS, CLUSTERED = 1000, 24


def draw_set(i):
    """A label set and two models' predictions; skewed classes, so that a few sets lack a class in labels, predictions or both."""
    kind = ["YN", "YNA", "0247A"][0 if i % 2 == 0 else 1 + (i // 2) % 2]
    n = int(rng.integers(1, 41))
    classes = list(kind)
    weights = rng.dirichlet(np.full(len(classes), 0.6))
    labels = rng.choice(classes, n, p=weights)
    def model():
        skill, lost = rng.uniform(0, 1), rng.choice([0, 0.1])
        said = np.where(rng.uniform(size=n) < skill, labels, rng.choice(classes, n))
        return np.where(rng.uniform(size=n) < lost, "U", said)
    return labels, model(), model()


def score_set(i):
    labels, first, second = draw_set(i)
    classes = sorted(set(labels) | set(first) - {"U"})
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(labels, first, labels=classes, zero_division=0)
    both = labels == first, labels == second
    table = [[np.sum(both[0] & both[1]), np.sum(both[0] & ~both[1])], [np.sum(~both[0] & both[1]), np.sum(~both[0] & ~both[1])]]
    row = {
        "labels": "".join(labels),
        "first": "".join(first),
        "second": "".join(second),
        "accuracy": metrics.accuracy_score(labels, first),
        "balanced": metrics.balanced_accuracy_score(labels, first),
        "micro": metrics.f1_score(labels, first, average="micro"),
        "macro": metrics.f1_score(labels, first, labels=classes, average="macro", zero_division=0),
        "classes": "".join(classes),
        "precision": list(precision),
        "recall": list(recall),
        "f1": list(f1),
        "mcnemar": float(mcnemar(np.array(table), exact=True).pvalue),
    }
    if set(labels) <= {"Y", "N"}:
        row["sensitivity"] = metrics.recall_score(labels, first, labels=["Y"], average="micro", zero_division=0)
        row["specificity"] = metrics.recall_score(labels, first, labels=["N"], average="micro", zero_division=0)
    return row


def clustered():
    """Per-patient sums of right answers of two models, and item counts, with SciPy's percentile intervals over patients."""
    clusters = int(rng.integers(15, 120))
    counts = rng.integers(1, 25, clusters)
    easy = rng.beta(3, 2, clusters)
    first, second = rng.binomial(counts, easy), rng.binomial(counts, np.clip(easy - rng.uniform(0, 0.2), 0, 1))
    def interval(sums):
        mean = lambda s, c, axis=-1: s.sum(axis=axis) / c.sum(axis=axis)
        result = stats.bootstrap((sums, counts), mean, paired=True, vectorized=True, method="percentile", n_resamples=40_000, batch=2000, rng=rng)
        return [float(result.confidence_interval.low), float(result.confidence_interval.high), float(result.standard_error)]
    return {"counts": counts.tolist(), "first": first.tolist(), "second": second.tolist(), "interval": interval(first), "difference": interval(first - second)}


sets = [score_set(i) for i in range(SETS)]
ps = [row["mcnemar"] for row in sets]
out = {
    "sets": sets,
    "holm": [multipletests(ps[i:i + 13], method="holm")[1].tolist() for i in range(0, 260, 13)],
    "large_mcnemar": [[b, c, float(stats.binomtest(b, b + c).pvalue)] for b, c in [(8496, 9027), (300, 100), (1000, 1000), (0, 40), (20000, 20400)]],
    "clustered": [clustered() for _ in range(CLUSTERED)],
    "effects": [[level, power, float(zt_ind_solve_power(effect_size=None, nobs1=1, alpha=1 - level, power=power, ratio=0)), float(stats.norm.ppf((1 + level) / 2) + stats.norm.ppf(power))]
                for level in (0.9, 0.95, 0.99) for power in (0.8, 0.9, 0.99)],
}


def rounded(value):
    """14 decimals: a hundredth of what the tests allow."""
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return round(float(value), 14) if isinstance(value, float) else value


def compact(value):
    """One set a line, so that a change shows as a small diff."""
    lines = [f'"{key}": [\n' + ",\n".join(json.dumps(rounded(row), separators=(",", ":")) for row in rows) + "\n]" for key, rows in value.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


print(compact(out))
