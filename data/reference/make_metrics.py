"""Writes metrics.json: label and sample scores by scikit-learn 1.7.0, and expected mutual information
by exact or 60-digit arithmetic.

    pip install scikit-learn==1.7.0 mpmath && python make_metrics.py
"""

import json
from fractions import Fraction
from math import comb
from pathlib import Path

import mpmath
import numpy as np
import sklearn
from sklearn import metrics
from sklearn.metrics.cluster import entropy, expected_mutual_information, pair_confusion_matrix

mpmath.mp.dps = 60
AVERAGES = ["min", "geometric", "arithmetic", "max"]


def label_pairs():
    """Labelings of all kinds. Where scikit-learn rounds 0/0, the Rust tests state the value."""
    random = np.random.RandomState(0)
    yield "two of three", [0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2]
    yield "renamed", [0, 0, 1, 1, 2, 2], [5, 5, -3, -3, 0, 0]
    yield "independent", [0, 0, 1, 1] * 3, [0, 1, 0, 1] * 3
    yield "one class", [0] * 5, [0, 1, 1, 2, 2]
    yield "one cluster", [0, 1, 1, 2, 2], [7] * 5
    yield "one of each", [0] * 5, [1] * 5
    yield "cut finer", [0, 0, 0, 1, 1, 1], [0, 0, 1, 2, 3, 3]
    yield "one misplaced", [0] * 30 + [1] * 30, [0] * 29 + [1] * 31
    yield "less than chance", [0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 2, 0]
    for classes, clusters, n in [(2, 2, 20), (3, 5, 40), (10, 3, 60), (12, 15, 80)]:
        labels_true = random.randint(classes, size=n)
        noise = random.randint(clusters, size=n)
        labels_pred = np.where(random.uniform(size=n) < 0.5, labels_true % clusters, noise)
        yield f"{classes} and {clusters} in {n}", labels_true.tolist(), labels_pred.tolist()


def label_scores(labels_true, labels_pred):
    pair = (labels_true, labels_pred)
    table = metrics.cluster.contingency_matrix(*pair, sparse=True)
    return {
        "class_entropy": entropy(np.array(labels_true)),
        "cluster_entropy": entropy(np.array(labels_pred)),
        "homogeneity": metrics.homogeneity_score(*pair),
        "completeness": metrics.completeness_score(*pair),
        "v_measure": metrics.v_measure_score(*pair),
        "v_measure_beta_0.3": metrics.v_measure_score(*pair, beta=0.3),
        "mutual_info": metrics.mutual_info_score(*pair),
        "expected_mutual_info": expected_mutual_information(table, len(labels_true)),
        "normalized_mutual_info": [
            metrics.normalized_mutual_info_score(*pair, average_method=a) for a in AVERAGES
        ],
        "adjusted_mutual_info": [
            metrics.adjusted_mutual_info_score(*pair, average_method=a) for a in AVERAGES
        ],
        "rand": metrics.rand_score(*pair),
        "adjusted_rand": metrics.adjusted_rand_score(*pair),
        "fowlkes_mallows": metrics.fowlkes_mallows_score(*pair),
        "pair_confusion": pair_confusion_matrix(*pair).tolist(),
    }


def expected_exactly(n, class_sizes, cluster_sizes):
    """Every probability a fraction, every logarithm of 60 digits."""
    total = mpmath.mpf(0)
    for a in class_sizes:
        for b in cluster_sizes:
            for k in range(max(1, a + b - n), min(a, b) + 1):
                p = Fraction(comb(b, k) * comb(n - b, a - k), comb(n, a)) * Fraction(k, n)
                log = mpmath.log(mpmath.mpf(n * k) / (a * b))
                total += mpmath.mpf(p.numerator) / p.denominator * log
    return total


def expected_to_60_digits(n, class_sizes, cluster_sizes):
    """From factorials of 60 digits, out to 40 standard deviations and no less than 400 counts."""
    log_comb = lambda n, k: (
        mpmath.loggamma(n + 1) - mpmath.loggamma(k + 1) - mpmath.loggamma(n - k + 1)
    )
    total = mpmath.mpf(0)
    for a in class_sizes:
        for b in cluster_sizes:
            mean = a * b // n
            reach = 400 + 40 * int((mean * (1 - a / n) * (1 - b / n)) ** 0.5)
            first = max(1, a + b - n, mean - reach)
            last = min(a, b, mean + reach)
            p = mpmath.exp(log_comb(b, first) + log_comb(n - b, a - first) - log_comb(n, a))
            for k in range(first, last + 1):
                total += p * k / n * mpmath.log(mpmath.mpf(n) * k / (a * b))
                p = p * ((b - k) * (a - k)) / ((k + 1) * (n - a - b + k + 1))
    return total


def expected_cases():
    for sides in [
        ([3, 2], [1, 4]),
        ([3, 3], [2, 2, 2]),
        ([7, 1, 1, 1], [5, 5]),
        ([99, 1], [1, 99]),
        ([50, 30, 20], [25, 25, 25, 25]),
        ([1] * 8, [4, 4]),
    ]:
        yield sides, expected_exactly
    for sides in [
        ([1_999_999, 1], [1_000_000, 1_000_000]),
        ([1_999_990, 10], [3, 1_999_997]),
        ([1_200_000, 500_000, 299_000, 1_000], [900_000, 700_000, 399_993, 7]),
        ([2**32 - 1000, 1000], [2**32 - 70_000, 70_000]),
    ]:
        yield sides, expected_to_60_digits


def sample_cases():
    random = np.random.RandomState(1)
    yield "blobs", random.normal(size=(30, 3)) + 3 * (np.arange(30) % 3)[:, None], np.arange(30) % 3
    yield "noise", random.uniform(size=(40, 2)), random.randint(5, size=40)
    yield "one alone", random.normal(size=(12, 2)), [0] * 6 + [1] * 5 + [2]
    yield "doubles", np.repeat(random.normal(size=(4, 2)), 3, axis=0), [0] * 6 + [1] * 6
    yield "all the same", np.ones((6, 2)), [0, 0, 0, 1, 1, 1]
    yield "tight", np.repeat([[0.1, 0.2], [0.7, 0.3]], 3, axis=0), [0, 0, 0, 1, 1, 1]


def main():
    assert sklearn.__version__ == "1.7.0"
    values = {
        "label_pairs": [
            {"name": name, "true": t, "pred": p, **label_scores(t, p)} for name, t, p in label_pairs()
        ],
        "expected_mutual_info": [
            {
                "class_sizes": sides[0],
                "cluster_sizes": sides[1],
                "value": float(by(sum(sides[0]), *sides)),
            }
            for sides, by in expected_cases()
        ],
        "samples": [
            {
                "name": name,
                "samples": np.asarray(samples).tolist(),
                "labels": np.asarray(labels).tolist(),
                "silhouettes": metrics.silhouette_samples(samples, labels).tolist(),
                "calinski_harabasz": metrics.calinski_harabasz_score(samples, labels),
                "davies_bouldin": metrics.davies_bouldin_score(samples, labels),
            }
            for name, samples, labels in sample_cases()
        ],
    }
    by_line = lambda cases: "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]"
    body = ",\n".join(f'"{name}": {by_line(cases)}' for name, cases in values.items())
    Path(__file__).with_name("metrics.json").write_text("{\n" + body + "\n}\n")


if __name__ == "__main__":
    main()
