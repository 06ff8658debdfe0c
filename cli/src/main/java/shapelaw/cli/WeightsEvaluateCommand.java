package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.study.Study;
import shapelaw.study.StudyException;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.data.ImageSource;
import shapelaw.torch.data.ImageSources;
import shapelaw.torch.weights.PositionResampling;
import shapelaw.torch.weights.WeightsEvaluation;
import shapelaw.torch.weights.WeightsFile;

/// `shapelaw weights evaluate`: few-shot error of anybody's weights, as studies measure theirs.
@Command(
    name = "evaluate",
    description = "Few-shot error of weights on the images of a study, or on images of your own.")
final class WeightsEvaluateCommand implements Callable<Integer> {

  /// Every format of images keeps this many classes to train on.
  private static final int LEAST_TRAINING_CLASSES = 2;

  @Mixin private WeightsInput input = new WeightsInput();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "STUDY",
      description = "Study whose images and evaluation are used.")
  private @Nullable Path study;

  @Option(names = "--data", paramLabel = "PATH", description = "Images, in place of a study.")
  private @Nullable Path data;

  @Option(
      names = "--format",
      description = "How they lie on disk: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private DataSpec.ImageFormat format = DataSpec.ImageFormat.FOLDER;

  @Option(
      names = "--evaluation-classes",
      description = "Classes to tell apart, drawn by seed (default: all but two).")
  private @Nullable Integer evaluationClasses;

  @Option(
      names = "--shots",
      split = ",",
      paramLabel = "N,...",
      hideParamSyntax = true,
      description = "Examples a class, ascending (default: those of the study, else 5,10,25).")
  private List<Integer> shots = List.of();

  @Option(
      names = "--test-examples",
      description = "Test images a class (default: those of the study, else 50).")
  private @Nullable Integer testExamples;

  @Option(
      names = "--seed",
      description = "Draws classes and examples (default: the study's, else 0).")
  private @Nullable Long seed;

  @Option(
      names = "--positions",
      description =
          "How position embeddings are resampled where images have another size than the model's: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private PositionResampling resampling = PositionResampling.BILINEAR;

  @Option(names = "--threads", description = "Threads (default: all cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, StudyException {
    if ((study == null) == (data == null)) {
      throw new CommandFailure("images must be given once: by a study, or by --data.");
    }
    if (threads < 1) {
      throw new CommandFailure("threads must be at least 1 but were %d.".formatted(threads));
    }
    PrintWriter out = Main.out(spec);
    try (WeightsFile weights = input.open()) {
      WeightsText.print(out, weights);
      out.flush();
      if (study != null) {
        Study opened = StudyFolder.open(study).study();
        evaluate(out, weights, opened.data(), opened.evaluation());
      } else {
        evaluate(
            out, weights, images(weights.architecture().model().imageSize()), EvaluationSpec.PAPER);
      }
    }
    return 0;
  }

  private void evaluate(PrintWriter out, WeightsFile weights, DataSpec images, EvaluationSpec usual)
      throws IOException {
    ImageSource source = ImageSources.open(images);
    if (source.evaluationClasses() == 0) {
      throw new CommandFailure(
          "few-shot evaluation needs held-out classes but the study's images have none.");
    }
    EvaluationSpec evaluation = changed(usual);
    TorchRuntime.start(threads);
    WeightsEvaluation.Result result;
    try (NativeWork _ = NativeWork.unstoppable()) {
      result =
          WeightsEvaluation.evaluate(
              weights, evaluation, source, seed == null ? images.seed() : seed, resampling);
    }
    WeightsText.remarks(out, result.remarks());
    out.printf(
        "%nFew-shot error on %d held-out classes at %d px, %s, %s a class:%n",
        source.evaluationClasses(),
        source.imageSize(),
        Count.of(evaluation.draws(), "draw"),
        Count.of(evaluation.testExamplesPerClass(), "test image"));
    out.print(table(evaluation, result));
  }

  private static Table table(EvaluationSpec evaluation, WeightsEvaluation.Result result) {
    var table = new Table("shots", "error rate", "standard error");
    Map<Integer, Double> rates = result.outcome().errorRateByShots();
    for (int shots : evaluation.shots()) {
      table.row(
          shots,
          "%.4f".formatted(rates.get(shots)),
          shots == evaluation.metricShots()
              ? "%.4f".formatted(result.outcome().standardError())
              : "-");
    }
    return table;
  }

  private EvaluationSpec changed(EvaluationSpec usual) {
    List<Integer> chosen = shots.isEmpty() ? usual.shots() : shots.stream().sorted().toList();
    return new EvaluationSpec(
        chosen,
        chosen.contains(usual.metricShots()) ? usual.metricShots() : chosen.getLast(),
        testExamples == null ? usual.testExamplesPerClass() : testExamples,
        usual.draws(),
        usual.ridge());
  }

  private DataSpec images(int imageSize) {
    int classes = evaluationClasses == null ? allButTwo(imageSize) : evaluationClasses;
    return spec(imageSize, classes);
  }

  private int allButTwo(int imageSize) {
    return Math.max(
        LEAST_TRAINING_CLASSES,
        ImageSources.trainingClasses(spec(imageSize, 0)) - LEAST_TRAINING_CLASSES);
  }

  private DataSpec.Images spec(int imageSize, int classes) {
    return new DataSpec.Images(
        format,
        Objects.requireNonNull(data).toAbsolutePath().normalize().toString(),
        imageSize,
        new DataSpec.Split(classes, 0),
        DataSpec.Preprocessing.PAPER,
        seed == null ? 0 : seed);
  }
}
