package shapelaw.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

class RepeatedImagesTest {

  private static RunSpec run(int width, long steps) {
    return new RunSpec(
        new VisionTransformer(Shape.vit(width, 2, 32), 2, 4, 16, 3, Pooling.GAP, 10),
        new DataSpec.Fractals(16, 10, 4, 1),
        new Recipe(
            10, Optimizer.AdamW.USUAL, 1e-3, 1e-4, new Schedule.ReciprocalSquareRoot(5, 10), 1),
        steps,
        EvaluationSpec.PAPER,
        0);
  }

  private static List<RunSpec> runs(long... steps) {
    return LongStream.of(steps).mapToObj(s -> run(32, s)).toList();
  }

  @Test
  void anEpochIsNoRepetition() {
    assertThat(RepeatedImages.among(runs(50, 100), 1000).warning()).isEmpty();
    assertThat(RepeatedImages.among(runs(101), 1000).warning()).isPresent();
  }

  @Test
  void anEndlessStreamRepeatsNothing() {
    assertThat(RepeatedImages.among(runs(1_000_000_000_000L), Long.MAX_VALUE).warning()).isEmpty();
  }

  @Test
  void theWarningSaysWhichDurationsHowOftenAndWhatToDo() {
    var repeated =
        RepeatedImages.among(List.of(run(32, 50), run(32, 150), run(64, 150), run(32, 400)), 1000);
    assertThat(repeated.warning())
        .contains(
            "3 runs see more examples than there are distinct training images (1,000): 4,000 examples are 4.00 epochs (1 run); 1,500 examples are 1.50 epochs (2 runs). The laws assume that none is repeated. Maybe shorten durations to at most 1,000 examples, or train on more images.");
  }

  @Test
  void aRunOfTwoPurposesCountsOnce() {
    assertThat(RepeatedImages.among(runs(200, 200), 1000).runsByExamples())
        .containsExactly(java.util.Map.entry(2000L, 1));
  }

  @Test
  void onlyTheLongestOfManyDurationsAreNamed() {
    assertThat(RepeatedImages.among(runs(200, 300, 400, 500, 600), 1000).warning().orElseThrow())
        .contains("6,000 examples", "3,000 examples", "; …")
        .doesNotContain("2,000 examples");
  }

  @Test
  void thereIsAtLeastOneImage() {
    assertThatIllegalArgumentException().isThrownBy(() -> RepeatedImages.among(runs(50), 0));
  }
}
