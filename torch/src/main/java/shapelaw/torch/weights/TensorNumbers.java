package shapelaw.torch.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Moves the numbers of tensors out of files and into files, piece by piece, so that no second copy
/// of a tensor is ever made. Reads from one file; not for several threads at once.
public final class TensorNumbers {

  private static final int CHUNK_BYTES = 1 << 22;

  private final SafetensorsFile file;
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);

  /// Reads from `file`, which stays open.
  public TensorNumbers(SafetensorsFile file) {
    this.file = file;
  }

  /// Fills a tensor with a range of an entry's numbers, converted to the tensor's type.
  ///
  /// @param first number of the entry to read
  /// @param target contiguous, on any device; decides how many numbers are read
  public void read(TensorEntry entry, long first, Tensor target) throws IOException {
    int width = entry.type().bytes();
    long count = target.numel();
    int most = CHUNK_BYTES / width;
    for (long done = 0; done < count; done += most) {
      int now = (int) Math.min(most, count - done);
      chunk.clear().limit(now * width);
      file.read(entry, (first + done) * width, chunk);
      try (var _ = new PointerScope()) {
        var bytes = new BytePointer(chunk.flip());
        Tensor piece = torch.from_blob(bytes, new long[] {now}, options(entry.type()));
        target.view(-1).narrow(0, done, now).copy_(piece);
      }
    }
  }

  private static TensorOptions options(NumberType type) {
    return new TensorOptions(scalarType(type));
  }

  /// How libtorch calls the type.
  private static ScalarType scalarType(NumberType type) {
    return switch (type) {
      case BOOL -> ScalarType.Bool;
      case U8 -> ScalarType.Byte;
      case I8 -> ScalarType.Char;
      case F8_E5M2 -> ScalarType.Float8_e5m2;
      case F8_E4M3 -> ScalarType.Float8_e4m3fn;
      case I16 -> ScalarType.Short;
      case U16 -> ScalarType.UInt16;
      case F16 -> ScalarType.Half;
      case BF16 -> ScalarType.BFloat16;
      case I32 -> ScalarType.Int;
      case U32 -> ScalarType.UInt32;
      case F32 -> ScalarType.Float;
      case F64 -> ScalarType.Double;
      case I64 -> ScalarType.Long;
      case U64 -> ScalarType.UInt64;
    };
  }

  /// The format's name of a tensor's type.
  ///
  /// @throws IllegalArgumentException if the format has none
  public static NumberType typeOf(Tensor tensor) {
    ScalarType type = tensor.scalar_type().intern();
    return Arrays.stream(NumberType.values())
        .filter(candidate -> scalarType(candidate) == type)
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "a tensor's numbers must be of a type that safetensors has but were "
                    + type
                    + "."));
  }

  /// A tensor to be written under a name. It is looked at when it is written.
  ///
  /// @param tensor on any device
  public static SafetensorsWriter.Content content(String name, Tensor tensor) {
    List<Long> shape = LongStream.range(0, tensor.dim()).mapToObj(tensor::size).toList();
    return new SafetensorsWriter.Content(
        name, typeOf(tensor), shape, out -> write(tensor, 0, tensor.numel(), out));
  }

  /// Writes a range of a tensor's numbers.
  static void write(Tensor tensor, long first, long count, WritableByteChannel out)
      throws IOException {
    int width = typeOf(tensor).bytes();
    int most = CHUNK_BYTES / width;
    try (var _ = new PointerScope()) {
      Tensor row = tensor.detach().reshape(-1);
      for (long done = 0; done < count; done += most) {
        long now = Math.min(most, count - done);
        try (var _ = new PointerScope()) {
          Tensor piece = row.narrow(0, first + done, now).cpu();
          var bytes = new BytePointer(piece.data_ptr()).capacity(now * width);
          out.write(bytes.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
        }
      }
    }
  }
}
