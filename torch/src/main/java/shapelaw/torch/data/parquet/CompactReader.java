package shapelaw.torch.data.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads Thrift's compact protocol, in which Parquet writes its metadata. Every length is checked
/// against the bytes that are left before anything is made of it.
final class CompactReader {

  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int BYTE = 3;
  private static final int I16 = 4;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int DOUBLE = 7;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int SET = 10;
  private static final int MAP = 11;
  private static final int STRUCT = 12;

  /// A list of more elements than a nibble holds has its size in a varint.
  private static final int LONG_LIST = 15;

  /// Parquet's own structs nest to a depth of about six.
  private static final int DEEPEST = 32;

  private final ByteBuffer bytes;
  private int depth;

  /// Reads from the buffer's position on.
  CompactReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /// Takes the fields of a struct.
  @FunctionalInterface
  interface Fields {
    /// Reads the value of a field, or returns false to have it passed over.
    boolean read(int id, int type) throws IOException;
  }

  /// Takes one element of a list.
  @FunctionalInterface
  interface Element {
    void read(int type) throws IOException;
  }

  /// Reads a struct to its end.
  void struct(Fields fields) throws IOException {
    if (++depth > DEEPEST) {
      throw new IOException("its metadata nest deeper than " + DEEPEST);
    }
    int id = 0;
    for (int header = unsignedByte(); header != 0; header = unsignedByte()) {
      int type = header & 0xF;
      int delta = header >>> 4;
      id = delta == 0 ? (int) zigzag() : id + delta;
      if (!fields.read(id, type)) {
        skip(type);
      }
    }
    depth--;
  }

  /// Reads a struct that is the value of a field or an element.
  void struct(int type, Fields fields) throws IOException {
    expect(type, STRUCT);
    struct(fields);
  }

  /// Reads a list.
  void list(int type, Element element) throws IOException {
    expect(type, LIST);
    int header = unsignedByte();
    int size = size(header >>> 4);
    for (int i = 0; i < size; i++) {
      element.read(header & 0xF);
    }
  }

  /// Reads a whole number of at most 64 bits.
  long whole(int type) throws IOException {
    if (type != I16 && type != I32 && type != I64) {
      throw new IOException("a whole number was of type " + type);
    }
    return zigzag();
  }

  /// Reads a whole number of 0 … 2³¹ − 1.
  int count(int type) throws IOException {
    long value = whole(type);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new IOException("a count was " + value);
    }
    return (int) value;
  }

  /// Reads the value of a truth field, which is its type.
  boolean truth(int type) throws IOException {
    if (type != TRUE && type != FALSE) {
      throw new IOException("a truth value was of type " + type);
    }
    return type == TRUE;
  }

  /// Reads a text.
  String text(int type) throws IOException {
    expect(type, BINARY);
    var text = new byte[length(varint())];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private void skip(int type) throws IOException {
    switch (type) {
      case TRUE, FALSE -> {}
      case BYTE -> pass(1);
      case I16, I32, I64 -> varint();
      case DOUBLE -> pass(Double.BYTES);
      case BINARY -> pass(length(varint()));
      case LIST, SET -> skipList();
      case MAP -> skipMap();
      case STRUCT -> struct((_, _) -> false);
      default -> throw new IOException("a field was of the unknown type " + type);
    }
  }

  private void skipList() throws IOException {
    int header = unsignedByte();
    int size = size(header >>> 4);
    for (int i = 0; i < size; i++) {
      skipElement(header & 0xF);
    }
  }

  private void skipMap() throws IOException {
    int size = length(varint());
    if (size == 0) {
      return;
    }
    int types = unsignedByte();
    for (int i = 0; i < size; i++) {
      skipElement(types >>> 4);
      skipElement(types & 0xF);
    }
  }

  /// Inside a collection a truth value takes a byte of its own.
  private void skipElement(int type) throws IOException {
    if (++depth > DEEPEST) {
      throw new IOException("its metadata nest deeper than " + DEEPEST);
    }
    skip(type == TRUE || type == FALSE ? BYTE : type);
    depth--;
  }

  private int size(int nibble) throws IOException {
    return nibble == LONG_LIST ? length(varint()) : nibble;
  }

  /// A number of bytes, or of elements of at least a byte each.
  private int length(long claimed) throws IOException {
    if (claimed < 0 || claimed > bytes.remaining()) {
      throw new IOException(
          "its metadata claim %s bytes where %d are left"
              .formatted(Long.toUnsignedString(claimed), bytes.remaining()));
    }
    return (int) claimed;
  }

  private void pass(int count) throws IOException {
    bytes.position(bytes.position() + length(count));
  }

  private int unsignedByte() {
    return bytes.get() & 0xFF;
  }

  private long zigzag() throws IOException {
    long value = varint();
    return value >>> 1 ^ -(value & 1);
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = unsignedByte();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("a number in its metadata had no end");
  }

  private static void expect(int type, int expected) throws IOException {
    if (type != expected) {
      throw new IOException(
          "a field in its metadata was of type %d instead of %d".formatted(type, expected));
    }
  }
}
