"""Writes label_scores.json: every label score of pairs of labelings by scikit-learn 1.7.0, and by
definition where that has none; and of tables of up to 2^32 samples in exact arithmetic.

    pip install scikit-learn==1.7.0 mpmath && python make_label_scores.py
"""

import json
from pathlib import Path

import mpmath
import numpy as np
import sklearn
from mpmath import mpf
from scipy.optimize import linear_sum_assignment
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris, load_wine
from sklearn.metrics.cluster import contingency_matrix, entropy, expected_mutual_information
from sklearn.preprocessing import StandardScaler

mpmath.mp.dps = 60


def label_pairs():
    random = np.random.RandomState(3)
    iris, wine = load_iris(), load_wine()
    scaled = StandardScaler().fit_transform(wine.data)
    for k in [2, 3, 5, 12]:
        fit = lambda x: KMeans(k, n_init=3, random_state=0).fit(x).labels_
        yield f"iris, {k} clusters", iris.target, fit(iris.data)
        yield f"wine, {k} clusters", wine.target, fit(wine.data)
        yield f"scaled wine, {k} clusters", wine.target, fit(scaled)
    yield "random", random.randint(7, size=200), random.randint(11, size=200)
    yield "far more classes", random.randint(60, size=150), random.randint(4, size=150)
    yield "far more clusters", random.randint(3, size=150), random.randint(50, size=150)


def tables():
    random = np.random.RandomState(4)
    yield "small", random.randint(0, 9, size=(5, 7)).tolist()
    yield "sparse", (random.randint(0, 40, size=(9, 6)) * (random.uniform(size=(9, 6)) < 0.3)).tolist()
    yield "two million", [[900_000, 100_000, 50], [30_000, 700_000, 269_950]]
    yield "two million, one apart", [[1_999_997, 1], [2, 0]]
    yield "a billion, all but independent", [[250_000_001, 250_000_000], [250_000_000, 250_000_000]]
    yield "2^32, all but equal", [[2**31, 0], [1, 2**31 - 1]]
    yield "2^32, uneven", [[2**32 - 70_000, 1_000], [60_000, 9_000]]


def expected_information(n, class_sizes, cluster_sizes):
    """Hypergeometric, each probability from the one before, out to 14 standard deviations."""
    log_comb = lambda n, k: mpmath.log(mpmath.binomial(n, k)) if n < 5000 else (
        mpmath.loggamma(n + 1) - mpmath.loggamma(k + 1) - mpmath.loggamma(n - k + 1)
    )
    total = mpf(0)
    for a in class_sizes:
        for b in cluster_sizes:
            mean = a * b // n
            reach = 400 + 14 * int((mean * (1 - a / n) * (1 - b / n)) ** 0.5)
            first, last = max(0, a + b - n, mean - reach), min(a, b, mean + reach)
            p = mpmath.exp(log_comb(b, first) + log_comb(n - b, a - first) - log_comb(n, a))
            for k in range(first, last + 1):
                if k > 0:
                    total += p * k / n * mpmath.log(mpf(n) * k / (mpf(a) * b))
                p = p * ((b - k) * (a - k)) / ((k + 1) * (n - a - b + k + 1))
    return total


def exact_scores(table):
    """By definition, in 60 digits."""
    table = [[int(count) for count in row] for row in table if any(row)]
    table = [list(column) for column in zip(*table) if any(column)]
    table = [list(row) for row in zip(*table)]
    a, b = [sum(row) for row in table], [sum(column) for column in zip(*table)]
    n = sum(a)
    cells = [(c, a[i], b[j]) for i, row in enumerate(table) for j, c in enumerate(row) if c]
    h = lambda sizes: sum(mpf(size) / n * mpmath.log(mpf(n) / size) for size in sizes)
    mean = lambda x, y: 2 * x * y / (x + y) if x + y else mpf(0)
    squares = lambda counts: sum(count * count for count in counts)

    information = sum(mpf(c) / n * mpmath.log(mpf(n) * c / (mpf(x) * y)) for c, x, y in cells)
    expected = expected_information(n, a, b)
    joint = h([c for c, _, _ in cells])
    homogeneity, completeness = information / h(a), information / h(b)
    both, by_true, by_pred = (squares(s) - n for s in ([c for c, _, _ in cells], a, b))
    pairs = n * (n - 1)
    chance = mpf(by_true) * by_pred / pairs
    dense = np.array(table, dtype=np.int64)
    precision = sum(mpf(c) * c / y for c, _, y in cells) / n
    recall = sum(mpf(c) * c / x for c, x, _ in cells) / n
    scores = {
        "homogeneity_score": homogeneity,
        "completeness_score": completeness,
        "v_measure_score": mean(homogeneity, completeness),
        "class_entropy": h(a),
        "cluster_entropy": h(b),
        "mutual_info_score": information,
        "expected_mutual_info": expected,
        "normalized_mutual_info_score": information / ((h(a) + h(b)) / 2),
        "adjusted_mutual_info_score": (information - expected) / ((h(a) + h(b)) / 2 - expected),
        "variation_of_information": 2 * joint - h(a) - h(b),
        "normalized_variation_of_information": (2 * joint - h(a) - h(b)) / joint,
        "rand_score": mpf(pairs + 2 * both - by_true - by_pred) / pairs,
        "adjusted_rand_score": (both - chance) / (mpf(by_true + by_pred) / 2 - chance),
        "fowlkes_mallows_score": both / mpmath.sqrt(mpf(by_true) * by_pred),
        "clustering_accuracy_score": mpf(
            int(dense[linear_sum_assignment(dense, maximize=True)].sum())
        ) / n,
        "purity_score": mpf(sum(max(column) for column in zip(*table))) / n,
        "inverse_purity_score": mpf(sum(max(row) for row in table)) / n,
        "b_cubed_precision_score": precision,
        "b_cubed_recall_score": recall,
        "b_cubed_f_score": mean(precision, recall),
    }
    return {name: float(score) for name, score in scores.items()}


def sklearn_scores(labels_true, labels_pred):
    pair = (labels_true, labels_pred)
    table = contingency_matrix(*pair, sparse=True)
    scores = {
        "class_entropy": entropy(labels_true),
        "cluster_entropy": entropy(labels_pred),
        "expected_mutual_info": expected_mutual_information(table, len(labels_true)),
    }
    for name in [
        "homogeneity_score",
        "completeness_score",
        "v_measure_score",
        "mutual_info_score",
        "normalized_mutual_info_score",
        "adjusted_mutual_info_score",
        "rand_score",
        "adjusted_rand_score",
        "fowlkes_mallows_score",
    ]:
        scores[name] = getattr(metrics, name)(*pair)
    return {name: float(score) for name, score in scores.items()}


def main():
    assert sklearn.__version__ == "1.7.0"
    pairs = []
    for name, t, p in label_pairs():
        exact, theirs = exact_scores(contingency_matrix(t, p)), sklearn_scores(t, p)
        assert all(abs(exact[score] - value) < 1e-12 for score, value in theirs.items()), name
        labels = {"name": name, "true": t.tolist(), "pred": p.tolist()}
        pairs.append({**labels, "scores": {**exact, **theirs}})
    exact = [{"name": name, "counts": t, "scores": exact_scores(t)} for name, t in tables()]
    by_line = lambda cases: "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]"
    body = ",\n".join(f'"{k}": {by_line(v)}' for k, v in {"pairs": pairs, "tables": exact}.items())
    Path(__file__).with_name("label_scores.json").write_text("{\n" + body + "\n}\n")


if __name__ == "__main__":
    main()
