package shapelaw.torch.image;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/// A picture in native memory that will be used again for the next one.
final class LentPixels extends Pixels {

  private final MemorySegment samples;

  /// @param samples (height, width, 3)
  LentPixels(int width, int height, MemorySegment samples) {
    super(width, height);
    this.samples = samples;
  }

  @Override
  void copy(int from, byte[] to) {
    MemorySegment.copy(samples, JAVA_BYTE, from, to, 0, to.length);
  }

  /// A copy to keep.
  RgbImage toImage() {
    return new RgbImage(width(), height(), samples.toArray(JAVA_BYTE));
  }
}
