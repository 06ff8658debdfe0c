package shapelaw.runs;

import java.time.Duration;
import java.util.Optional;

/// How far an execution is.
///
/// @param finishedRuns runs with a result
/// @param totalRuns all runs
/// @param runningTrunks attempts under way
/// @param workShare part of the training compute that is done, in [0, 1]
/// @param imagesPerSecond recent training throughput of all attempts together
/// @param elapsed time since the execution began
/// @param remaining estimate of the time to its end; empty until speed was measured for long enough
public record ExecutionProgress(
    int finishedRuns,
    int totalRuns,
    int runningTrunks,
    double workShare,
    double imagesPerSecond,
    Duration elapsed,
    Optional<Duration> remaining) {}
