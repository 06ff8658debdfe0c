package shapelaw.runs.store;

import java.time.Instant;

/// One point of a trunk's learning curve: what its trainer told while it worked. A picture for
/// people and trackers; no fit uses it.
///
/// @param trunk id of the trunk
/// @param step steps trained, of [shapelaw.run.Trunk#trainedSteps()]
/// @param attempt token of the attempt that told it
/// @param seen when
/// @param trainingLoss loss of the last step looked at
/// @param imagesPerSecond recent throughput
public record CurvePoint(
    String trunk,
    long step,
    long attempt,
    Instant seen,
    double trainingLoss,
    double imagesPerSecond) {}
