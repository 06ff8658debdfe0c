package shapelaw.runs.logs;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/// Walks the fields of a Protocol Buffers message without a class made for it.
final class ProtoFields {

  private ProtoFields() {}

  @FunctionalInterface
  interface Field {
    /// Reads the field if it is known.
    boolean read(int number, CodedInputStream in) throws IOException;
  }

  static void fields(CodedInputStream in, Field field) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      // A known number of another wire type is another field.
      if (!field.read(tag, in)) {
        in.skipField(tag);
      }
    }
  }

  private static int key(int number, int wireType) {
    return number << 3 | wireType;
  }

  static int message(int number) {
    return key(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  }

  static int varint(int number) {
    return key(number, WireFormat.WIRETYPE_VARINT);
  }

  static int fixed64(int number) {
    return key(number, WireFormat.WIRETYPE_FIXED64);
  }

  static int fixed32(int number) {
    return key(number, WireFormat.WIRETYPE_FIXED32);
  }

  static CodedInputStream part(CodedInputStream in) throws IOException {
    return in.readBytes().newCodedInput();
  }
}
