package shapelaw.cli;

import java.util.Map;
import shapelaw.runs.store.StoreStatus;

/// How far a study is.
///
/// @param folder the study
/// @param counts what its store knows
/// @param planIsCurrent whether the study file still asks for the runs that are counted
/// @param cancelled how many trunks of the plan were cancelled for which reason
record StudyStatus(
    StudyFolder folder, StoreStatus counts, boolean planIsCurrent, Map<String, Long> cancelled) {}
