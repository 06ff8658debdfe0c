package shapelaw.torch.data;

/// Seeds by counting: a seed and up to two numbers are hashed into a new seed, so any item of any
/// stream can be made without making the ones before it.
final class Seeds {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /// The seed of item `index` of a stream.
  static long of(long seed, long stream, long index) {
    return mix(mix(mix(seed + GOLDEN_GAMMA) + (stream + 1) * GOLDEN_GAMMA) + index * GOLDEN_GAMMA);
  }

  /// A uniform number in 0 … bound − 1 from a hash: the high word of the product (Lemire 2019); its
  /// bias is below bound / 2^64.
  static int bounded(long hash, int bound) {
    return (int) Math.unsignedMultiplyHigh(hash, bound);
  }

  /// The 64-bit finaliser "variant 13" of Stafford (2011), a bijection.
  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
