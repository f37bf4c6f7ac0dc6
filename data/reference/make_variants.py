"""Computes variants.json: what scikit-learn 1.7.0's MiniBatchKMeans and BisectingKMeans find.

Run it with scikit-learn 1.7.0: python3 make_variants.py > variants.json

Since 1.9, mini-batches are drawn by weight, as ours are. So weighted fits have a file of their own. Run it
with scikit-learn 1.9.1: python3 make_variants.py weighted > weighted_mini_batch.json
"""

import json
import sys

import numpy as np
from sklearn.cluster import BisectingKMeans, MiniBatchKMeans
from sklearn.datasets import load_digits
from sklearn.preprocessing import StandardScaler

rng = np.random.RandomState(20)
blobs = np.concatenate([rng.normal(c, 1.5, (50, 2)) for c in rng.uniform(-10, 10, (7, 2))])
blobs = np.round(rng.permutation(blobs) * 64) / 64
raw = load_digits().data
data = {"raw": raw, "scaled": StandardScaler().fit_transform(raw), "blobs": blobs}
# The tests compute the same weights.
weights = {name: 0.25 + (np.arange(len(x)) * 7 % 11) / 4 for name, x in data.items()}
DIGITS = "0123456789"


def case(estimator, name, weighted=False, labels=False, **parameters):
    model = estimator(**parameters).fit(data[name], sample_weight=weights[name] if weighted else None)
    expected = {
        "inertia": model.inertia_,
        "sizes": np.bincount(model.labels_, minlength=model.n_clusters).tolist(),
    }
    if estimator is MiniBatchKMeans:
        expected |= {"n_iter": model.n_iter_, "n_steps": model.n_steps_}
    if labels:
        expected["labels"] = "".join(DIGITS[label] for label in model.labels_)
    return {"data": name, "weighted": weighted, "parameters": parameters} | expected


def mini_batch(*args, **parameters):
    return case(MiniBatchKMeans, *args, **parameters)


def bisecting(*args, **parameters):
    return case(BisectingKMeans, *args, **parameters)


def mini_batch_cases():
    for name in ("raw", "scaled"):
        ten = {"n_clusters": 10}
        for seed in range(20):
            yield mini_batch(name, **ten, random_state=seed, labels=seed == 0)
        for seed in range(3):
            yield mini_batch(name, **ten, random_state=seed, batch_size=100, init="random")
        yield mini_batch(name, **ten, random_state=6, tol=1e-3, max_no_improvement=None)
        yield mini_batch(name, **ten, random_state=7, max_iter=2, reassignment_ratio=0.5)
    seven = {"n_clusters": 7, "batch_size": 30}
    for seed in range(10):
        yield mini_batch("blobs", **seven, random_state=seed, labels=seed < 2)
    yield mini_batch("blobs", **seven, random_state=2, init_size=20, n_init=3)
    yield mini_batch("blobs", **seven, random_state=3, init=blobs[:7].tolist(), n_init=1)
    yield mini_batch("blobs", **seven, random_state=4, max_no_improvement=0)
    # Centres that are far from all samples see nothing and are moved.
    far = (blobs[:7] + np.arange(7)[:, None] * 1e3).tolist()
    yield mini_batch("blobs", **seven, random_state=3, init=far, n_init=1)


def weighted_mini_batch_cases():
    for name in ("raw", "scaled"):
        for seed in range(5):
            yield mini_batch(name, n_clusters=10, random_state=seed, weighted=True)
    seven = {"n_clusters": 7, "batch_size": 30, "weighted": True}
    yield mini_batch("blobs", **seven, random_state=1, init="random", n_init=4)
    yield mini_batch("blobs", **seven, random_state=2, init_size=20, n_init=3)


def bisecting_cases():
    for name in ("raw", "scaled"):
        ten = {"n_clusters": 10}
        for seed in range(20):
            yield bisecting(name, **ten, random_state=seed, labels=seed == 0)
        for seed in range(5):
            yield bisecting(name, **ten, random_state=seed, init="k-means++", n_init=3)
        yield bisecting(name, **ten, random_state=6, bisecting_strategy="largest_cluster")
        yield bisecting(name, **ten, random_state=7, weighted=True)
    for seed in range(10):
        yield bisecting("blobs", n_clusters=7, random_state=seed, n_init=2, labels=seed < 2)
    yield bisecting("blobs", n_clusters=9, random_state=3, tol=0.5, weighted=True)
    yield bisecting("blobs", n_clusters=9, random_state=3, max_iter=2)
    yield bisecting("blobs", n_clusters=1, random_state=0)


def partial_fit(name, batch_size, weighted, **parameters):
    samples = data[name]
    model = MiniBatchKMeans(**parameters)
    for start in range(0, len(samples), batch_size):
        rows = slice(start, start + batch_size)
        model.partial_fit(samples[rows], sample_weight=weights[name][rows] if weighted else None)
    return {
        "data": name,
        "weighted": weighted,
        "parameters": parameters,
        "batch": batch_size,
        "counts": model._counts.tolist(),
        "score": model.score(samples),
    }


if sys.argv[1:] == ["weighted"]:
    print(json.dumps(list(weighted_mini_batch_cases())))
    sys.exit()

print(
    json.dumps(
        {
            "blobs": blobs.tolist(),
            "mini_batch": list(mini_batch_cases()),
            "bisecting": list(bisecting_cases()),
            "partial_fit": [
                partial_fit("raw", 300, False, n_clusters=10, random_state=0),
                partial_fit("scaled", 300, True, n_clusters=10, random_state=1),
                partial_fit("blobs", 35, False, n_clusters=7, random_state=2, init="random"),
                partial_fit("blobs", 35, True, n_clusters=7, random_state=3, reassignment_ratio=0.9),
            ],
            "new_blobs": {
                "samples": (new := np.round(rng.uniform(-12, 12, (40, 2)) * 64) / 64).tolist(),
                "bisecting": BisectingKMeans(7, random_state=0).fit(blobs).predict(new).tolist(),
            },
        }
    )
)
