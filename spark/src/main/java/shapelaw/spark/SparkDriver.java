package shapelaw.spark;

import shapelaw.runs.Executor;

/// The part of this module that needs Spark's libraries, found as a service by [SparkExecutors].
public interface SparkDriver {

  /// An executor for an order; connects to the cluster when it executes, and lets go of it then.
  Executor executor(SparkOrder order);
}
