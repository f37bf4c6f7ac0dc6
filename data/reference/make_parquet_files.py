"""Parquet files as pyarrow 26 writes them, in hexadecimal: a line a file, `name: bytes`.

The expected values stand in crates/digits-data/tests/files_parquet.rs.
"""

import datetime
import decimal
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def parquet(table, **options):
    file = io.BytesIO()
    pq.write_table(table, file, **options)
    return file.getvalue()


TYPES = {
    "i1": pa.int8(),
    "i2": pa.int16(),
    "i4": pa.int32(),
    "i8": pa.int64(),
    "u1": pa.uint8(),
    "u2": pa.uint16(),
    "u4": pa.uint32(),
    "u8": pa.uint64(),
    "f2": pa.float16(),
    "f4": pa.float32(),
    "f8": pa.float64(),
}

# Every type of number, once counting and once at its ends; one column a type.
counted = {name: pa.array([0, 1, 2], pa.float64()).cast(type_) for name, type_ in TYPES.items()}
ends = {
    "i4": pa.array([-(2**31), 2**31 - 1], pa.int32()),
    "i8": pa.array([-(2**63), 2**53 + 1], pa.int64()),
    "u4": pa.array([0, 2**32 - 1], pa.uint32()),
    "u8": pa.array([0, 2**64 - 1], pa.uint64()),
}

# Flowers in three groups of rows, their labels as words.
flowers = pa.table(
    {
        "length": pa.array([5.1, 4.9, 7.0, 6.4, 6.3], pa.float64()),
        "width": pa.array([3.5, 3.0, 3.2, 3.2, 3.3], pa.float32()),
        "species": pa.array(["setosa", "setosa", "versicolor", " versicolor", "virginica"]),
        "weight": pa.array([1, 2, 1, 1, 3], pa.int32()),
    }
)
holes = pa.table(
    {
        "x": pa.array([1.0, None, 3.0, float("nan"), 5.0]),
        "y": pa.array([10, 20, 30, 40, None], pa.int64()),
        "label": pa.array(["a", "b", None, "a", "b"]),
    }
)
odd = pa.table(
    {
        "x": pa.array([1.0, 2.0]),
        "date": pa.array([datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)]),
        "price": pa.array([decimal.Decimal("1.50"), decimal.Decimal("2.25")]),
        "list": pa.array([[1.0], [2.0, 3.0]]),
        "word": pa.array(["a", "b"]),
        "infinite": pa.array([1.0, float("inf")]),
        "half": pa.array([1.0, 1.5]),
        "null": pa.nulls(2),
        "inner": pa.array([{"a": 1.0}, {"a": 2.0}]),
    }
)

files = {
    "counted": parquet(pa.table(counted)),
    "ends": parquet(pa.table(ends)),
    "bool": parquet(pa.table({"b": [True, False, True]})),
    "flowers": parquet(flowers, row_group_size=2),
    "holes": parquet(holes, row_group_size=2),
    "odd": parquet(odd),
    "no rows": parquet(flowers.slice(0, 0)),
}
for codec in ["none", "snappy", "gzip", "lz4", "zstd", "brotli"]:
    files[codec] = parquet(flowers.select(["length", "width"]), compression=codec)
files["pages of version 2"] = parquet(flowers, data_page_version="2.0", use_dictionary=False)
files["old"] = parquet(flowers, version="1.0")

lines = [f"{name}: {contents.hex()}\n" for name, contents in files.items()]
Path(__file__).with_name("parquet_files.txt").write_text("".join(lines))
