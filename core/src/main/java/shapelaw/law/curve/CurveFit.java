package shapelaw.law.curve;

import java.util.List;

/// A law fitted to a learning curve.
///
/// @param law the law, in the units of the data
/// @param rmse root of the weighted mean square of ln law − ln loss, with the weights of the fit
/// @param starts starting points tried
/// @param converged how many of them converged
/// @param atOptimum how many of them reached the best fit
/// @param findings sentences on what the data leave open, empty if nothing
public record CurveFit(
    CurveLaw law, double rmse, int starts, int converged, int atOptimum, List<String> findings) {

  public CurveFit {
    findings = List.copyOf(findings);
  }
}
