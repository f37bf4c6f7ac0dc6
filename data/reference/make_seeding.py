"""Computes seeding.json: the samples that scikit-learn 1.7.0's k-means++ chooses among the digits.

Run it with scikit-learn 1.7.0: python3 make_seeding.py > seeding.json
"""

import json

from sklearn.cluster import kmeans_plusplus
from sklearn.datasets import load_digits
from sklearn.preprocessing import StandardScaler

raw = load_digits().data
data = {"raw": raw, "scaled": StandardScaler().fit_transform(raw)}
chosen = {
    name: [kmeans_plusplus(x, 10, random_state=seed)[1].tolist() for seed in range(60)]
    for name, x in data.items()
}
print(json.dumps({"n_clusters": 10, "chosen": chosen}, separators=(",", ":")))
