package shapelaw.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.DeviceType;
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
import shapelaw.torch.TorchRuntime;

/// Measures the peak of resident memory, each time in a process of its own.
class RecomputationMemoryIT {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";
  private static final int BATCH = 64;
  private static final int DEPTH = 12;

  private static final VisionTransformer MODEL =
      new VisionTransformer(Shape.vit(96, DEPTH, 384), 2, 4, 32, 3, Pooling.MAP, 10);

  /// What a block keeps for its backward pass: its input, what both norms, attention and its
  /// projection give, queries, keys and values, and the MLP's hidden layer before and after the
  /// GELU.
  private static final long BLOCK_BYTES =
      4L * BATCH * MODEL.tokens() * ((1L + 2 + 2 + 3) * MODEL.width() + 2L * MODEL.mlpDim());

  @Test
  void peakMemoryFallsByMostOfWhatTheBlocksKeep() throws Exception {
    assumeThat(STATUS).exists();

    long kept = peakBytes(false);
    long recomputed = peakBytes(true);

    // All but one block's, less the inputs, an eighth of the rest; some slack for the heap's own.
    assertThat(kept - recomputed).isGreaterThan((DEPTH - 1) * BLOCK_BYTES * 7 / 10);
  }

  private static long peakBytes(boolean recomputes) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            RecomputationMemoryIT.class.getName(),
            String.valueOf(recomputes));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return Long.parseLong(output.strip());
  }

  /// Trains two steps and prints the peak of resident memory in bytes.
  ///
  /// @param args whether to compute activations again
  public static void main(String[] args) throws IOException {
    TorchRuntime.start(1);
    var recipe =
        new Recipe(BATCH, Optimizer.AdamW.USUAL, 1e-3, 1e-4, new Schedule.Constant(1, 1), 1.0);
    var run =
        new RunSpec(
            MODEL, new DataSpec.Fractals(32, 10, 2, 0), recipe, 10, EvaluationSpec.PAPER, 0);
    try (var _ = new PointerScope()) {
      var execution = new Execution(new Device(DeviceType.CPU), Boolean.parseBoolean(args[0]));
      var training = new ModelTraining(run, execution);
      var pixels =
          ByteBuffer.allocateDirect(BATCH * 3 * 32 * 32 * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      for (int step = 1; step <= 2; step++) {
        training.step(pixels, new int[BATCH], step, 10);
      }
    }
    String peak =
        Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith(PEAK))
            .findFirst()
            .orElseThrow();
    System.out.println(Long.parseLong(peak.replaceAll("\\D", "")) << 10);
  }
}
