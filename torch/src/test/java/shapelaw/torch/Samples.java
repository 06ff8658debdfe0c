package shapelaw.torch;

import java.util.List;
import java.util.stream.LongStream;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.Trunk;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// Small models and trunks that train in seconds.
public final class Samples {

  private static final int CLASSES = 8;

  private Samples() {}

  /// 16 tokens, width 32, two blocks.
  public static VisionTransformer model(Pooling pooling) {
    return new VisionTransformer(Shape.vit(32, 2, 64), 2, 4, 16, 3, pooling, CLASSES);
  }

  /// A recipe with batches of 8.
  public static Recipe recipe(Optimizer optimizer, double learningRate) {
    return new Recipe(
        8, optimizer, learningRate, 1e-4, new Schedule.ReciprocalSquareRoot(5, 6), 1.0);
  }

  /// A trunk of [#model] with these durations.
  public static Trunk trunk(Recipe recipe, long... durations) {
    var data = new DataSpec.Fractals(16, CLASSES, 4, 11);
    var evaluation = new EvaluationSpec(List.of(2, 5), 5, 10, 2, 1024);
    return new Trunk(
        LongStream.of(durations)
            .mapToObj(steps -> new RunSpec(model(Pooling.MAP), data, recipe, steps, evaluation, 7))
            .toList());
  }
}
