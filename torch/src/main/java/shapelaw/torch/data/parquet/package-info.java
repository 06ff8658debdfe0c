/// Pictures and labels from Parquet files, as the Hugging Face hub keeps them. Reads the part of
/// the format that such files use (<https://parquet.apache.org/docs/file-format/>) in plain Java,
/// and allocates nothing on the word of a header that was not checked against the file's size or a
/// limit: a damaged or hostile file is one clear error.
@NullMarked
package shapelaw.torch.data.parquet;

import org.jspecify.annotations.NullMarked;
