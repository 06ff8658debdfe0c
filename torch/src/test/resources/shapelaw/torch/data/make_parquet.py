"""Writes the Parquet files of ParquetImagesTest beside itself.

Made with pyarrow 25.0.1, datasets 5.0.1 and pillow 12.3.0:  python make_parquet.py

Picture i of class k is flat: red 40 k, green 20 i, blue 77. Six classes of ten pictures, in the order k = row % 6,
i = row // 6, unless said otherwise.
"""

import io
import pathlib

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

HERE = pathlib.Path(__file__).parent
CLASSES, PICTURES = 6, 10


def picture(k, i):
    buffer = io.BytesIO()
    Image.new("RGB", (12, 10), (40 * k, 20 * i, 77)).save(buffer, "png")
    return buffer.getvalue()


ROWS = [(row % CLASSES, row // CLASSES) for row in range(CLASSES * PICTURES)]
BYTES = [picture(k, i) for k, i in ROWS]
LABELS = [k for k, _ in ROWS]


def table(label="label", integers=pa.int64(), bytes_=BYTES, labels=LABELS):
    return pa.table({"image": pa.array(bytes_, pa.binary()), label: pa.array(labels, integers)})


# As the Hugging Face hub has it: a struct of bytes and path, snappy, dictionaries, row groups of 7.
datasets.Dataset.from_dict(
    {"image": [{"bytes": b, "path": f"{n}.png"} for n, b in enumerate(BYTES)], "label": LABELS},
    features=datasets.Features(
        {"image": datasets.Image(), "label": datasets.ClassLabel(names=[f"class {k}" for k in range(CLASSES)])}
    ),
).to_parquet(HERE / "hub.parquet", batch_size=7)

# Plain binary columns, without dictionaries, never null, small pages of version 2 with checksums, zstd, 32-bit labels.
schema = pa.schema([pa.field("img", pa.binary(), nullable=False), pa.field("fine_label", pa.int32(), nullable=False)])
pq.write_table(
    pa.table([BYTES, LABELS], schema=schema),
    HERE / "version2-zstd.parquet",
    compression="zstd",
    use_dictionary=False,
    data_page_version="2.0",
    data_page_size=300,
    write_batch_size=3,
    write_page_checksum=True,
    row_group_size=25,
)

# Version 2 with dictionaries and levels, snappy: every picture occurs four times.
repeated = [n % 15 for n in range(CLASSES * PICTURES)]
pq.write_table(
    table("labels", pa.int8(), [BYTES[n] for n in repeated], [LABELS[n] for n in repeated]),
    HERE / "version2-dictionary.parquet",
    data_page_version="2.0",
    write_page_checksum=True,
)

pq.write_table(table(), HERE / "gzip.parquet", compression="gzip", row_group_size=30)
pq.write_table(table(), HERE / "uncompressed.parquet", compression="none", row_group_size=30)

# What is refused.
FEW = (BYTES[:12], LABELS[:12])
pq.write_table(table(bytes_=FEW[0], labels=FEW[1]), HERE / "refused-brotli.parquet", compression="brotli")
pq.write_table(table(bytes_=[None] + FEW[0][1:], labels=FEW[1]), HERE / "refused-no-picture.parquet")
pq.write_table(table(bytes_=FEW[0], labels=[-1] * 12), HERE / "refused-no-label.parquet")
pq.write_table(table("species", bytes_=FEW[0], labels=FEW[1]), HERE / "refused-no-label-column.parquet")
pq.write_table(
    table(bytes_=FEW[0], labels=FEW[1]),
    HERE / "refused-encoding.parquet",
    use_dictionary=False,
    column_encoding={"image": "DELTA_LENGTH_BYTE_ARRAY"},
)
