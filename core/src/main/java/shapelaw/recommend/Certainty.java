package shapelaw.recommend;

import java.util.ArrayList;
import java.util.List;
import shapelaw.law.Interval;

/// Sentences on how sure the sizes of a direct minimum are, and how much they matter.
public final class Certainty {

  /// A dimension whose flat part spans more than this factor leaves room to choose.
  private static final double ROOM = 1.5;

  private final Optimum optimum;
  private final Style style;

  private Certainty(Optimum optimum, Style style) {
    this.optimum = optimum;
    this.style = style;
  }

  /// How names and numbers are written where the sentences stand.
  public interface Style {

    /// A dimension at the start of a sentence.
    String dimension(String name);

    /// A size.
    String size(double size);

    /// An amount of FLOPs, with its unit.
    String flops(double flops);
  }

  /// One sentence for each dimension, and one for what reaching a loss takes, if that was asked.
  public static List<String> of(Optimum optimum, Style style) {
    return new Certainty(optimum, style).sentences();
  }

  private List<String> sentences() {
    var sentences = new ArrayList<String>();
    optimum.sizes().forEach((dimension, size) -> sentences.add(sentence(dimension, size)));
    Interval total = optimum.totalFlops();
    if (Double.isFinite(total.high()) && total.width() > 0) {
      sentences.add(
          "Reaching the loss takes %s in all (training counted 3 × forward), between %s and %s at %.0f %%."
              .formatted(
                  style.flops(total.estimate()),
                  style.flops(total.low()),
                  style.flops(total.high()),
                  100 * total.level()));
    }
    return sentences;
  }

  private String sentence(String dimension, Interval size) {
    SizeRange.Span flat = optimum.flat().get(dimension);
    if (flat == null || flat.isSingle()) {
      return "%s stays at %s: it was never varied."
          .formatted(style.dimension(dimension), style.size(size.estimate()));
    }
    return "%s: best %s%s; anything from %s to %s%s comes within %.0f %% of the least loss%s."
        .formatted(
            style.dimension(dimension),
            style.size(size.estimate()),
            optimum.ended().contains(dimension)
                ? ", the end of the search, which says nothing of what is beyond"
                : sure(dimension, size),
            text(dimension, flat.least()),
            text(dimension, flat.greatest()),
            optimum.sizes().size() > 1 ? " (other sizes chosen anew)" : "",
            100 * Optimum.FLAT,
            flat.greatest() > ROOM * flat.least() ? ": choose by what hardware likes" : "");
  }

  private String text(String dimension, double size) {
    return optimum.text(dimension, size, style::size);
  }

  private String sure(String dimension, Interval size) {
    if (Double.isInfinite(size.high())) {
      return "";
    }
    String low = text(dimension, size.low());
    String high = text(dimension, size.high());
    return low.equals(high)
        ? " in every replicate of the law"
        : ", between %s and %s at %.0f %%".formatted(low, high, 100 * size.level());
  }
}
