"""What scikit-learn 1.7.0's full PCA and its IncrementalPCA give where the spectrum separates:
python3 make_pca_solvers.py > pca_solvers.json

Two matrices, one tall and one wide, with standard deviations that fall by 3 from axis to axis. Their
numbers are multiples of 2^-20, so that an offset of 2^26 rounds nothing.
"""

import json

import numpy as np
import sklearn
from pca_values import pca_values
from sklearn.decomposition import PCA, IncrementalPCA

assert sklearn.__version__ == "1.7.0"
rng = np.random.RandomState(2)


def matrix(n_samples, n_features):
    rank = min(n_samples, n_features)
    axes = np.linalg.qr(rng.normal(size=(n_features, rank)))[0]
    x = rng.normal(size=(n_samples, rank)) * 30.0 / 3.0 ** np.arange(rank) @ axes.T
    return np.round(x * 2.0**20) / 2.0**20


def incremental(x, pieces, n_components):
    model = IncrementalPCA(n_components)
    for rows in np.split(x, np.cumsum(pieces)[:-1]):
        model.partial_fit(rows)
    return {"pieces": pieces, "variance": model.var_.tolist(), **pca_values(model)}


tall, wide = matrix(60, 7), matrix(8, 20)
reference = {
    "tall": tall.tolist(),
    "wide": wide.tolist(),
    "tall_full": pca_values(PCA(4, svd_solver="full").fit(tall)),
    "wide_full": pca_values(PCA(4, svd_solver="full").fit(wide)),
    "tall_few": pca_values(PCA(1, svd_solver="full").fit(tall)),
    "wide_few": pca_values(PCA(2, svd_solver="full").fit(wide)),
    "tall_incremental": incremental(tall, [20, 3, 1, 36], 3),
    "tall_incremental_all": incremental(tall, [20, 3, 1, 36], 7),
    "wide_incremental": incremental(wide, [4, 2, 2], 3),
    "tall_batches": pca_values(IncrementalPCA(5, batch_size=14).fit(tall)),
}
print(json.dumps(reference))
