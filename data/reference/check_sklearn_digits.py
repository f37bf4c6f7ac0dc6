"""Computes the fits and scores of sklearn_digits.json again and prints how far they are from it.

    python3 data/reference/check_sklearn_digits.py

Needs scikit-learn 1.7.0. Fails if labels differ anywhere, or a number by more than TOLERANCE.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent

# Relative, and absolute below 1: threads and BLAS libraries add up in their own order.
TOLERANCE = 1e-9


def main():
    stored = json.loads((HERE / "sklearn_digits.json").read_text())
    print(f"scikit-learn {sklearn.__version__}; the file is by {stored['versions']['sklearn']}")
    differences = Differences()

    table = np.loadtxt(HERE.parent / "digits.csv", delimiter=",", skiprows=1)
    raw, digits = table[:, :-1], table[:, -1].astype(int)
    theirs = load_digits()
    differences.equal("digits.csv", raw, theirs.data)
    differences.equal("digits.csv, target", digits, theirs.target)
    differences.equal("sha256.data", sha256(raw), stored["sha256"]["data"])

    scaler = StandardScaler().fit(raw)
    scaled = scaler.transform(raw)
    check_scaler(differences, scaler, scaled, stored["standard_scaler"])
    check_pca(differences, raw, stored)
    for name, kmeans in gallery(raw).items():
        check_init(differences, name, kmeans.fit(scaled), raw, scaled, digits, stored)
    for name, kmeans, samples in tutorial(raw, scaled):
        check_tutorial(differences, name, kmeans.fit(samples), samples, digits, stored)
    differences.report()


def gallery(raw):
    """The three rows of scikit-learn's digits page, whose PCA is fitted on the raw data."""
    components = PCA(n_components=10).fit(raw).components_
    return {
        "k-means++": KMeans(10, init="k-means++", n_init=4, random_state=0),
        "random": KMeans(10, init="random", n_init=4, random_state=0),
        "PCA-based": KMeans(10, init=components, n_init=1),
    }


def tutorial(raw, scaled):
    for prefix, samples in ("", raw), ("scaled_", scaled):
        yield tutorial_name(prefix, 1), KMeans(10, random_state=42), samples
        yield tutorial_name(prefix, 10), KMeans(10, n_init=10, random_state=42), samples


def tutorial_name(prefix, n_init):
    if n_init == 10:
        return f"{prefix}n_init10_rs42"
    return f"{prefix}defaults_rs42" if prefix else "defaults_n_clusters10_rs42"


def check_scaler(differences, scaler, scaled, stored):
    for name in "mean_", "var_", "scale_":
        differences.close(f"standard_scaler.{name}", getattr(scaler, name), stored[name])
    differences.close("standard_scaler.sumsq", (scaled**2).sum(), stored["transformed_sumsq"])
    first_row = stored["transformed_first_row"]
    differences.close("standard_scaler.first_row", scaled[0], first_row)


def check_pca(differences, raw, stored):
    for n_components in 10, 2:
        part = stored[f"pca{n_components}"]
        pca = PCA(n_components=n_components).fit(raw)
        for name in part:
            if name.endswith("_") and hasattr(pca, name):
                differences.close(f"pca{n_components}.{name}", getattr(pca, name), part[name])
    reduced = PCA(n_components=2).fit_transform(raw)[:5]
    differences.close("pca2.reduced_first5", reduced, stored["pca2"]["reduced_first5"])


def check_init(differences, name, fitted, raw, scaled, digits, stored):
    part = stored["inits"][name]
    check_fit(differences, f"inits.{name}", fitted, part)
    computed = scores(digits, fitted.labels_) | {
        "silhouette_full_raw_data": metrics.silhouette_score(raw, fitted.labels_),
        "silhouette_full_scaled_data": metrics.silhouette_score(scaled, fitted.labels_),
        "silhouette_sample300_rs0_raw": metrics.silhouette_score(
            raw, fitted.labels_, sample_size=300, random_state=0
        ),
        "calinski_harabasz_raw": metrics.calinski_harabasz_score(raw, fitted.labels_),
        "davies_bouldin_raw": metrics.davies_bouldin_score(raw, fitted.labels_),
    }
    for metric, value in computed.items():
        differences.close(f"inits.{name}.{metric}", value, part["metrics"][metric])


def check_tutorial(differences, name, fitted, samples, digits, stored):
    part = stored["tutorial"][name]
    check_fit(differences, f"tutorial.{name}", fitted, part)
    computed = scores(digits, fitted.labels_)
    computed["silhouette"] = metrics.silhouette_score(samples, fitted.labels_)
    for metric, value in computed.items():
        if metric in part:
            differences.close(f"tutorial.{name}.{metric}", value, part[metric])


def check_fit(differences, name, fitted, part):
    differences.close(f"{name}.inertia_", fitted.inertia_, part["inertia_"])
    counts = np.bincount(fitted.labels_, minlength=10)
    differences.equal(f"{name}.counts", counts, part["counts"])
    if "labels_" in part:
        differences.equal(f"{name}.labels_", fitted.labels_, part["labels_"])
        differences.equal(f"{name}.n_iter_", fitted.n_iter_, part["n_iter_"])
        centers = part["cluster_centers_"]
        differences.close(f"{name}.cluster_centers_", fitted.cluster_centers_, centers)


def scores(digits, labels):
    return {
        "homogeneity": metrics.homogeneity_score(digits, labels),
        "completeness": metrics.completeness_score(digits, labels),
        "v_measure": metrics.v_measure_score(digits, labels),
        "ari": metrics.adjusted_rand_score(digits, labels),
        "ami": metrics.adjusted_mutual_info_score(digits, labels),
        "nmi": metrics.normalized_mutual_info_score(digits, labels),
        "mi": metrics.mutual_info_score(digits, labels),
        "fmi": metrics.fowlkes_mallows_score(digits, labels),
        "rand": metrics.rand_score(digits, labels),
    }


def sha256(values):
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()


class Differences:
    def __init__(self):
        self.broken = 0

    def equal(self, name, computed, stored):
        same = np.array_equal(computed, stored)
        self.add(same, f"{name:52} {'equal' if same else 'DIFFERENT'}")

    def close(self, name, computed, stored):
        computed, stored = np.asarray(computed), np.asarray(stored)
        if computed.shape != stored.shape:
            self.add(False, f"{name:52} shape {computed.shape}, stored {stored.shape}")
            return
        difference = np.max(np.abs(computed - stored) / np.maximum(1.0, np.abs(stored)))
        self.add(difference <= TOLERANCE, f"{name:52} {difference:.1e}")

    def add(self, passed, line):
        self.broken += not passed
        print(line if passed else f"{line}  <-")

    def report(self):
        sys.exit(f"{self.broken} values differ" if self.broken else 0)


if __name__ == "__main__":
    main()
