package shapelaw.torch.weights;

import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import shapelaw.run.EvaluationSpec;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.data.ImageSource;
import shapelaw.torch.evaluation.FewShotEvaluation;
import shapelaw.torch.evaluation.NotFiniteException;

/// Few-shot evaluation of weights from a file, whoever trained them.
public final class WeightsEvaluation {

  private WeightsEvaluation() {}

  /// What was measured.
  ///
  /// @param model the model at the resolution of the images
  /// @param outcome error rates
  /// @param remarks what was changed on the way, in sentences
  public record Result(
      VisionTransformer model, FewShotEvaluation.Outcome outcome, List<String> remarks) {
    public Result {
      remarks = List.copyOf(remarks);
    }
  }

  /// Measures.
  ///
  /// @param source the images; their size decides the resolution
  /// @param seed decides the draws of examples
  /// @throws WeightsException if the file is damaged or its model is for other images
  /// @throws shapelaw.torch.image.ImageDataException if a class has too few images, or an image
  ///   can't be used
  public static Result evaluate(
      WeightsFile weights,
      EvaluationSpec spec,
      ImageSource source,
      long seed,
      PositionResampling resampling)
      throws IOException {
    int channels = weights.architecture().model().channels();
    if (channels != source.channels()) {
      throw new WeightsException(
          "the model's channels must be the images' (%d) but were %d."
              .formatted(source.channels(), channels));
    }
    try (var _ = new PointerScope()) {
      LoadedWeights loaded = LoadedWeights.of(weights, source.imageSize(), resampling);
      FewShotEvaluation.Outcome outcome = FewShotEvaluation.evaluate(spec, source, loaded, seed);
      return new Result(loaded.model(), outcome, loaded.remarks());
    } catch (NotFiniteException e) {
      throw new WeightsException(
          "%s: features must be finite but one was not. Maybe the weights are of a run that diverged."
              .formatted(weights.file().path()),
          e);
    }
  }
}
