"""Computes kmeans.json: what scikit-learn 1.7.0 makes of cases that the digits do not show.

Run it with scikit-learn 1.7.0: python3 make_kmeans.py > kmeans.json
"""

import json

import numpy as np
from sklearn.cluster import KMeans

rng = np.random.RandomState(20)
x = np.round(np.concatenate([rng.normal(c, 1.0, (40, 3)) for c in (-4, 0, 4)]) * 64) / 64
weights = np.round(rng.uniform(0.0, 3.0, len(x)) * 8) / 8
new = np.round(rng.normal(0, 5, (7, 3)) * 64) / 64


def case(name, samples, sample_weight=None, **parameters):
    init = parameters.get("init", "k-means++")
    model = KMeans(**parameters).fit(samples, sample_weight=sample_weight)
    parameters["init"] = init if isinstance(init, str) else np.asarray(init, dtype=float).tolist()
    return {
        "name": name,
        "samples": np.asarray(samples).tolist(),
        "sample_weight": None if sample_weight is None else np.asarray(sample_weight).tolist(),
        "parameters": parameters,
        "inertia_": model.inertia_,
        "n_iter_": model.n_iter_,
        "labels_": model.labels_.tolist(),
        "cluster_centers_": model.cluster_centers_.tolist(),
    }


far = [[0, 0, 0], [100, 100, 100], [-100, 0, 0], [1, 1, 1]]
cases = [
    case("weighted k-means++", x, weights, n_clusters=4, n_init=3, random_state=3),
    case("weighted random", x, weights, n_clusters=4, n_init=3, init="random", random_state=4),
    case("weighted given centres", x, weights, n_clusters=3, n_init=1, init=x[:3]),
    case("two clusters start empty", x, n_clusters=4, n_init=1, init=far),
    case("two clusters start empty, weighted", x, weights + 0.125, n_clusters=4, n_init=1, init=far),
    case("one round", x, n_clusters=3, n_init=1, init=x[:3], max_iter=1),
    case("tol of 0", x, n_clusters=5, n_init=1, init=x[:5], tol=0.0),
    case("large tol", x, n_clusters=5, n_init=1, init=x[:5], tol=0.05),
    case("one cluster", x, n_clusters=1, n_init=1, random_state=0),
    case("as many clusters as samples", x[:6], n_clusters=6, n_init=1, random_state=1),
    case("random, n_init by default", x, n_clusters=5, n_init="auto", init="random", random_state=9),
    case("far from the origin", x + 1e6, n_clusters=4, n_init=2, random_state=5),
]
model = KMeans(3, n_init=1, init=x[:3]).fit(x)
print(
    json.dumps(
        {
            "cases": cases,
            "new_samples": {
                "samples": x.tolist(),
                "centers": x[:3].tolist(),
                "new": new.tolist(),
                "predict": model.predict(new).tolist(),
                "transform": model.transform(new).tolist(),
                "score": model.score(new),
                "score_weighted": model.score(new, sample_weight=np.arange(7.0)),
                "sample_weight": np.arange(7.0).tolist(),
            },
        },
        indent=None,
    )
)
