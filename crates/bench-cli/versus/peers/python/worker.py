"""Fits k-means with Python packages, one line of JSON in, one out.

    worker.py PACKAGES THREADS

First it says who it is: {"contenders": [...], "about": "..."}. Then it answers
{"load": block} with {} and {"contender": name, "fit": job} with {"seconds": ..., "n_iter": ...,
"differs": null or why} or {"cannot": why}. Blocks and jobs are described in ../../src/versus/job.rs.
The clock runs while the fit does and at no other time.
"""

import json
import sys
import time
from importlib.metadata import version

import numpy as np

CONTENDERS = {}
DTYPES = {"f32": np.float32, "f64": np.float64}


def contender(name):
    return lambda fit: CONTENDERS.setdefault(name, fit)


class Cannot(Exception):
    """This contender has no such fit."""


def add_sklearn():
    from sklearn.cluster import KMeans

    for algorithm in ("lloyd", "elkan"):
        contender(f"scikit-learn {algorithm}")(
            lambda x, job, start, algorithm=algorithm: fit_sklearn(KMeans, x, job, start, algorithm)
        )
    return f"scikit-learn {version('scikit-learn')}"


def add_intel(threads):
    import daal4py
    from sklearnex.cluster import KMeans

    daal4py.daalinit(threads)

    @contender("Intel extension")
    def fit(x, job, start):
        seconds, centers, n_iter, _ = fit_sklearn(KMeans, x, job, start, "lloyd")
        return seconds, centers, n_iter, None if start is not None else "draws its own seeds"

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
    begin = time.perf_counter()
    model.fit(x)
    seconds = time.perf_counter() - begin
    return seconds, kmeans.cluster_centers_, kmeans.n_iter_, None


def add_faiss(threads):
    import faiss

    faiss.omp_set_num_threads(threads)

    @contender("FAISS")
    def fit(x, job, start):
        if x.dtype != np.float32:
            raise Cannot("knows f32 only")
        if start is None:
            raise Cannot("has no k-means++")
        if job["scale"]:
            raise Cannot("has no scaler")
        kmeans = faiss.Kmeans(
            x.shape[1],
            job["n_clusters"],
            niter=job["rounds"],
            max_points_per_centroid=len(x),  # else it draws a sample
            min_points_per_centroid=1,
            check_input_data_for_NaNs=False,
        )
        start = start.astype(np.float32)
        begin = time.perf_counter()
        kmeans.train(x, init_centroids=start)
        return time.perf_counter() - begin, kmeans.centroids, job["rounds"], None

    return f"faiss-cpu {version('faiss-cpu')}"


def load(block):
    x = np.fromfile(block["path"], DTYPES[block["dtype"]])
    return x.reshape(block["n_samples"], block["n_features"])


def fit(name, x, job):
    start = None
    if isinstance(job["init"], dict):
        start = np.fromfile(job["init"]["centers"]).reshape(job["n_clusters"], x.shape[1])
    try:
        seconds, centers, n_iter, differs = CONTENDERS[name](x, job, start)
    except Cannot as why:
        return {"cannot": str(why)}
    np.asarray(centers, np.float64).tofile(job["centers_to"])
    return {"seconds": seconds, "n_iter": int(n_iter), "differs": differs}


def blas():
    """The BLAS libraries and the processor each takes this one for."""
    from threadpoolctl import threadpool_info

    libraries = [lib for lib in threadpool_info() if lib["user_api"] == "blas"]
    return [f"{lib['internal_api']} {lib['version']} {lib.get('architecture')}" for lib in libraries]


def main():
    packages, threads = sys.argv[1].split(","), int(sys.argv[2])
    replies, sys.stdout = sys.stdout, sys.stderr  # nothing else may speak on our line
    adders = {
        "scikit-learn": add_sklearn,
        "intel": lambda: add_intel(threads),
        "faiss": lambda: add_faiss(threads),
    }
    about = [f"numpy {np.__version__}"]
    for package in packages:
        try:
            about.append(adders[package]())
        except Exception as error:
            about.append(f"{package} not there ({error})")

    def reply(value):
        print(json.dumps(value), file=replies, flush=True)

    about = "; ".join(dict.fromkeys(about + blas()))
    reply({"contenders": list(CONTENDERS), "about": about})
    x = None
    for line in sys.stdin:
        request = json.loads(line)
        if "load" in request:
            x = load(request["load"])
            reply({})
            continue
        try:
            reply(fit(request["contender"], x, request["fit"]))
        except Exception as error:
            reply({"cannot": f"{type(error).__name__}: {error}"})


main()
