package shapelaw.torch.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Parameters that lie in a file under anybody's names: ranges of ours are put together from ranges
/// of theirs. Bytes are copied as they are, so a file of any size takes no memory to convert, and
/// every number stays what it was.
final class NumbersInFile implements ParameterNumbers {

  private static final int CHUNK_BYTES = 1 << 20;

  private final SafetensorsFile file;
  private final Map<String, List<Piece>> pieces = new HashMap<>();
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);

  /// A range of a parameter and where it is.
  ///
  /// @param part the range
  /// @param entry the tensor that has it
  /// @param first number of the tensor with which it begins
  private record Piece(NamedTensor.Part part, TensorEntry entry, long first) {

    boolean touches(NamedTensor.Part range) {
      return part.from() < range.from() + range.numbers()
          && range.from() < part.from() + part.numbers();
    }
  }

  NumbersInFile(WeightsFile weights) {
    this.file = weights.file();
    weights
        .tensors()
        .forEach((tensor, entry) -> {
          long first = 0;
          for (NamedTensor.Part part : tensor.parts()) {
            pieces
                .computeIfAbsent(part.parameter(), _ -> new ArrayList<>())
                .add(new Piece(part, entry, first));
            first += part.numbers();
          }
        });
    pieces
        .values()
        .forEach(list -> list.sort((a, b) -> Long.compare(a.part.from(), b.part.from())));
  }

  private List<Piece> touching(NamedTensor.Part range) {
    return pieces.getOrDefault(range.parameter(), List.of()).stream()
        .filter(piece -> piece.touches(range))
        .toList();
  }

  @Override
  public NumberType type(NamedTensor.Part part) {
    List<NumberType> types = touching(part).stream().map(p -> p.entry.type()).distinct().toList();
    if (types.size() != 1) {
      throw new WeightsException(
          "the tensors that become one must be of one type but those of '%s' were of %s."
              .formatted(part.parameter(), types));
    }
    return types.getFirst();
  }

  @Override
  public void write(NamedTensor.Part part, WritableByteChannel out) throws IOException {
    for (Piece piece : touching(part)) {
      long from = Math.max(part.from(), piece.part.from());
      long end = Math.min(part.from() + part.numbers(), piece.part.from() + piece.part.numbers());
      long width = piece.entry.type().bytes();
      copy(
          piece.entry, (piece.first + from - piece.part.from()) * width, (end - from) * width, out);
    }
  }

  private void copy(TensorEntry entry, long from, long bytes, WritableByteChannel out)
      throws IOException {
    for (long done = 0; done < bytes; done += chunk.capacity()) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), bytes - done));
      file.read(entry, from + done, chunk);
      out.write(chunk.flip());
    }
  }
}
