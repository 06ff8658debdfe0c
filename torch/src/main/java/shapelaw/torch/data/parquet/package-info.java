/// Pictures and labels from Parquet files, as the Hugging Face hub keeps them. Reads the part of
/// the format that such files use (<https://parquet.apache.org/docs/file-format/>) in plain Java.
///
/// A reader of its own because a damaged or hostile file must end in one clear error: nothing is
/// allocated on the word of a header that was not checked against the file's size or a limit, and
/// no page is unpacked into memory of another size. General readers trust these claims; hardwood
/// 1.0.1, for one, hangs on some damaged files, and Snappy's native code behind it writes past its
/// buffer.
@NullMarked
package shapelaw.torch.data.parquet;

import org.jspecify.annotations.NullMarked;
