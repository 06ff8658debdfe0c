package shapelaw.runs;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import shapelaw.run.RunId;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.trial.TrialFolder;

/// What a back-end is asked to do: one attempt at one trunk.
///
/// @param trunk the runs
/// @param attempt the attempt, begun in the store
/// @param finished runs of the trunk that have a result
/// @param folder the trunk's folder, prepared
/// @param worker number of the worker, from 0
/// @param stop becomes true when the attempt should write a checkpoint and end: the execution ends,
///   or people cancelled the trunk
public record Assignment(
    Trunk trunk,
    Attempt attempt,
    Set<RunId> finished,
    TrialFolder folder,
    int worker,
    AtomicBoolean stop) {}
