package shapelaw.spark.driver;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.spark.SparkOrder;
import shapelaw.spark.SparkUnavailableException;

/// A Spark cluster, connected when it is needed first, and again when Spark has ended the
/// application (its master may have been started anew).
final class SparkCluster implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SparkCluster.class);

  /// An application without executors for that long is given back, and a new one begun.
  static final Duration FORSAKEN = Duration.ofMinutes(2);

  private final SparkOrder order;
  private @Nullable SparkApplication application;
  private int slots;

  SparkCluster(SparkOrder order) {
    this.order = order;
  }

  /// The application, connected.
  ///
  /// @throws SparkUnavailableException if no master answers
  synchronized SparkApplication application() {
    if (application != null && application.isForsaken(FORSAKEN)) {
      LOG.warn("Spark has had no executor for {} for two minutes: connecting anew.", order.name());
      application.close();
    }
    if (application == null || application.hasEnded()) {
      application = SparkApplication.connect(order);
    }
    return application;
  }

  /// Trials that the cluster serves side by side, counted when it was connected first.
  synchronized int slots() {
    if (slots == 0) {
      slots = application().awaitSlots();
    }
    return slots;
  }

  @Override
  public synchronized void close() {
    if (application != null) {
      application.close();
    }
  }
}
