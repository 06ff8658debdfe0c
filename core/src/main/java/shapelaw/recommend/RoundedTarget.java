package shapelaw.recommend;

import java.util.Map;
import java.util.Optional;

/// What a shape needs to reach a loss that it misses: the best sizes reach the loss with the least
/// total, rounded ones need a little more.
///
/// @param law name of the law
/// @param excess how far the shape's loss is above the wanted one, as a share
/// @param more by which share its total must grow; infinite if no training is enough
/// @param total that reaches the loss, in FLOPs
/// @param reaching the shape trained so
record RoundedTarget(
    String law, double excess, double more, double total, Optional<PricedShape> reaching) {

  /// A loss that is missed by less than this share is reached as far as is printed.
  private static final double HALF_A_DIGIT = 5e-5;

  private static final int HALVINGS = 100;

  /// What is missing; empty if the shape reaches the loss.
  ///
  /// @param row of the direct minimum
  static Optional<RoundedTarget> of(
      ShapeSearch search, Budget.TargetLoss target, ShapeComparison.Row row) {
    double excess = row.loss().estimate() / target.loss() - 1;
    if (excess < HALF_A_DIGIT) {
      return Optional.empty();
    }
    String law = search.fit().law().form().name();
    Map<String, Double> sizes = row.shape().sizes();
    double spent = LawMinimiser.total(row.shape(), target.servedImages());
    double low = Math.log(spent);
    double high = Math.log(LawMinimiser.GREATEST_TOTAL);
    if (!reaches(search, sizes, target, high)) {
      return Optional.of(
          new RoundedTarget(
              law, excess, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Optional.empty()));
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (reaches(search, sizes, target, middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    double total = Math.exp(high);
    return Optional.of(
        new RoundedTarget(
            law,
            excess,
            total / spent - 1,
            total,
            Optional.of(
                search.price(sizes, LawMinimiser.totalBudget(total, target.servedImages())))));
  }

  private static boolean reaches(
      ShapeSearch search, Map<String, Double> sizes, Budget.TargetLoss target, double logTotal) {
    PricedShape shape =
        search.price(sizes, LawMinimiser.totalBudget(Math.exp(logTotal), target.servedImages()));
    return shape.trainingFlops() > 0 && search.fit().law().loss(shape::variable) <= target.loss();
  }

  /// For people, without a full stop.
  ///
  /// @param within where was searched
  String sentence(String within) {
    return "within %s the best sizes are the cheapest that reach the loss by the %s law; rounded they miss it by %.2f %% with the same FLOPs and reach it with %s"
        .formatted(
            within, law, 100 * excess, reaching.map(this::needs).orElse("no training at all"));
  }

  private String needs(PricedShape shape) {
    return "%.3g FLOPs in all (%.2g %% more; training counted 3 × forward)%s"
        .formatted(
            total,
            100 * more,
            shape.examples().isPresent()
                ? " and %.3g examples of training".formatted(shape.examples().getAsDouble())
                : "");
  }
}
