package shapelaw.law;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import shapelaw.shape.Dimension;

/// The laws of all dimensions of a star sweep, with bootstrap replicates from which every interval
/// is read.
///
/// @param dimensions the fit of each dimension, in the order of the study
/// @param sharedC true if all dimensions were fitted with one c (Eq. 3 demands it)
/// @param replicates laws refitted to resampled data, each with every dimension; at least two
/// @param level nominal coverage of the intervals, in (0, 1)
public record StarFit(
    Map<Dimension, DimensionFit> dimensions,
    boolean sharedC,
    List<Map<Dimension, SingleDimensionLaw>> replicates,
    double level) {
  public StarFit {
    dimensions = Collections.unmodifiableMap(new LinkedHashMap<>(dimensions));
    replicates = List.copyOf(replicates);
  }
}
