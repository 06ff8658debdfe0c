package shapelaw.runs.imports;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// A file's bytes, unpacked, and what they seem to be. Of a Parquet file, only the first ones.
///
/// @param file the file as it was named
/// @param name its last part in lower case, without `.gz`
/// @param bytes what is in it
// A record for its brevity: two of them are never compared.
@SuppressWarnings("ArrayRecordComponent")
record TableBytes(Path file, String name, byte[] bytes) {

  /// Largest text that is read.
  static final int MOST_BYTES = 1 << 28;

  private static final byte[] PARQUET_MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  static TableBytes of(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new TableFileException("%s must be a file but was a folder.".formatted(file));
    }
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(PARQUET_MAGIC.length);
      if (!Arrays.equals(bytes, PARQUET_MAGIC)) {
        bytes = concat(bytes, in.readNBytes(MOST_BYTES));
      }
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    } catch (AccessDeniedException e) {
      throw new AccessDeniedException(file.toString(), null, "the file must not be read");
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new TableFileException("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
    if (startsWith(bytes, GZIP_MAGIC)) {
      bytes = unpack(file, bytes);
      name = name.replaceFirst("\\.gz$", "");
    }
    if (bytes.length >= MOST_BYTES) {
      throw new TableFileException(
          "%s must be smaller than %,d bytes but is not. Maybe keep only the rows that are needed, or use Parquet."
              .formatted(file, MOST_BYTES));
    }
    return new TableBytes(file, name, bytes);
  }

  private static byte[] unpack(Path file, byte[] packed) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      throw new TableFileException(
          "%s must be a whole gzip file but was not: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  /// The format: Parquet by its magic bytes, JSON by its name or its first character.
  TableFormat format() {
    if (startsWith(bytes, PARQUET_MAGIC)) {
      return TableFormat.PARQUET;
    } else if (name.matches(".*\\.(parquet|pq)")) {
      throw new TableFileException(
          "%s must be a Parquet file, as its name says, but does not begin as one. Maybe it was not copied whole."
              .formatted(file));
    } else if (name.matches(".*\\.(json|jsonl|ndjson)")) {
      return TableFormat.JSON;
    } else if (name.matches(".*\\.(csv|tsv|tab)")) {
      return TableFormat.DELIMITED;
    }
    String start = text().stripLeading();
    return start.startsWith("{") || start.startsWith("[")
        ? TableFormat.JSON
        : TableFormat.DELIMITED;
  }

  boolean namedTabSeparated() {
    return name.matches(".*\\.(tsv|tab)");
  }

  /// The bytes as text: UTF-8, or UTF-16 with its byte order mark, as spreadsheets write it.
  String text() {
    boolean wide =
        startsWith(bytes, new byte[] {(byte) 0xfe, (byte) 0xff})
            || startsWith(bytes, new byte[] {(byte) 0xff, (byte) 0xfe});
    Charset charset = wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    var input = ByteBuffer.wrap(bytes);
    try {
      String text =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(input)
              .toString();
      if (text.indexOf('\0') >= 0) {
        throw new TableFileException(
            "%s must be a text table or a Parquet file but holds bytes that are neither."
                .formatted(file));
      }
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new TableFileException(
          "%s must be %s text or a Parquet file but byte %d is not. Maybe save it as UTF-8."
              .formatted(file, charset, input.position()),
          e);
    }
  }
}
