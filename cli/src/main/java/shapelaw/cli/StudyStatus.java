package shapelaw.cli;

import shapelaw.runs.store.StoreStatus;

/// How far a study is.
///
/// @param folder the study
/// @param counts what its store knows
/// @param planIsCurrent whether the study file still asks for the runs that are counted
record StudyStatus(StudyFolder folder, StoreStatus counts, boolean planIsCurrent) {}
