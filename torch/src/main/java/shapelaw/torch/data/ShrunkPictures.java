package shapelaw.torch.data;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import shapelaw.torch.image.RgbImage;

/// The pictures of a collection, shrunk to a shorter side that is all an input needs. They stay in
/// memory up to a quarter of the heap, which changes the speed and nothing else.
final class ShrunkPictures {

  private static final double SHARE_OF_HEAP = 0.25;

  private final LabelledImages images;
  private final int side;
  private final ConcurrentHashMap<Integer, RgbImage> kept = new ConcurrentHashMap<>();
  private final AtomicLong bytesLeft =
      new AtomicLong((long) (Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP));

  /// @param side largest shorter side in pixels
  ShrunkPictures(LabelledImages images, int side) {
    this.images = images;
    this.side = side;
  }

  /// A picture, kept or decoded now.
  RgbImage get(int number) {
    @Nullable RgbImage known = kept.get(number);
    if (known != null) {
      return known;
    }
    RgbImage image = images.picture(number, side).shrunkTo(side);
    int bytes = image.samples().length;
    if (bytesLeft.addAndGet(-bytes) < 0 || kept.putIfAbsent(number, image) != null) {
      bytesLeft.addAndGet(bytes);
    }
    return image;
  }
}
