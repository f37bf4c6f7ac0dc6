"""What is compared of a fitted PCA, for make_pca.py and make_pca_solvers.py."""


def pca_values(model):
    return {
        "n_components": int(model.n_components_),
        "mean": model.mean_.tolist(),
        "components": model.components_.tolist(),
        "explained_variance": model.explained_variance_.tolist(),
        "explained_variance_ratio": model.explained_variance_ratio_.tolist(),
        "singular_values": model.singular_values_.tolist(),
        "noise_variance": float(model.noise_variance_),
    }
