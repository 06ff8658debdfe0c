package shapelaw.torch.bench;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import shapelaw.run.DataSpec;
import shapelaw.run.Optimizer;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.data.Batch;
import shapelaw.torch.data.BatchStream;
import shapelaw.torch.data.ImageSource;
import shapelaw.torch.data.ImageSources;
import shapelaw.torch.train.ModelTraining;
import shapelaw.torch.train.TrunkTraining;

/// The child process of [PackedBenchmark]: trains as a trial does, images made beside it included,
/// for as many seconds as each line of its input says, and answers with the images trained and the
/// seconds that they took. Its first line of output says that it is warm.
public final class PackedWorker {

  static final String READY = "ready";

  private static final int WARM_UP_STEPS = 10;
  private static final int IMAGES_PER_CLASS = 20;

  private final ModelTraining training;
  private final BatchStream stream;
  private final int batch;
  private long step;

  private PackedWorker(ModelTraining training, BatchStream stream, int batch) {
    this.training = training;
    this.stream = stream;
    this.batch = batch;
  }

  /// Arguments that make a process train this.
  static List<String> arguments(VisionTransformer model, int batch, int threads) {
    return Stream.of(
            model.width(),
            model.depth(),
            model.mlpDim(),
            model.heads(),
            model.patchSize(),
            model.imageSize(),
            model.channels(),
            model.classes(),
            batch,
            threads,
            model.pooling())
        .map(String::valueOf)
        .toList();
  }

  /// Trains on demand until its input ends.
  public static void main(String[] args) throws IOException, InterruptedException {
    int[] numbers = Stream.of(args).limit(10).mapToInt(Integer::parseInt).toArray();
    var model =
        new VisionTransformer(
            Shape.vit(numbers[0], numbers[1], numbers[2]),
            numbers[3],
            numbers[4],
            numbers[5],
            numbers[6],
            Pooling.valueOf(args[10]),
            numbers[7]);
    serve(model, numbers[8], numbers[9]);
  }

  private static void serve(VisionTransformer model, int batch, int threads)
      throws IOException, InterruptedException {
    var answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    TorchRuntime.start(threads);
    ImageSource source =
        ImageSources.open(
            new DataSpec.Fractals(model.imageSize(), model.classes(), IMAGES_PER_CLASS, 1));
    try (var _ = new PointerScope();
        BatchStream stream =
            BatchStream.open(source, 0, batch, TrunkTraining.generatorThreads(threads));
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      var worker =
          new PackedWorker(
              new ModelTraining(TrainingBenchmark.run(model, batch, Optimizer.AdamW.USUAL)),
              stream,
              batch);
      for (int i = 0; i < WARM_UP_STEPS; i++) {
        worker.train();
      }
      answers.println(READY);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.println(worker.trainFor(Double.parseDouble(line)));
      }
    }
  }

  private void train() throws InterruptedException {
    Batch images = stream.next();
    training.step(images.pixels(), images.labels(), ++step, Long.MAX_VALUE);
  }

  private String trainFor(double seconds) throws InterruptedException {
    long start = System.nanoTime();
    long images = 0;
    double spent = 0;
    while (spent < seconds) {
      train();
      images += batch;
      spent = (System.nanoTime() - start) * 1e-9;
    }
    return images + " " + spent;
  }
}
