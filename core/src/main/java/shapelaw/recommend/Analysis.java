package shapelaw.recommend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shapelaw.law.Interval;
import shapelaw.law.StarFit;
import shapelaw.law.StarFitOptions;
import shapelaw.law.StarFitOutcome;
import shapelaw.law.StarFitter;
import shapelaw.law.joint.LawFitOptions;
import shapelaw.shape.Dimension;
import shapelaw.sweep.Evidence;
import shapelaw.sweep.GridRuns;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.Measurement;
import shapelaw.sweep.Pareto;
import shapelaw.sweep.ParetoStart;

/// What the measurements of a study say: the star's laws, how they predict the held-out centre, and
/// the grid's start shape.
///
/// @param evidence the measurements
/// @param fit the laws, or why there are none
/// @param centreChecks predictions of the centre that the fits have not seen; empty without fits or
///   centre
/// @param start the grid's choice; empty if no grid run is done, or none has left chance level
/// @param joint the laws over whole shapes, and the one that predicts best
public record Analysis(
    Evidence evidence,
    StarFitOutcome fit,
    List<CentreCheck> centreChecks,
    Optional<ParetoStart> start,
    JointAnalysis joint) {

  private static final String ALL_AT_CHANCE =
      "every run of the grid is at chance level, so that none of its shapes is better than another. Maybe longer durations: grid.examples in study.yaml.";

  public Analysis {
    centreChecks = List.copyOf(centreChecks);
  }

  /// The held-out centre, as the law of one dimension predicts it.
  ///
  /// @param dimension whose law predicts
  /// @param measured the centre's measurement
  /// @param predicted the prediction with its interval
  public record CentreCheck(Dimension dimension, Measurement measured, Interval predicted) {

    /// True if the measurement lies in the prediction's interval.
    public boolean inside() {
      return predicted.contains(measured.loss());
    }

    /// (prediction − measurement) / measurement.
    public double relativeError() {
      return predicted.estimate() / measured.loss() - 1;
    }
  }

  /// Fits the star, checks the centre, chooses the start shape and the joint law. The order of the
  /// measurements changes nothing.
  ///
  /// @param measured what is fitted to
  /// @param grid the sweep, to know its edges; empty if none was planned
  /// @param law name of the joint law to use; empty for the one that held-out runs choose
  public static Analysis of(
      Evidence measured,
      Optional<GridSweep> grid,
      StarFitOptions options,
      Optional<String> law,
      LawFitOptions jointOptions) {
    Evidence evidence = measured.inOrder();
    StarFitOutcome fit = StarFitter.fit(evidence.arms(), options);
    return new Analysis(
        evidence,
        fit,
        centreChecks(evidence, fit),
        grid.flatMap(sweep -> Pareto.start(sweep, evidence.grid())),
        JointAnalysis.of(evidence, law, jointOptions));
  }

  /// The same with the joint law that predicts best, fitted with the star's seed, level and
  /// correlation.
  public static Analysis of(Evidence evidence, Optional<GridSweep> grid, StarFitOptions options) {
    return of(evidence, grid, options, Optional.empty(), LawFitOptions.matching(options));
  }

  /// The same with the start shape chosen by what is known of the grid's runs, too.
  public Analysis choosingFrom(GridSweep grid, GridRuns runs) {
    return new Analysis(
        evidence, fit, centreChecks, Pareto.start(grid, evidence.grid(), runs), joint);
  }

  /// Why there is no start shape, and the way out; empty if there is one.
  public Optional<String> noStart() {
    if (start.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(evidence.grid().isEmpty() ? "no grid run is done." : ALL_AT_CHANCE);
  }

  private static List<CentreCheck> centreChecks(Evidence evidence, StarFitOutcome outcome) {
    var checks = new ArrayList<CentreCheck>();
    if (outcome instanceof StarFitOutcome.Fitted(StarFit fit)) {
      for (Dimension dimension : fit.dimensions().keySet()) {
        for (Measurement m : evidence.centre()) {
          checks.add(
              new CentreCheck(
                  dimension,
                  m,
                  fit.predictedLoss(
                      dimension, m.shape().value(dimension), m.compute().forwardGflops())));
        }
      }
    }
    return checks;
  }
}
