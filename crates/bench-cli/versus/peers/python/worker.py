"""Fits k-means with Python packages, one line of JSON in, one out.

    worker.py PACKAGES THREADS

First it says who it is: {"contenders": {"fit": [...], "quality": [...], ...}, "about": "..."}.
Then it answers {"load": block} with {}, and {"contender": name, "watch": whether to watch memory,
"fit", "quality", "score" or "pca": job} with {"seconds": ..., "memory": ..., ...} or {"cannot": why}.
../../../src/bin/versus/job/mod.rs describes blocks, jobs and replies. The clock runs while the call
does and at no other time.
"""

import ctypes
import json
import os
import sys
import time
from importlib.metadata import version

import numpy as np

CONTENDERS = {"fit": {}, "quality": {}, "score": {}, "pca": {}}
DTYPES = {"f32": np.float32, "f64": np.float64}


def contender(task, name):
    return lambda call: CONTENDERS[task].setdefault(name, call)


class Cannot(Exception):
    """This contender has no such thing."""


class Measured:
    """Times its block, and if `watch` says so watches by how much the process grows meanwhile."""

    watch = False

    def __enter__(self):
        self.before = resident_after_reset() if Measured.watch else None
        self.begin = time.perf_counter()
        return self

    def __exit__(self, *_):
        self.seconds = time.perf_counter() - self.begin
        grown = self.before is not None
        self.memory = max(resident("VmHWM") - self.before, 0) if grown else None

    def reply(self, **more):
        return {"seconds": self.seconds, "memory": self.memory, **more}


def resident_after_reset():
    """Bytes, once what was freed has gone back to the system; None where that does not tell."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
        with open("/proc/self/clear_refs", "w") as clear_refs:
            clear_refs.write("5")  # forgets the largest resident set so far
        return resident("VmRSS")
    except (AttributeError, OSError, TypeError):
        return None


def resident(name):
    """Bytes in a line such as `VmHWM:      1234 kB`."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith(name + ":"))
    return 1024 * int(line.split()[1])


def add_sklearn(threads):
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA
    from sklearn.metrics import cluster as metrics

    for algorithm in ("lloyd", "elkan"):
        contender("fit", f"scikit-learn {algorithm}")(
            lambda x, job, start, algorithm=algorithm: fit_sklearn(KMeans, x, job, start, algorithm)
        )
    contender("quality", "scikit-learn")(lambda x, job: quality_sklearn(KMeans, x, job))
    contender("score", "scikit-learn")(lambda x, job: score(metrics, x, job))
    contender("pca", "scikit-learn")(lambda x, job: pca(PCA, x, job))

    @contender("score", f"scikit-learn, n_jobs={threads}")
    def score_in_jobs(x, job):
        if job["metric"] != "silhouette_score":
            raise Cannot("has no n_jobs")
        return score(metrics, x, job, n_jobs=threads)

    @contender("pca", "scikit-learn arpack")
    def pca_arpack(x, job):
        if job["solver"] != "full":
            raise Cannot("is for a few exact components")
        return pca(PCA, x, {**job, "solver": "arpack"})

    return f"scikit-learn {version('scikit-learn')}; scipy {version('scipy')}"


def add_intel(threads):
    import daal4py
    from sklearnex.cluster import KMeans
    from sklearnex.decomposition import PCA

    daal4py.daalinit(threads)

    @contender("fit", "Intel extension")
    def fit(x, job, start):
        measured, centers, n_iter, _ = fit_sklearn(KMeans, x, job, start, "lloyd")
        return measured, centers, n_iter, None if start is not None else "draws its own seeds"

    contender("quality", "Intel extension")(lambda x, job: quality_sklearn(KMeans, x, job))
    contender("pca", "Intel extension")(lambda x, job: pca(PCA, x, job))
    return f"scikit-learn-intelex {version('scikit-learn-intelex')}"


def fit_sklearn(KMeans, x, job, start, algorithm):
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    init = job["init"] if start is None else start.astype(x.dtype)
    kmeans = KMeans(
        job["n_clusters"],
        init=init,
        n_init=job["n_init"],
        max_iter=job["max_iter"],
        tol=job["tol"],
        random_state=job["seed"],
        algorithm=algorithm,
    )
    model = make_pipeline(StandardScaler(), kmeans) if job["scale"] else kmeans
    with Measured() as measured:
        model.fit(x)
    return measured, kmeans.cluster_centers_, kmeans.n_iter_, None


def quality_sklearn(KMeans, x, job):
    kmeans = KMeans(job["n_clusters"], random_state=job["seed"], **given(job, max_iter="max_iter"))
    with Measured() as measured:
        kmeans.fit(x)
    return measured, kmeans.cluster_centers_, kmeans.n_iter_


def given(job, **names):
    """The job's parameters by the contender's names, without those that are left to the contender."""
    return {name: job[key] for name, key in names.items() if job[key] is not None}


def score(metrics, x, job, **more):
    function = getattr(metrics, job["metric"])
    is_table = job["metric"] == "contingency_matrix"
    if job["labels"] is None:
        arguments = np.ascontiguousarray(x.T.astype(np.int64))
    else:
        arguments = x, np.fromfile(job["labels"]).astype(np.int64)
    if is_table:
        more = {"sparse": True}
    with Measured() as measured:
        value = function(*arguments, **more)
    if is_table:
        value = (value.data.astype(np.float64) ** 2).sum()
    return measured.reply(values=[float(value)])


def pca(PCA, x, job):
    model = PCA(job["n_components"], svd_solver=job["solver"], random_state=0)
    with Measured() as measured:
        model.fit(x)
    return measured.reply(values=model.explained_variance_.astype(np.float64).tolist())


def wants_f32_and_centers(x, job, start):
    if x.dtype != np.float32:
        raise Cannot("knows f32 only")
    if start is None:
        raise Cannot("draws otherwise")
    if job["scale"]:
        raise Cannot("has no scaler")


def add_faiss(threads):
    import faiss

    faiss.omp_set_num_threads(threads)

    def settings(x, job):
        return {
            "niter": job["rounds"],
            "max_points_per_centroid": len(x),  # else it draws a sample
            "min_points_per_centroid": 1,
            "check_input_data_for_NaNs": False,
        }

    @contender("fit", "FAISS")
    def fit(x, job, start):
        wants_f32_and_centers(x, job, start)
        kmeans = faiss.Kmeans(
            x.shape[1],
            job["n_clusters"],
            **settings(x, job),
            # Its own rule ends a fit where the objective stays the same; below 0 nothing does.
            early_stop_threshold=0.0 if job["tol"] > 0 else -1.0,
        )
        start = start.astype(np.float32)
        with Measured() as measured:
            kmeans.train(x, init_centroids=start)
        return measured, kmeans.centroids, len(kmeans.obj), None

    @contender("fit", "FAISS SuperKMeans")
    def fit_super(x, job, start):
        wants_f32_and_centers(x, job, start)
        kmeans = faiss.SuperKmeans(x.shape[1], job["n_clusters"], **settings(x, job))
        with Measured() as measured:
            kmeans.train(x)
        return measured, kmeans.centroids, len(kmeans.obj), "takes no start: samples it draws"

    def quality(make, x, job):
        if x.dtype != np.float32:
            raise Cannot("knows f32 only")
        kmeans = make(x.shape[1], job["n_clusters"], **given(job, niter="max_iter", seed="seed"))
        with Measured() as measured:
            kmeans.train(x)
        return measured, kmeans.centroids, len(kmeans.obj)

    contender("quality", "FAISS")(lambda x, job: quality(faiss.Kmeans, x, job))
    contender("quality", "FAISS SuperKMeans")(lambda x, job: quality(faiss.SuperKmeans, x, job))
    return f"faiss-cpu {version('faiss-cpu')}"


def add_superkmeans(threads):
    from superkmeans import SuperKMeans

    @contender("fit", "SuperKMeans")
    def fit(x, job, start):
        wants_f32_and_centers(x, job, start)
        kmeans = SuperKMeans(
            job["n_clusters"],
            x.shape[1],
            hierarchical=False,
            iters=job["rounds"],
            sampling_fraction=1.0,  # else it draws a sample
            max_points_per_cluster=len(x),
            n_threads=threads,
            # Its own rule ends a fit where the centres hardly move.
            early_termination=job["tol"] > 0,
        )
        with Measured() as measured:
            centers = kmeans.train(x)
        return measured, centers, len(kmeans.iteration_stats), "takes no start: samples it draws"

    @contender("quality", "SuperKMeans")
    def quality(x, job):
        if x.dtype != np.float32:
            raise Cannot("knows f32 only")
        parameters = given(job, iters="max_iter", seed="seed")
        kmeans = SuperKMeans(job["n_clusters"], x.shape[1], n_threads=threads, **parameters)
        with Measured() as measured:
            centers = kmeans.train(x)
        return measured, centers, len(kmeans.iteration_stats)

    return f"superkmeans {version('superkmeans')}"


def add_fastkmeans(threads):
    import torch
    from fastkmeans import FastKMeans

    torch.set_num_threads(threads)

    @contender("fit", "fastkmeans")
    def fit(x, job, start):
        wants_f32_and_centers(x, job, start)
        kmeans = FastKMeans(
            x.shape[1],
            job["n_clusters"],
            niter=job["rounds"],
            # Its own rule; no shift of the centres is below 0.
            **({} if job["tol"] > 0 else {"tol": -1.0}),
            gpu=False,
            max_points_per_centroid=None,  # else it draws a sample
        )
        with Measured() as measured:
            kmeans.train(x)
        rounds = None if job["tol"] > 0 else job["rounds"]
        return measured, kmeans.centroids, rounds, "takes no start: samples it draws"

    return f"fastkmeans {version('fastkmeans')}"


PACKAGES = {
    "scikit-learn": add_sklearn,
    "intel": add_intel,
    "faiss": add_faiss,
    "superkmeans": add_superkmeans,
    "fastkmeans": add_fastkmeans,
}


def load(block):
    x = np.fromfile(block["path"], DTYPES[block["dtype"]])
    return x.reshape(block["n_samples"], block["n_features"])


def fit(call, x, job):
    start = None
    if isinstance(job["init"], dict):
        start = np.fromfile(job["init"]["centers"]).reshape(job["n_clusters"], x.shape[1])
    measured, centers, n_iter, differs = call(x, job, start)
    np.asarray(centers, np.float64).tofile(job["centers_to"])
    return measured.reply(n_iter=None if n_iter is None else int(n_iter), differs=differs)


def quality(call, x, job):
    measured, centers, n_iter = call(x, job)
    np.asarray(centers, np.float64).tofile(job["centers_to"])
    return measured.reply(n_iter=int(n_iter))


WRITE_CENTERS = {"fit": fit, "quality": quality}


def answer(request, x):
    task = next(task for task in CONTENDERS if task in request)
    call = CONTENDERS[task][request["contender"]]
    Measured.watch = request["watch"]
    try:
        if task in WRITE_CENTERS:
            return WRITE_CENTERS[task](call, x, request[task])
        return call(x, request[task])
    except Cannot as why:
        return {"cannot": str(why)}
    except Exception as error:
        return {"cannot": f"{type(error).__name__}: {error}"}


def blas():
    """The BLAS libraries and the processor each takes this one for."""
    from threadpoolctl import threadpool_info

    libraries = [lib for lib in threadpool_info() if lib["user_api"] == "blas"]
    return [f"{lib['internal_api']} {lib['version']} {lib.get('architecture')}" for lib in libraries]


def main():
    packages, threads = sys.argv[1].split(","), int(sys.argv[2])
    # Nothing else may speak on our line, not even a library in C++.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    about = [f"numpy {np.__version__}"]
    for package in packages:
        try:
            about.append(PACKAGES[package](threads))
        except Exception as error:
            about.append(f"{package} not there ({error})")

    def reply(value):
        print(json.dumps(value), file=replies, flush=True)

    about = "; ".join(dict.fromkeys(about + blas()))
    reply({"contenders": {task: list(names) for task, names in CONTENDERS.items()}, "about": about})
    x = None
    for line in sys.stdin:
        request = json.loads(line)
        if "load" in request:
            x = load(request["load"])
            reply({})
        else:
            reply(answer(request, x))


main()
