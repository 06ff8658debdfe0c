package shapelaw.torch.train;

/// Images a second over about the last two seconds, without the first step, which also sets up.
final class Throughput {

  private static final double WINDOW_SECONDS = 1;

  private double seconds;
  private long images;
  private double lastRate;
  private boolean first = true;

  /// Notes one step.
  void add(double stepSeconds, long stepImages) {
    if (first) {
      first = false;
      return;
    }
    seconds += stepSeconds;
    images += stepImages;
    if (seconds >= WINDOW_SECONDS) {
      lastRate = images / seconds;
      seconds = 0;
      images = 0;
    }
  }

  /// The rate of the last full window, before that of what there is; 0 before the second step.
  double imagesPerSecond() {
    if (lastRate > 0) {
      return lastRate;
    }
    return seconds > 0 ? images / seconds : 0;
  }
}
