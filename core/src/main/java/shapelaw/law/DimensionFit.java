package shapelaw.law;

import java.util.List;
import shapelaw.shape.Dimension;

/// The law fitted along one dimension.
///
/// @param dimension the dimension that was varied
/// @param law the fitted law
/// @param relativeRmse root mean square of (prediction − loss) / loss over the observations
/// @param observations what was fitted
/// @param starts how many starting points were tried
/// @param startsAtOptimum how many of them ended at the best objective
/// @param findings sentences on what the data leave open, for example that ε is at zero; empty if
///   nothing
public record DimensionFit(
    Dimension dimension,
    SingleDimensionLaw law,
    double relativeRmse,
    List<Observation> observations,
    int starts,
    int startsAtOptimum,
    List<String> findings) {
  public DimensionFit {
    observations = List.copyOf(observations);
    findings = List.copyOf(findings);
  }
}
