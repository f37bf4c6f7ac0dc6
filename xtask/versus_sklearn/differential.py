"""Random cases for kmeans-bench and scikit-learn side by side: `cargo xtask versus-sklearn`.

Each case has a number, which is the seed of all that it draws. A case that disagrees is printed with the
command that repeats it. `tie` marks cases whose labels an exact tie decides: there either answer is right.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics.cluster import expected_mutual_information
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

warnings.filterwarnings("ignore")


class Disagreement(Exception):
    """What differs, with both values."""


class Tie(Exception):
    """An exact tie decides, so the answers need not be equal."""


class Program:
    """kmeans-bench, run in a folder of its own."""

    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def file(self, name):
        return os.path.join(self.folder, name)

    def save(self, name, array):
        path = self.file(name)
        np.save(path, array)
        return path

    def run(self, *arguments):
        command = [self.path, *map(str, arguments), "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise Disagreement(f"{' '.join(command)}: {done.stderr.strip()}")
        return json.loads(done.stdout)


def close(what, ours, theirs, relative=1e-9, absolute=1e-12):
    ours, theirs = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    if ours.shape != theirs.shape:
        raise Disagreement(f"{what}: shapes {ours.shape} and {theirs.shape}")
    if not np.allclose(ours, theirs, rtol=relative, atol=absolute, equal_nan=True):
        at = np.unravel_index(np.argmax(np.abs(ours - theirs)), ours.shape)
        raise Disagreement(f"{what}{list(map(int, at))}: {ours[at]!r}, scikit-learn {theirs[at]!r}")


def table(random):
    """Samples of one of several kinds, and whether ties between distances are likely."""
    n, d = random.randint(2, 400), random.randint(1, 12)
    kind = random.choice(["blobs", "noise", "grid", "repeated", "far", "tiny"])
    if kind == "blobs":
        centers = random.normal(size=(random.randint(1, 9), d)) * 6
        x = centers[random.randint(len(centers), size=n)] + random.normal(size=(n, d))
    elif kind == "grid":
        x = random.randint(-4, 5, size=(n, d)).astype(float)
    elif kind == "repeated":
        distinct = random.normal(size=(random.randint(1, 12), d))
        x = distinct[random.randint(len(distinct), size=n)]
        x[: n // 2] += random.normal(size=(n // 2, d))
    else:
        x = random.normal(size=(n, d))
    if kind == "far":
        x += 1e4
    if kind == "tiny":
        x *= 1e-5
    return np.ascontiguousarray(x), kind in ("grid", "repeated")


def has_tie(x, centers):
    """True if two centres are equally near to a sample, but for rounding."""
    distances = ((x[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
    if distances.shape[1] < 2:
        return False
    first, second = np.partition(distances, 1, axis=1)[:, :2].T
    return bool(np.any(second - first <= 1e-9 * (distances.max() + 1e-300)))


def has_equal_potentials(x, weights, k, seed, n_init):
    """True if two candidates of k-means++ leave the same sum of squares, but for rounding.

    It draws what scikit-learn draws. So it happens when two samples are far from all others.
    """
    random = np.random.RandomState(seed)
    x, n = x - x.mean(axis=0), len(x)
    weights = np.ones(n) if weights is None else weights
    for _ in range(n_init):
        squares = ((x - x[random.choice(n, p=weights / weights.sum())]) ** 2).sum(axis=1)
        for _ in range(1, k):
            sums = np.cumsum(weights * squares)
            drawn = random.uniform(size=2 + int(np.log(k))) * sums[-1]
            candidates = np.unique(np.minimum(np.searchsorted(sums, drawn), n - 1))
            left = np.minimum(squares, ((x[None] - x[candidates][:, None]) ** 2).sum(axis=2))
            potentials = left @ weights
            best = potentials.argmin()
            others = np.delete(potentials, best)
            if np.any(others - potentials[best] <= 1e-9 * sums[-1]):
                return True
            squares = left[best]
    return False


def fits(program, random):
    x, may_tie = table(random)
    k = random.randint(1, min(len(x), 12) + 1)
    seed, n_init = random.randint(1000), random.randint(1, 4)
    init = random.choice(["k-means++", "random"])
    arguments = ["fit", program.save("x.npy", x), "-k", k, "--rng", "numpy", "--seed", seed]
    arguments += ["--n-init", n_init, "--init", init, "--header", "no"]
    arguments += ["--labels-out", program.file("labels.npy"), "--centers-out", program.file("centers.npy")]
    arguments += ["--algorithm", random.choice(["auto", "lloyd", "hamerly", "yinyang"])]
    weights = None
    if random.rand() < 0.4:
        weights = random.randint(0, 4, size=len(x)).astype(float)
        weights[: k + 1] += 1
        arguments += ["--weights", program.save("weights.npy", weights)]
    theirs = KMeans(k, init=init, n_init=n_init, random_state=seed).fit(x, sample_weight=weights)
    ours = program.run(*arguments)
    labels = np.load(program.file("labels.npy"))
    try:
        same_fit(x, ours, labels, np.load(program.file("centers.npy")), theirs)
    except Disagreement:
        # Distinct points that are too few, and equal distances, are decided by rounding.
        if len(np.unique(x, axis=0)) < k or may_tie or has_tie(x, theirs.cluster_centers_):
            raise Tie
        if init == "k-means++" and has_equal_potentials(x, weights, k, seed, n_init):
            raise Tie
        raise


def same_fit(x, ours, labels, centers, theirs):
    if not np.array_equal(labels, theirs.labels_):
        rows = np.flatnonzero(labels != theirs.labels_)
        raise Disagreement(f"{len(rows)} labels differ, the first in row {rows[0]}; inertia "
                           f"{ours['inertia']!r}, scikit-learn {theirs.inertia_!r}")
    scale = np.abs(x).max()
    close("inertia", ours["inertia"], theirs.inertia_, 1e-7, 1e-16 * scale**2)
    close("n_iter", ours["n_iter"], theirs.n_iter_)
    close("centers", centers, theirs.cluster_centers_, 1e-9, 1e-12 * scale)


def predictions(program, random):
    x, may_tie = table(random)
    k = random.randint(1, min(len(np.unique(x, axis=0)), 8) + 1)
    theirs = KMeans(k, n_init=1, random_state=0, init="random").fit(x)
    centers = program.save("first.npy", theirs.cluster_centers_)
    model = program.file("model.npz")
    program.run("fit", program.save("x.npy", x), "-k", k, "--init", centers, "--max-iter", 1,
                "--model", model, "--centers-out", program.file("centers.npy"))
    theirs.cluster_centers_ = np.load(program.file("centers.npy"))
    other = x[random.permutation(len(x))] + random.normal(size=x.shape) * np.abs(x).max() * 0.1
    if may_tie or has_tie(other, theirs.cluster_centers_):
        raise Tie
    path = program.save("other.npy", other)
    ours = program.run("predict", path, "--model", model)
    if not np.array_equal(ours["labels"], theirs.predict(other)):
        raise Disagreement("predicted labels differ")
    close("score", -ours["inertia"], theirs.score(other), 1e-7)
    program.run("transform", path, "--model", model, "--out", program.file("distances.npy"))
    scale = np.abs(other).max()
    close("distances", np.load(program.file("distances.npy")), theirs.transform(other), 1e-6, 1e-7 * scale)


def label_scores(program, random):
    n = random.randint(1, 300)
    true = random.randint(random.randint(1, 9), size=n)
    pred = true.copy() if random.rand() < 0.1 else random.randint(random.randint(1, 9), size=n)
    if random.rand() < 0.3:
        pred = np.where(random.rand(n) < 0.8, true, pred)
    ours = program.run("evaluate", "--true", program.save("true.npy", true),
                       "--pred", program.save("pred.npy", pred))
    for name in ["homogeneity_score", "completeness_score", "v_measure_score", "mutual_info_score",
                 "normalized_mutual_info_score", "adjusted_mutual_info_score", "rand_score",
                 "adjusted_rand_score", "fowlkes_mallows_score"]:
        expected = getattr(metrics, name)(true, pred)
        if name == "fowlkes_mallows_score" and len(np.unique(true)) == len(np.unique(pred)) == n:
            expected = 1.0  # all alone on both sides: equal partitions, which scikit-learn scores 0
        close(name, ours[name], expected, 1e-9, 1e-10)
    table_ = metrics.cluster.contingency_matrix(true, pred)
    close("expected_mutual_info", ours["expected_mutual_info"],
          expected_mutual_information(table_, n), 1e-9, 1e-10)
    close("pair_confusion_matrix", ours["pair_confusion_matrix"],
          metrics.cluster.pair_confusion_matrix(true, pred))


def sample_scores(program, random):
    x, _ = table(random)
    labels = random.randint(random.randint(2, 6), size=len(x))
    if not 2 <= len(np.unique(labels)) < len(x):
        return
    ours = program.run("evaluate", "--data", program.save("x.npy", x),
                       "--pred", program.save("pred.npy", labels))
    for name in ["silhouette_score", "calinski_harabasz_score", "davies_bouldin_score"]:
        # The scores know no origin, but far from it scikit-learn's distances lose half of their digits.
        expected = getattr(metrics, name)(x - x.mean(axis=0), labels)
        if ours[name] is None:
            # We call undefined what scikit-learn answers by convention.
            if expected not in (0.0, 1.0):
                raise Disagreement(f"{name}: undefined, scikit-learn {expected!r}")
            continue
        close(name, ours[name], expected, 1e-6, 1e-7)


def components(program, random):
    x, _ = table(random)
    most = min(x.shape)
    n_components = random.randint(1, most + 1)
    theirs = PCA(n_components, svd_solver="full").fit(x)
    if theirs.explained_variance_[0] <= 1e-20 * np.abs(x).max() ** 2:
        return
    out = program.file("scores.npy")
    ours = program.run("pca", program.save("x.npy", x), "--n-components", n_components, "--scores-out", out)
    largest = theirs.explained_variance_[0]
    variance = np.array(ours["explained_variance"])
    close("explained_variance", variance, theirs.explained_variance_, 1e-8, 1e-12 * largest)
    # An axis is fixed only where its variance stands apart from its neighbours'.
    all_variances = PCA(svd_solver="full").fit(x).explained_variance_
    scores, expected = np.load(out), theirs.transform(x)
    for at in range(n_components):
        gaps = np.abs(np.delete(all_variances, at) - all_variances[at])
        if gaps.size and gaps.min() < 1e-3 * largest or all_variances[at] < 1e-6 * largest:
            continue
        close(f"scores of component {at}", np.abs(scores[:, at]), np.abs(expected[:, at]), 1e-6,
              1e-7 * np.sqrt(largest))


SCALERS = {"standard": StandardScaler, "minmax": MinMaxScaler, "robust": RobustScaler}

# The fields of a stored scaler, and what scikit-learn calls them.
FITTED = {
    "standard": {"mean": "mean_", "variance": "var_"},
    "minmax": {"data_min": "data_min_", "data_max": "data_max_"},
    "robust": {"center": "center_", "scale": "scale_"},
}


def scalers(program, random):
    x, _ = table(random)
    x = x * 10.0 ** random.randint(-4, 5, size=x.shape[1])
    name = random.choice(sorted(SCALERS))
    theirs = SCALERS[name]().fit(x)
    model = program.file("model.json")
    program.run("fit", program.save("x.npy", x), "-k", 1, "--scale", name, "--model", model)
    with open(model) as file:
        ours = json.load(file)["scaler"]
    # A feature whose spread is only rounding counts as constant for us at any magnitude.
    varies = np.ptp(x, axis=0) > 1e-12 * np.abs(x).max(axis=0)
    if name == "robust":
        # Where half of the values are equal the program scales by another spread, and says so.
        varies &= np.ptp(np.percentile(x, [25, 75], axis=0), axis=0) > 1e-12 * np.abs(x).max(axis=0)
    for field, attribute in FITTED[name].items():
        expected = getattr(theirs, attribute)
        close(f"{name} {field}", np.array(ours[field])[varies], expected[varies], 1e-9,
              1e-12 * np.abs(x).max())


KINDS = [fits, fits, fits, predictions, label_scores, sample_scores, components, scalers]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--cases", type=int, default=2000, help="number of random cases")
    parser.add_argument("--case", type=int, help="one case, by its number")
    arguments = parser.parse_args()
    cases = range(arguments.cases) if arguments.case is None else [arguments.case]
    counts, ties, failures = {}, {}, 0
    with tempfile.TemporaryDirectory() as folder:
        program = Program(arguments.program, folder)
        for case in cases:
            random = np.random.RandomState(case)
            kind = KINDS[random.randint(len(KINDS))]
            counts[kind.__name__] = counts.get(kind.__name__, 0) + 1
            try:
                kind(program, random)
            except Tie:
                ties[kind.__name__] = ties.get(kind.__name__, 0) + 1
            except Disagreement as found:
                failures += 1
                print(f"{kind.__name__}: {found}\n  repeat: cargo xtask versus-sklearn --case {case}")
    for name, count in sorted(counts.items()):
        print(f"{name:<14} {count:>6} cases, {ties.get(name, 0)} of them decided by ties")
    print(f"{failures} disagreements in {len(cases)} cases")
    sys.exit(failures > 0)


main()
