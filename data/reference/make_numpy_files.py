"""Writes numpy_files.txt: NPY and NPZ files as NumPy writes them, a line each: a name, and the bytes
in hexadecimal.

    pip install numpy==2.4.6 && python make_numpy_files.py
"""

import io
from pathlib import Path

import numpy as np


def npy(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


def saved(save, **arrays):
    out = io.BytesIO()
    save(out, **arrays)
    return out.getvalue()


# Two rows, three columns: what every type below holds.
table = np.array([[0, 1, 2], [3, 4, 5]])

files = {}
for name in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    for order in "<>":
        files[f"{order}{name}"] = npy(table.astype(f"{order}{name}"))
files["b1"] = npy(table % 2 == 1)
files["fortran"] = npy(np.asfortranarray(table.astype("<f8")))
files["fortran big endian f4"] = npy(np.asfortranarray(table.astype(">f4")))
files["fortran 2x3x4"] = npy(np.asfortranarray(np.arange(24, dtype="<i2").reshape(2, 3, 4)))
files["version 2"] = npy(table.astype("<f8"), version=(2, 0))
files["version 3"] = npy(table.astype("<f8"), version=(3, 0))
files["one dimension"] = npy(np.array([5, -3, 2**62 + 1]))
files["no dimension"] = npy(np.array(7.5))
files["no rows"] = npy(np.zeros((0, 3)))
files["halves"] = npy(
    np.array([[65504, 2.0**-24, 0.333251953125], [-0.0, 6.103515625e-05, -1.5]], dtype="<f2")
)
files["structured"] = npy(np.zeros(2, dtype=[("a", "<f8"), ("b", "<i4")]))
files["strings"] = npy(np.array([["a", "b"]]))
files["complex"] = npy(np.zeros((2, 2), dtype="<c16"))
files["objects"] = npy(np.array([[None, 1]], dtype=object))
files["npz"] = saved(np.savez, X=table.astype("<f8"), y=np.array([1, 0]))
files["npz compressed"] = saved(np.savez_compressed, X=table.astype("<f8"), y=np.array([1, 0]))

lines = [f"{name}: {contents.hex()}\n" for name, contents in files.items()]
Path(__file__).with_name("numpy_files.txt").write_text("".join(lines))
