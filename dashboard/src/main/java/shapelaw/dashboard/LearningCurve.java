package shapelaw.dashboard;

import java.util.ArrayList;
import java.util.List;
import shapelaw.runs.store.CurvePoint;

/// A trunk's learning curve as the page draws it.
///
/// @param trunk its id
/// @param shape sizes joined by `/`
/// @param purpose part of the study
/// @param totalSteps of all its training
/// @param steps at which the loss was told
/// @param losses there, all finite
record LearningCurve(
    String trunk,
    String shape,
    String purpose,
    long totalSteps,
    List<Long> steps,
    List<Double> losses) {

  /// More points than this are no sharper on a screen.
  static final int MOST_POINTS = 600;

  /// @param points by step; every k-th is taken if there are many, the last one always
  static LearningCurve of(TrunkState state, List<CurvePoint> points) {
    List<CurvePoint> finite =
        points.stream().filter(p -> Double.isFinite(p.trainingLoss())).toList();
    int every = Math.ceilDiv(Math.max(1, finite.size()), MOST_POINTS);
    var steps = new ArrayList<Long>();
    var losses = new ArrayList<Double>();
    for (int i = 0; i < finite.size(); i++) {
      if ((finite.size() - 1 - i) % every == 0) {
        steps.add(finite.get(i).step());
        losses.add(finite.get(i).trainingLoss());
      }
    }
    TrunkRow row = state.row();
    return new LearningCurve(
        state.id(), row.shape(), row.purpose(), state.trunk().trainedSteps(), steps, losses);
  }
}
