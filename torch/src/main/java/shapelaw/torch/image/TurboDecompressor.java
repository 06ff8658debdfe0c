package shapelaw.torch.image;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.function.Function;

/// One instance of libjpeg-turbo's decompressor with its buffers. For use by one thread at a time.
final class TurboDecompressor {

  private static final int RGB = 0;
  private static final int CMYK = 3;
  private static final int YCCK = 4;

  /// Files of more than 500 scans are refused: some kilobytes could take hours.
  private static final int LIMIT_SCANS = 32768;

  /// Part of TurboJPEG's message.
  private static final String UNUSUAL_SAMPLING = "subsampling type";

  /// 1/1, 1/2, 1/4 and 1/8: what the library does with fast code, and without a filter that rings.
  private static final int MOST_REDUCTION = 8;

  private static final int WIDTH = 0;
  private static final int HEIGHT = 1;
  private static final int SUBSAMPLING = 2;
  private static final int COLOUR_SPACE = 3;
  private static final int HEADER_FIELDS = 4;

  private final TurboJpeg library;
  private final MemorySegment handle;
  private final MemorySegment header;
  private final NativeBuffer input = new NativeBuffer();
  private final NativeBuffer output = new NativeBuffer();

  TurboDecompressor(TurboJpeg library) {
    this.library = library;
    this.handle = (MemorySegment) call(library.initDecompress);
    if (handle.equals(MemorySegment.NULL)) {
      throw new OutOfMemoryError("libjpeg-turbo could not make a decompressor");
    }
    this.header = Arena.ofAuto().allocate(JAVA_INT, HEADER_FIELDS);
  }

  <T> T decode(byte[] bytes, String file, int shorterSide, Function<Pixels, T> use) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment jpeg = input.ofSize(bytes.length, arena);
      MemorySegment.copy(bytes, 0, jpeg, JAVA_BYTE, 0, bytes.length);
      Optional<LentPixels> pixels = decode(jpeg, file, shorterSide, arena);
      // ImageIO reads what is legal but too unusual for TurboJPEG.
      return use.apply(pixels.isPresent() ? pixels.get() : ImageIoDecoder.decode(bytes, file));
    }
  }

  private Optional<LentPixels> decode(
      MemorySegment jpeg, String file, int shorterSide, Arena arena) {
    if (!readHeader(jpeg, file)) {
      return Optional.empty();
    }
    int fullWidth = header.getAtIndex(JAVA_INT, WIDTH);
    int fullHeight = header.getAtIndex(JAVA_INT, HEIGHT);
    int reduction = reduction(Math.min(fullWidth, fullHeight), shorterSide);
    int width = Math.ceilDiv(fullWidth, reduction);
    int height = Math.ceilDiv(fullHeight, reduction);
    int rowBytes = width * RgbImage.CHANNELS;
    MemorySegment pixels = output.ofSize((long) rowBytes * height, arena);
    Object status =
        call(
            library.decompress,
            handle,
            jpeg,
            jpeg.byteSize(),
            pixels,
            width,
            rowBytes,
            height,
            RGB,
            LIMIT_SCANS);
    check((int) status, file);
    return Optional.of(new LentPixels(width, height, pixels));
  }

  /// Fills [#header].
  ///
  /// @return false if TurboJPEG can't read such a file
  private boolean readHeader(MemorySegment jpeg, String file) {
    header.fill((byte) 0);
    Object status =
        call(
            library.decompressHeader,
            handle,
            jpeg,
            jpeg.byteSize(),
            field(WIDTH),
            field(HEIGHT),
            field(SUBSAMPLING),
            field(COLOUR_SPACE));
    if ((int) status != 0 && errorText().contains(UNUSUAL_SAMPLING)) {
      return false;
    }
    check((int) status, file);
    int width = header.getAtIndex(JAVA_INT, WIDTH);
    int height = header.getAtIndex(JAVA_INT, HEIGHT);
    if (width < 1 || height < 1) {
      throw new CorruptImageException(file, "held no picture", null);
    }
    ImageDecoder.checkSize(width, height, file);
    int colourSpace = header.getAtIndex(JAVA_INT, COLOUR_SPACE);
    if (colourSpace == CMYK || colourSpace == YCCK) {
      throw ImageDecoder.cmyk(file);
    }
    return true;
  }

  /// The greatest reduction that leaves the shorter side as many pixels as wanted.
  private static int reduction(int side, int wanted) {
    int reduction = 1;
    while (reduction < MOST_REDUCTION && Math.ceilDiv(side, 2 * reduction) >= wanted) {
      reduction *= 2;
    }
    return reduction;
  }

  private MemorySegment field(int index) {
    return header.asSlice(index * JAVA_INT.byteSize(), JAVA_INT);
  }

  /// The library's error code says `warning` of an error that follows a warning, so that only the
  /// text tells.
  private void check(int status, String file) {
    if (status == 0) {
      return;
    }
    String text = errorText();
    if (!JpegWarning.isHarmless(text)) {
      throw new CorruptImageException(file, "was damaged: " + text, null);
    }
  }

  @SuppressWarnings("restricted")
  private String errorText() {
    MemorySegment text = (MemorySegment) call(library.errorText, handle);
    return text.reinterpret(Long.MAX_VALUE).getString(0);
  }

  void close() {
    call(library.destroy, handle);
  }

  private static Object call(MethodHandle function, Object... arguments) {
    try {
      return function.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of libjpeg-turbo failed", e);
    }
  }
}
