package shapelaw.cli;

import shapelaw.runs.store.StoreStatus;

/// How far a study is.
///
/// @param study its name
/// @param store where its results are
/// @param counts what the store knows
/// @param planIsCurrent whether the study file still asks for the runs that are counted
record StudyStatus(String study, String store, StoreStatus counts, boolean planIsCurrent) {}
