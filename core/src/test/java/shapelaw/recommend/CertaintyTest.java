package shapelaw.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import shapelaw.cost.Compute;
import shapelaw.law.Interval;

final class CertaintyTest {

  private static final Certainty.Style PLAIN =
      new Certainty.Style() {
        @Override
        public String dimension(String name) {
          return name;
        }

        @Override
        public String size(double size) {
          return Numbers.text(size);
        }

        @Override
        public String flops(double flops) {
          return Numbers.text(flops) + " FLOPs";
        }
      };

  private static String sentence(Interval width, SizeRange.Span flat, Set<String> ended) {
    var shape =
        new PricedShape(
            Map.of("width", width.estimate()),
            1e15,
            OptionalDouble.empty(),
            OptionalDouble.empty());
    var optimum =
        new Optimum(
            shape,
            Map.of("width", width),
            new Interval(0.1, 0.2, 0.3, 0.95),
            new Interval(3e15, 3e15, 3e15, 0.95),
            new Budget.TrainingCompute(new Compute(1e15)),
            Map.of("width", flat),
            new SizeRange(
                Map.of(
                    "width",
                    new SizeRange.Span(
                        flat.isSingle() ? flat.least() : 10,
                        flat.isSingle() ? flat.least() : 1000))),
            ended,
            List.of());
    List<String> sentences = Certainty.of(optimum, PLAIN);
    assertThat(sentences).hasSize(1);
    return sentences.getFirst();
  }

  private static Interval width(double low, double high) {
    return new Interval(low, 200, high, 0.95);
  }

  @Test
  void aFlatOptimumLeavesTheChoiceToHardware() {
    assertThat(sentence(width(150, 260), new SizeRange.Span(100, 400), Set.of()))
        .isEqualTo(
            "width: best 200, between 150 and 260 at 95 %; anything from 100 to 400 comes within 1 % of the least loss: choose by what hardware likes.");
    assertThat(sentence(width(150, 260), new SizeRange.Span(180, 220), Set.of()))
        .endsWith("from 180 to 220 comes within 1 % of the least loss.");
  }

  @Test
  void anEndOfTheSearchHasNoInterval() {
    assertThat(sentence(width(150, 200), new SizeRange.Span(180, 200), Set.of("width")))
        .startsWith(
            "width: best 200, the end of the search, which says nothing of what is beyond;");
  }

  @Test
  void endsThatTheSearchCutAreToldByTheirSide() {
    assertThat(sentence(width(150, 999.99), new SizeRange.Span(10, 1000), Set.of()))
        .startsWith(
            "width: best 200, between 150 and beyond 1000 at 95 %; anything from below 10 to beyond 1000 comes");
  }

  @Test
  void whatAllReplicatesOrNoneSayIsNoInterval() {
    assertThat(sentence(width(200, 200), new SizeRange.Span(180, 220), Set.of()))
        .startsWith("width: best 200 in every replicate of the law;");
    assertThat(sentence(width(0, Double.POSITIVE_INFINITY), new SizeRange.Span(180, 220), Set.of()))
        .startsWith("width: best 200; anything");
  }

  @Test
  void aSizeThatWasNeverVariedStays() {
    assertThat(sentence(width(200, 200), new SizeRange.Span(200, 200), Set.of()))
        .isEqualTo("width stays at 200: it was never varied.");
  }
}
