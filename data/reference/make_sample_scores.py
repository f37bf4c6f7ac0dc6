"""Writes sample_scores.json: scores of samples by 50-digit arithmetic, and by scikit-learn 1.7.0.

    pip install scikit-learn==1.7.0 mpmath && python make_sample_scores.py

The corners are computed from their definitions, with every stored double taken for what it is, so
that not even a shift by 1e9 costs a digit. scikit-learn scores iris and wine, which the tests of
metrics.json do not use.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from mpmath import mp, mpf, sqrt
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris, load_wine

mp.dps = 50


def corners():
    random = np.random.RandomState(3)
    # Multiples of 1/256, which a shift by 1e9 leaves exact.
    coarse = np.round(random.normal(size=(14, 3)) * 1000) / 256 + 4 * (np.arange(14) % 3)[:, None]
    labels = [0, 1, 2] * 4 + [0, 1]
    yield "plain", coarse, labels
    yield "shifted by 1e9", coarse + 1e9, labels
    yield "shifted by -1e9", coarse - 1e9, labels
    yield "scaled by 2^-30", coarse * 2.0**-30, labels
    yield "scaled by 2^30", coarse * 2.0**30, labels
    yield "labels far apart", coarse, [[-(2**62), 7, 2**62][label] for label in labels]
    yield "misplaced", coarse, [0, 1] * 7
    yield "one alone", coarse, [5] * 7 + [-1] * 6 + [9]
    yield "all but two alone", coarse, [0, 0] + list(range(1, 13))
    yield "duplicates", np.repeat(coarse[:4], 3, axis=0), [0] * 6 + [1] * 6
    yield "duplicates across", np.tile(coarse[:4], (3, 1)), [0] * 6 + [1] * 6
    yield "all the same", np.full((6, 2), 0.1), [0, 0, 0, 1, 1, 1]
    yield "tight", np.repeat([[0.1, 0.2], [0.7, 0.3]], 3, axis=0), [0, 0, 0, 1, 1, 1]
    yield "one centre", np.array([[-1.0], [1.0], [-2.0], [2.0]]), [0, 0, 1, 1]
    yield "three samples", np.array([[0.0], [1.0], [5.0]]), [0, 0, 1]
    near = np.array([[0.0], [1e-9], [2e-9], [1.0], [1.0 + 1e-9], [3.0]])
    yield "near", near, [0, 0, 1, 1, 2, 2]
    yield "near and far off", near * 2.0**20 + 2.0**30, [0, 0, 1, 1, 2, 2]


def exactly(samples, labels):
    x = [[mpf(float(value)) for value in row] for row in samples]
    clusters = {}
    for sample, label in enumerate(labels):
        clusters.setdefault(int(label), []).append(sample)
    squared = lambda a, b: sum((p - q) ** 2 for p, q in zip(a, b))
    mean = lambda values: sum(values) / len(values)
    centre = lambda of: [mean([x[i][f] for i in of]) for f in range(len(x[0]))]
    centres = {label: centre(of) for label, of in clusters.items()}

    def silhouettes(distance):
        found = []
        for i, label in enumerate(labels):
            if len(clusters[int(label)]) == 1:
                found.append(mpf(0))
                continue
            a = distance(i, int(label))
            b = min(distance(i, other) for other in clusters if other != int(label))
            found.append((b - a) / max(a, b) if max(a, b) > 0 else mpf(0))
        return [float(s) for s in found]

    def to_samples(power):
        return lambda i, label: mean([power(squared(x[i], x[j])) for j in clusters[label] if j != i])

    within = sum(squared(x[i], centres[label]) for label, of in clusters.items() for i in of)
    middle = centre(range(len(x)))
    between = sum(len(of) * squared(centres[label], middle) for label, of in clusters.items())
    n, k = len(x), len(clusters)
    spread = {l: mean([sqrt(squared(x[i], centres[l])) for i in of]) for l, of in clusters.items()}
    alike = [
        max(
            [mpf(0)]
            + [
                (spread[a] + spread[b]) / sqrt(squared(centres[a], centres[b]))
                for b in clusters
                if centres[a] != centres[b]
            ]
        )
        for a in clusters
    ]
    return {
        "silhouettes": silhouettes(to_samples(sqrt)),
        "squared_silhouettes": silhouettes(to_samples(lambda d: d)),
        "simplified_silhouettes": silhouettes(lambda i, l: sqrt(squared(x[i], centres[l]))),
        # By convention 1 where all samples lie on their centres.
        "calinski_harabasz": float(between / within * (n - k) / (k - 1)) if within > 0 else 1.0,
        "davies_bouldin": float(mean(alike)),
    }


def by_scikit_learn(samples, labels):
    silhouettes = metrics.silhouette_samples(samples, labels)
    return {
        "silhouettes": silhouettes.tolist(),
        "squared_silhouettes": metrics.silhouette_samples(
            samples, labels, metric="sqeuclidean"
        ).tolist(),
        "calinski_harabasz": metrics.calinski_harabasz_score(samples, labels),
        "davies_bouldin": metrics.davies_bouldin_score(samples, labels),
        # By label: min, quartiles, max, mean, share below 0, by NumPy.
        "by_cluster": {
            str(label): [
                *np.percentile(silhouettes[labels == label], [0, 25, 50, 75, 100]),
                silhouettes[labels == label].mean(),
                (silhouettes[labels == label] < 0).mean(),
            ]
            for label in np.unique(labels)
        },
    }


def data_sets():
    for name, data in [("iris", load_iris()), ("wine", load_wine())]:
        found = KMeans(4, n_init=1, random_state=0).fit_predict(data.data)
        yield name, data.data, {"classes": data.target, "k-means": found}


def main():
    assert sklearn.__version__ == "1.7.0"
    values = {
        "corners": [
            {
                "name": name,
                "samples": np.asarray(samples).tolist(),
                "labels": [int(label) for label in labels],
                **exactly(samples, labels),
            }
            for name, samples, labels in corners()
        ],
        "data_sets": [
            {
                "name": name,
                "samples": samples.tolist(),
                "labelings": [
                    {"name": which, "labels": labels.tolist(), **by_scikit_learn(samples, labels)}
                    for which, labels in labelings.items()
                ],
            }
            for name, samples, labelings in data_sets()
        ],
    }
    path = Path(__file__).with_name("sample_scores.json")
    path.write_text(json.dumps(values, indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
