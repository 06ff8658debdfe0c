package shapelaw.runs.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logs in run folders. The fixtures are PyTorch's and TensorBoard's own (`make_tensorboard.py`).
final class RunFoldersTest {

  private static final String TORCH = "torch/first/events.out.tfevents.1700000000.fixture";
  private static final String HPARAMS =
      "torch/first/1700000031.5/events.out.tfevents.1700000031.fixture";
  private static final String TENSORS =
      "tensors/width=64,depth=2/events.out.tfevents.1700000000.fixture";

  @TempDir private Path folder = Path.of("set by JUnit");

  private Path fixture(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (InputStream in = Objects.requireNonNull(RunFoldersTest.class.getResourceAsStream(name))) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private Path text(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static double last(LoggedRun run, String metric) {
    return Objects.requireNonNull(run.metrics().get(metric)).getLast().value();
  }

  @Test
  void whatPyTorchWritesIsOneRunWithItsHyperParameters() throws IOException {
    fixture(TORCH);
    fixture(HPARAMS);
    LoggedRun run = RunFolders.read(folder.resolve("torch")).getFirst();
    assertThat(RunFolders.read(folder)).hasSize(1);
    assertThat(run.run()).isEqualTo("first");
    assertThat(run.facts())
        .containsEntry("hparams.width", "64")
        .containsEntry("hparams.optimizer", "adamw")
        .containsEntry("hparams.amp", "1") // PyTorch takes booleans for numbers
        .containsEntry("hparams.lr", "0.001")
        .containsEntry("status", "success");
    List<MetricPoint> points = Objects.requireNonNull(run.metrics().get("val/loss"));
    // add_hparams repeats its metric at step 0.
    assertThat(points.stream().map(MetricPoint::step)).containsExactly(0L, 10L, 20L, 30L);
    assertThat(points.get(1).value()).isEqualTo((double) (float) (1.0 / 10));
    assertThat(points.get(1).millis()).isEqualTo(1_700_000_010_000L);
    assertThat(run.metrics()).doesNotContainKey("note/text_summary");
  }

  @Test
  void tensorsOfOneNumberAreNumbersHoweverTheyArePacked() throws IOException {
    fixture(TENSORS);
    LoggedRun run = RunFolders.read(folder).getFirst();
    assertThat(last(run, "float_val")).isEqualTo((double) 0.1f);
    assertThat(last(run, "double_val")).isEqualTo(0.1);
    assertThat(last(run, "int_val")).isEqualTo(-3);
    assertThat(last(run, "int64_val")).isEqualTo(1L << 40);
    assertThat(last(run, "float_content")).isEqualTo((double) 0.1f);
    assertThat(last(run, "double_content")).isEqualTo(0.1);
    assertThat(last(run, "int64_content")).isEqualTo(-5);
    assertThat(run.metrics()).doesNotContainKeys("vector", "text");
    assertThat(run.facts()).containsEntry("folder.width", "64").containsEntry("folder.depth", "2");
  }

  @Test
  void aConfigBesideTheLogSaysWhatTheRunIs() throws IOException {
    fixture("tensors/width=64,depth=2/events.out.tfevents.1700000000.fixture");
    text(
        "tensors/width=64,depth=2/hparams.yaml", "model:\n  mlp_dim: 7\nlr: 1e-3\nnothing: null\n");
    assertThat(RunFolders.read(folder).getFirst().facts())
        .containsEntry("config.model.mlp_dim", "7")
        .containsEntry("config.lr", "0.001")
        .doesNotContainKey("config.nothing");
  }

  @Test
  void logsOfTimmTransformersAndBigVisionAreRead() throws IOException {
    text("a/summary.csv", "epoch,train_loss,eval_top1\n0,2.5,10\n1,2.0,nan\n2,1.5,60.5\n");
    text("a/args.yaml", "model: vit_base_patch16_224\nmodel_kwargs:\n  embed_dim: 64\n");
    text("b/checkpoint-5/trainer_state.json", "{\"log_history\":[{\"step\":5,\"eval_loss\":9}]}");
    text(
        "b/checkpoint-10/trainer_state.json",
        "{\"log_history\":[{\"step\":5,\"eval_loss\":9},{\"step\":10,\"eval_loss\":3}]}");
    text(
        "c/big_vision_metrics.txt",
        "{\"step\":1,\"training_loss\":3}\n{\"step\":2,\"training_loss\":2}\n");
    List<LoggedRun> runs = RunFolders.read(folder);
    assertThat(runs.stream().map(LoggedRun::run)).containsExactly("a", "b", "c");
    assertThat(last(runs.get(0), "eval_top1")).isEqualTo(60.5);
    assertThat(runs.get(0).facts()).containsEntry("config.model_kwargs.embed_dim", "64");
    assertThat(last(runs.get(1), "eval_loss")).isEqualTo(3);
    assertThat(last(runs.get(2), "training_loss")).isEqualTo(2);
  }

  @Test
  void aTrainingThatWentOnFromACheckpointRepeatsNoStep() throws IOException {
    text(
        "a/big_vision_metrics.txt",
        "{\"step\":1,\"l\":3}\n{\"step\":2,\"l\":2}\n{\"step\":2,\"l\":1}\n");
    assertThat(RunFolders.read(folder).getFirst().metrics().get("l"))
        .extracting(MetricPoint::value)
        .containsExactly(3.0, 1.0);
  }

  @Test
  void everyCutOfAnEventFileIsWholeRecordsOrOneMessage() throws IOException {
    byte[] sound = Files.readAllBytes(fixture(TORCH));
    Path file = folder.resolve(TORCH);
    int whole = 0;
    for (int length = 0; length < sound.length; length++) {
      Files.write(file, Arrays.copyOf(sound, length));
      try {
        RunFolders.read(folder);
        whole++;
      } catch (LogException e) {
        assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("ends in it");
      }
    }
    assertThat(whole).isBetween(3, 8); // after each record
  }

  @Test
  void everyFlippedBitIsNoticed() throws IOException {
    Path file = fixture(TORCH);
    byte[] sound = Files.readAllBytes(file);
    var random = new Random(3);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = sound.clone();
      damaged[random.nextInt(sound.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      assertThatThrownBy(() -> RunFolders.read(folder))
          .isInstanceOf(LogException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void aHugeLengthWithASoundChecksumTakesNoMemory() throws IOException {
    for (long length : new long[] {Long.MAX_VALUE, -1, 1L << 40, Integer.MAX_VALUE}) {
      byte[] lengthAlone = new byte[8];
      ByteBuffer.wrap(lengthAlone).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      byte[] record = TensorFlowRecords.record(lengthAlone);
      // The checksum of a record's data is that of a length with these bytes.
      byte[] file = new byte[16];
      System.arraycopy(record, 12, file, 0, 12);
      Path path = folder.resolve("a/events.out.tfevents.1");
      Files.createDirectories(path.getParent());
      Files.write(path, file);
      assertThatThrownBy(() -> RunFolders.read(folder))
          .isInstanceOf(LogException.class)
          .hasMessageContaining("must be whole");
    }
  }

  @Test
  void recordsThatAreNoEventsAreOneMessage() throws IOException {
    var random = new Random(4);
    Path path = folder.resolve("a/events.out.tfevents.1");
    Files.createDirectories(path.getParent());
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      Files.write(path, TensorFlowRecords.record(bytes));
      try {
        RunFolders.read(folder);
      } catch (LogException e) {
        refused++;
        assertThat(e).hasMessageContaining(path.toString());
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void hostileConfigsAreOneMessageThatNamesTheFile() throws IOException {
    text("a/big_vision_metrics.txt", "{\"step\":1,\"l\":3}\n");
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(10)));
    }
    Map<String, String> refused =
        Map.of(
            "{",
            "must be YAML",
            "- 1\n",
            "must hold keys and values",
            "a: [".repeat(20_000),
            "must be YAML");
    for (Map.Entry<String, String> config : refused.entrySet()) {
      Path file = text("a/config.yaml", config.getKey());
      assertThatThrownBy(() -> RunFolders.read(folder))
          .isInstanceOf(LogException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining(config.getValue());
    }
    text("a/config.yaml", bomb.toString()); // is read, and stays small
    assertThat(String.join("", RunFolders.read(folder).getFirst().facts().values()))
        .hasSizeLessThan(100_000);
    Files.write(folder.resolve("a/config.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff});
    assertThatThrownBy(() -> RunFolders.read(folder)).hasMessageContaining("must be UTF-8 text");
  }
}
