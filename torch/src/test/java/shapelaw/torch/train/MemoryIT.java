package shapelaw.torch.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.torch.Samples;
import shapelaw.torch.TorchRuntime;

class MemoryIT {

  private static final int STEPS = 2000;

  /// A leak of 4 KB a step, one activation of one image, would be 8 MB.
  private static final long ALLOWED_BYTES = 8L << 20;

  /// Collecting garbage this often keeps the Java heap from growing into the measurement.
  private static final int STEPS_BETWEEN_COLLECTIONS = 100;

  static Stream<Arguments> trainings() {
    return Stream.of(
        Arguments.of(Samples.recipe(Optimizer.Adafactor.PAPER, 1e-3), false),
        Arguments.of(Samples.recipe(Optimizer.AdamW.USUAL, 1e-3), false),
        Arguments.of(lower(), true));
  }

  private static Recipe lower() {
    return new Recipe(
        8,
        Optimizer.Sgd.USUAL,
        1e-3,
        1e-4,
        new Schedule.Constant(5, 6),
        1.0,
        0.2,
        Precision.BFLOAT16,
        new Parametrization.Standard());
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void staysFlatOverManySteps(Recipe recipe, boolean recomputes) {
    RunSpec run = Samples.trunk(recipe, 2L * STEPS).longest();
    int batch = run.recipe().batchSize();
    FloatBuffer pixels =
        ByteBuffer.allocateDirect(batch * 3 * 16 * 16 * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    TorchRuntime.start(1);
    try (var _ = new PointerScope()) {
      var training = new ModelTraining(run, new Execution(new Device(DeviceType.CPU), recomputes));
      train(training, pixels, 1, STEPS / 4);
      long before = Pointer.physicalBytes();
      train(training, pixels, STEPS / 4, STEPS / 4 + STEPS);

      assertThat(Pointer.physicalBytes() - before).isLessThan(ALLOWED_BYTES);
    }
  }

  private static void train(ModelTraining training, FloatBuffer pixels, int from, int to) {
    var labels = new int[pixels.capacity() / (3 * 16 * 16)];
    for (int step = from; step < to; step++) {
      training.step(pixels, labels, step, 2L * STEPS);
      if (step % STEPS_BETWEEN_COLLECTIONS == 0) {
        System.gc();
      }
    }
  }
}
