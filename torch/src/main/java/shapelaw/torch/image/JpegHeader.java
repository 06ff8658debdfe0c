package shapelaw.torch.image;

/// What a JPEG file says of itself before its pixels (ITU-T T.81, annex B).
final class JpegHeader {

  private static final int MARKER = 0xFF;
  private static final int START_OF_IMAGE = 0xD8;

  /// Markers C0 … CF begin a frame, except for three that define tables.
  private static final int FIRST_FRAME = 0xC0;

  private static final int LAST_FRAME = 0xCF;
  private static final int HUFFMAN_TABLES = 0xC4;
  private static final int EXTENSION = 0xC8;
  private static final int ARITHMETIC_CONDITIONING = 0xCC;

  /// In a frame header: marker (2), length (2), precision (1), height (2), width (2), components
  /// (1).
  private static final int COMPONENTS_OFFSET = 9;

  /// In a scan header: marker (2), length (2), components (1).
  private static final int SCAN_COMPONENTS_OFFSET = 4;

  private static final int FIRST_RESTART = 0xD0;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int START_OF_SCAN = 0xDA;

  private JpegHeader() {}

  /// True if the bytes begin as those of every JPEG file.
  static boolean begins(byte[] bytes) {
    return bytes.length >= 2 && at(bytes, 0) == MARKER && at(bytes, 1) == START_OF_IMAGE;
  }

  /// Colour components of the first frame; 0 if the bytes are no JPEG file or end before they tell.
  static int components(byte[] bytes) {
    if (!begins(bytes)) {
      return 0;
    }
    int position = 2;
    while (position + COMPONENTS_OFFSET < bytes.length && at(bytes, position) == MARKER) {
      int marker = at(bytes, position + 1);
      if (beginsFrame(marker)) {
        return at(bytes, position + COMPONENTS_OFFSET);
      }
      // A marker may be preceded by any number of fill bytes FF.
      position +=
          marker == MARKER ? 1 : 2 + (at(bytes, position + 2) << 8 | at(bytes, position + 3));
    }
    return 0;
  }

  /// Scans of the first picture that a decoder reads. It goes through the whole picture for each
  /// one, however few bytes it has; but when the first scan of a sequential file holds all
  /// components, it stops there, and so does this, before the megabytes that follow.
  static int scans(byte[] bytes) {
    int scans = 0;
    int componentsOfSequential = 0;
    int position = 2;
    while (position + 1 < bytes.length) {
      if (at(bytes, position) != MARKER) {
        position++;
        continue;
      }
      int marker = at(bytes, position + 1);
      if (beginsFrame(marker) && position + COMPONENTS_OFFSET < bytes.length) {
        componentsOfSequential =
            isProgressive(marker) ? 0 : at(bytes, position + COMPONENTS_OFFSET);
      }
      if (marker == START_OF_SCAN) {
        scans++;
        if (scans == 1
            && componentsOfSequential > 0
            && position + SCAN_COMPONENTS_OFFSET < bytes.length
            && at(bytes, position + SCAN_COMPONENTS_OFFSET) == componentsOfSequential) {
          return scans;
        }
      } else if (marker == END_OF_IMAGE && scans > 0) {
        // What follows is another picture, or a video. Tables alone may come first.
        return scans;
      }
      position += marker == MARKER ? 1 : 2 + segmentLength(bytes, position + 2, marker);
    }
    return scans;
  }

  /// Bytes after a marker that belong to it. Where a marker below C0 stands in a scan's data,
  /// decoders search on right after it.
  private static int segmentLength(byte[] bytes, int position, int marker) {
    boolean alone = marker < FIRST_FRAME || (marker >= FIRST_RESTART && marker <= END_OF_IMAGE);
    if (alone || position + 1 >= bytes.length) {
      return 0;
    }
    return Math.max(2, at(bytes, position) << 8 | at(bytes, position + 1));
  }

  private static boolean beginsFrame(int marker) {
    return marker >= FIRST_FRAME
        && marker <= LAST_FRAME
        && marker != HUFFMAN_TABLES
        && marker != EXTENSION
        && marker != ARITHMETIC_CONDITIONING;
  }

  /// SOF2, SOF6, SOF10 and SOF14.
  private static boolean isProgressive(int frameMarker) {
    return (frameMarker & 0x3) == 2;
  }

  private static int at(byte[] bytes, int position) {
    return bytes[position] & 0xFF;
  }
}
