package shapelaw.runs.logs;

import static shapelaw.runs.logs.ProtoFields.fixed32;
import static shapelaw.runs.logs.ProtoFields.fixed64;
import static shapelaw.runs.logs.ProtoFields.message;
import static shapelaw.runs.logs.ProtoFields.part;
import static shapelaw.runs.logs.ProtoFields.varint;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// `TensorProto`, as far as it holds one number.
final class TensorMessage {
  private static final int FLOAT = 1;
  private static final int DOUBLE = 2;
  private static final int INT32 = 3;
  private static final int INT64 = 9;

  private final List<Double> values = new ArrayList<>();
  private byte[] content = {};
  private int type;

  boolean read(int field, CodedInputStream in) throws IOException {
    if (field == varint(1)) {
      type = in.readEnum();
    } else if (field == message(4)) {
      content = in.readByteArray();
    } else if (field == fixed32(5)) {
      values.add((double) in.readFloat());
    } else if (field == message(5)) {
      readPacked(in, Float.BYTES);
    } else if (field == fixed64(6)) {
      values.add(in.readDouble());
    } else if (field == message(6)) {
      readPacked(in, Double.BYTES);
    } else if (field == varint(7) || field == varint(10)) {
      values.add((double) in.readInt64());
    } else if (field == message(7) || field == message(10)) {
      CodedInputStream packed = part(in);
      while (!packed.isAtEnd()) {
        values.add((double) packed.readInt64());
      }
    } else {
      return false;
    }
    return true;
  }

  private void readPacked(CodedInputStream in, int bytes) throws IOException {
    CodedInputStream packed = part(in);
    while (!packed.isAtEnd()) {
      values.add(bytes == Float.BYTES ? packed.readFloat() : packed.readDouble());
    }
  }

  OptionalDouble scalar() {
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (values.size() == 1) {
      return OptionalDouble.of(values.getFirst());
    } else if (type == FLOAT && content.length == Float.BYTES) {
      return OptionalDouble.of(bytes.getFloat());
    } else if (type == DOUBLE && content.length == Double.BYTES) {
      return OptionalDouble.of(bytes.getDouble());
    } else if (type == INT32 && content.length == Integer.BYTES) {
      return OptionalDouble.of(bytes.getInt());
    } else if (type == INT64 && content.length == Long.BYTES) {
      return OptionalDouble.of(bytes.getLong());
    }
    return OptionalDouble.empty();
  }
}
