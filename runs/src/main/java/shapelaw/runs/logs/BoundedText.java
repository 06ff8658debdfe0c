package shapelaw.runs.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Text files of limited size.
final class BoundedText {

  private BoundedText() {}

  /// Reads UTF-8.
  ///
  /// @param most bytes that the file may have
  /// @throws LogException if it is larger, or no UTF-8
  static String read(Path file, int most) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(most + 1);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new LogException("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
    if (bytes.length > most) {
      throw new LogException("%s must have at most %,d bytes but has more.".formatted(file, most));
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new LogException("%s must be UTF-8 text but is not.".formatted(file), e);
    }
  }
}
