package shapelaw.cli;

import java.util.List;
import java.util.stream.IntStream;
import shapelaw.law.Interval;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.JointAnalysis;

/// How well the chosen law predicts runs that the user held out from everything.
final class HeldOutText {

  private HeldOutText() {}

  static String of(JointAnalysis analysis, Measurements heldOut) {
    if (heldOut.rows() == 0) {
      return "No run was held out.\n";
    }
    return analysis.fit().map(fit -> text(fit, heldOut)).orElse("");
  }

  private static String text(LawFit fit, Measurements heldOut) {
    double bias =
        IntStream.range(0, heldOut.rows())
            .mapToDouble(i -> Math.log(fit.law().loss(heldOut, i) / heldOut.loss(i)))
            .average()
            .orElseThrow();
    var text = new StringBuilder();
    text.append(
        "Held out by you: %s. The chosen law (%s) saw none of them and predicts them with RMS of ln loss %.4f %% (mean %+.4f %%)"
            .formatted(
                Count.of(heldOut.rows(), "run"),
                fit.law().form().name(),
                100 * fit.law().logError(heldOut),
                100 * bias));
    if (!fit.replicates().isEmpty()) {
      text.append(
          "; %.0f %% lie in their %.0f %% prediction intervals"
              .formatted(100 * inside(fit, heldOut), 100 * fit.level()));
    }
    return text.append(".\n").toString();
  }

  private static double inside(LawFit fit, Measurements heldOut) {
    List<Boolean> inside =
        IntStream.range(0, heldOut.rows())
            .parallel()
            .mapToObj(row -> {
              Interval interval = fit.predictedLoss(name -> heldOut.value(row, name));
              return interval.contains(heldOut.loss(row));
            })
            .toList();
    return (double) inside.stream().filter(i -> i).count() / heldOut.rows();
  }
}
