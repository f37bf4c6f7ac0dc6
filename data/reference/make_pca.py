"""What scikit-learn 1.7.0 gives on two small matrices: python3 make_pca.py > pca.json

The digits' values are in sklearn_digits.json; these are the cases that the digits do not show:
both solvers on one matrix, fewer samples than features, whitening, a variance fraction, weights.
"""

import json

import numpy as np
import sklearn
from pca_values import pca_values
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

assert sklearn.__version__ == "1.7.0"
rng = np.random.RandomState(0)
mixing = rng.normal(size=(4, 4)) * [8.0, 3.0, 1.0, 0.2]
tall = np.round(rng.normal(size=(14, 4)) @ mixing.T + [100.0, -5.0, 0.0, 3.0], 4)
wide = np.round(rng.normal(size=(5, 8)), 4)
sample_weight = [1.0, 2.0, 0.0, 0.5, 3.0, 1.0, 1.0, 0.0, 4.0, 0.25, 1.0, 2.5, 1.0, 7.0]


def pca(x, **parameters):
    model = PCA(**parameters).fit(x)
    return {**pca_values(model), "transformed": model.transform(x).tolist()}


def scaler(x, **fit):
    model = StandardScaler().fit(x, **fit)
    return {
        "mean": model.mean_.tolist(),
        "variance": model.var_.tolist(),
        "scale": model.scale_.tolist(),
        "transformed": model.transform(x).tolist(),
    }


reference = {
    "tall": tall.tolist(),
    "wide": wide.tolist(),
    "sample_weight": sample_weight,
    "tall_full": pca(tall, svd_solver="full"),
    "tall_covariance": pca(tall, n_components=2, svd_solver="covariance_eigh"),
    "tall_whitened": pca(tall, n_components=3, svd_solver="full", whiten=True),
    "tall_fraction_0.99": pca(tall, n_components=0.99, svd_solver="full"),
    "wide_full": pca(wide, n_components=3, svd_solver="full"),
    "scaler_weighted": scaler(tall, sample_weight=sample_weight),
}
print(json.dumps(reference))
