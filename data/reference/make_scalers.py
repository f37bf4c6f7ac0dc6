"""What scikit-learn 1.7.0's scalers give on one small matrix: python3 make_scalers.py > scalers.json

Six features: three of unlike spread, one constant, one far from 0, one with outliers.
"""

import json

import numpy as np
import sklearn
from sklearn.preprocessing import MinMaxScaler, Normalizer, RobustScaler, StandardScaler

assert sklearn.__version__ == "1.7.0"
rng = np.random.RandomState(1)
x = rng.normal(size=(23, 6)) * [1.0, 40.0, 0.01, 0.0, 2.0, 1.0] + [0.0, -7.0, 3.0, 0.1, 1e6, 0.0]
x[4, 5], x[11, 5] = 900.0, -350.0
x = np.round(x, 4)
x[7] = 0.0
sample_weight = np.round(rng.uniform(size=23) * 3.0, 2)
sample_weight[3] = 0.0
pieces = [9, 1, 13]


def batches(*arrays):
    ends = np.cumsum(pieces)[:-1]
    return zip(*(np.split(array, ends) for array in arrays))


def robust(**parameters):
    model = RobustScaler(**parameters).fit(x)
    return {
        "center": np.asarray(model.center_).tolist(),
        "scale": np.asarray(model.scale_).tolist(),
        "transformed": model.transform(x).tolist(),
    }


def min_max(**parameters):
    model = MinMaxScaler(**parameters)
    model.fit(x[:12])
    return {
        "data_min": model.data_min_.tolist(),
        "data_max": model.data_max_.tolist(),
        "transformed": model.transform(x).tolist(),
    }


standard = StandardScaler()
for rows, weights in batches(x, sample_weight):
    standard.partial_fit(rows, sample_weight=weights)
in_pieces = MinMaxScaler()
for (rows,) in batches(x):
    in_pieces.partial_fit(rows)

reference = {
    "x": x.tolist(),
    "sample_weight": sample_weight.tolist(),
    "pieces": pieces,
    "min_max": min_max(),
    "min_max_clipped": min_max(feature_range=(-2.0, 5.0), clip=True),
    "min_max_pieces": in_pieces.transform(x).tolist(),
    "robust": robust(),
    "robust_10_80": robust(quantile_range=(10.0, 80.0)),
    "standard_pieces": {
        "mean": standard.mean_.tolist(),
        "variance": standard.var_.tolist(),
        "transformed": standard.transform(x).tolist(),
    },
    **{f"normalizer_{norm}": Normalizer(norm).transform(x).tolist() for norm in ("l1", "l2", "max")},
}
print(json.dumps(reference))
