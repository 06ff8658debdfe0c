package shapelaw.torch.data.parquet;

/// The values of one column in one row group, as the footer tells.
///
/// @param column which column
/// @param codec how its pages are compressed
/// @param values number of values
/// @param start first byte in the file
/// @param packedBytes bytes in the file
/// @param claimedBytes bytes when unpacked, as the footer claims
record ColumnChunk(
    Column column, Codec codec, long values, long start, long packedBytes, long claimedBytes) {}
