"""Writes model_selection.json: gap statistics and knees of iris and wine, by scikit-learn 1.7.0's
KMeans and PCA and by kneed 0.9.

    pip install scikit-learn==1.7.0 kneed==0.9.0 && python make_model_selection.py

The samples are those of sample_scores.json. Reference sets are drawn one after another from
numpy.random.RandomState, as the Rust does with RandomState::NumPy.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from kneed import KneeLocator
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris, load_wine
from sklearn.decomposition import PCA

MAX_CLUSTERS = 6
N_REFERENCES = 5


def inertias(samples, max_clusters):
    return [
        KMeans(k, n_init=2, random_state=7).fit(samples).inertia_ for k in range(1, max_clusters + 1)
    ]


def gap(samples, along_components):
    seen = PCA(svd_solver="full").fit_transform(samples) if along_components else samples
    widths = seen.max(axis=0) - seen.min(axis=0)
    random = np.random.RandomState(11)
    logs = np.log(
        [inertias(random.random_sample(samples.shape) * widths, MAX_CLUSTERS) for _ in range(N_REFERENCES)]
    )
    own = np.log(inertias(samples, MAX_CLUSTERS))
    gaps = logs.mean(axis=0) - own
    errors = logs.std(axis=0) * np.sqrt(1 + 1 / N_REFERENCES)
    chosen = [k + 1 for k in range(MAX_CLUSTERS - 1) if gaps[k] >= gaps[k + 1] - errors[k + 1]]
    return {
        "log_inertia": own.tolist(),
        "expected_log_inertia": logs.mean(axis=0).tolist(),
        "gap": gaps.tolist(),
        "standard_error": errors.tolist(),
        "n_clusters": chosen[0] if chosen else None,
    }


def knee(curve):
    k = list(range(1, len(curve) + 1))
    found = KneeLocator(k, curve, S=1.0, curve="convex", direction="decreasing").knee
    return None if found is None else int(found)


def main():
    assert sklearn.__version__ == "1.7.0"
    values = []
    for name, samples in [("iris", load_iris().data), ("wine", load_wine().data)]:
        curve = inertias(samples, 10)
        values.append(
            {
                "name": name,
                "inertias": curve,
                "knee": knee(curve),
                "gap": gap(samples, False),
                "gap_along_components": gap(samples, True),
            }
        )
    path = Path(__file__).with_name("model_selection.json")
    path.write_text(json.dumps(values, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
