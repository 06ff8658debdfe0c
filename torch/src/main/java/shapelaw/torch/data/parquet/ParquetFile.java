package shapelaw.torch.data.parquet;

import java.io.IOException;
import java.nio.file.Path;
import shapelaw.torch.image.ImageDataException;

/// A Parquet file with a column of encoded pictures (`image.bytes`, `img.bytes`, `image`, `img` or
/// `bytes`) and one of labels (`label`, `labels` or `fine_label`). The file is open only while
/// something is read. Safe for use by several threads at once.
public final class ParquetFile {

  /// A row group's pictures may take so much memory, and no more than [#SHARE_OF_HEAP].
  private static final long MOST_BYTES = 1L << 29;

  private static final double SHARE_OF_HEAP = 0.25;

  private final Path path;
  private final Footer footer;

  private ParquetFile(Path path, Footer footer) {
    this.path = path;
    this.footer = footer;
  }

  /// Reads a file's footer.
  ///
  /// @throws ImageDataException if it is no such file
  public static ParquetFile open(Path path) {
    return reading(path, file -> new ParquetFile(path, Footer.read(file)));
  }

  /// Where the file lies.
  public Path path() {
    return path;
  }

  /// Number of row groups.
  public int rowGroups() {
    return footer.rowGroups().size();
  }

  /// Rows of a row group.
  public int rows(int rowGroup) {
    return footer.rowGroups().get(rowGroup).rows();
  }

  /// Bytes of a row group's encoded pictures, as the footer claims: a hint, not to be relied on.
  public long claimedPictureBytes(int rowGroup) {
    return footer.rowGroups().get(rowGroup).pictures().claimedBytes();
  }

  /// Labels of a row group.
  ///
  /// @throws ImageDataException if the file is damaged
  public long[] labels(int rowGroup) {
    Footer.RowGroup group = footer.rowGroups().get(rowGroup);
    boolean wide = group.labels().column().type() == Column.Type.INT64;
    return reading(
            path, file -> read(file, group, group.labels(), count -> new Labels(wide, count)))
        .toArray();
  }

  /// Pictures of a row group, still encoded.
  ///
  /// @throws ImageDataException if the file is damaged
  public EncodedPictures pictures(int rowGroup) {
    Footer.RowGroup group = footer.rowGroups().get(rowGroup);
    return reading(path, file -> read(file, group, group.pictures(), EncodedPictures::new));
  }

  private static <V extends Values<V>> V read(
      FileBytes file,
      Footer.RowGroup group,
      ColumnChunk chunk,
      java.util.function.IntFunction<V> maker)
      throws IOException {
    long most = Math.min(MOST_BYTES, (long) (Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP));
    return ChunkReader.read(file, chunk, group.rows(), most, maker);
  }

  @FunctionalInterface
  private interface Reading<T> {
    T of(FileBytes file) throws IOException;
  }

  /// Damage shows as an exception of the reading, whatever its type: buffers that end, numbers that
  /// overflow, what the codecs throw.
  private static <T> T reading(Path path, Reading<T> reading) {
    try (var file = FileBytes.open(path)) {
      return reading.of(file);
    } catch (IOException e) {
      String found = e.getMessage() == null ? "reading it failed: " + e : e.getMessage();
      throw unusable(path, found, e);
    } catch (RuntimeException e) {
      throw unusable(path, "it is damaged or breaks off: " + e, e);
    }
  }

  private static ImageDataException unusable(Path path, String found, Exception cause) {
    return new ImageDataException(
        "Parquet file %s must be whole, with encoded pictures and their labels, but %s."
            .formatted(path, found),
        cause);
  }
}
