package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static shapelaw.cli.Outcome.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Roundings of small shapes, really trained.
final class HardwareIT {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void shapesMeasuredHereAreKeptAndComparedAndTheBenchmarksTableServesAsWell() throws IOException {
    String study = VitStudy.imported(folder);
    String[] budget = {"--compute", "2e13 FLOPs", "--law=structural", "--replicates=30"};
    Outcome measured =
        run(
            "recommend",
            budget[0],
            budget[1],
            budget[2],
            budget[3],
            "--measure-shapes",
            "--seconds=0.2",
            "--rounds=2",
            "--batch=4",
            "--threads=1",
            "--device=cpu",
            study);
    assertThat(measured.err()).isEmpty();
    assertThat(measured.out())
        .contains("batch 4, 2 rounds")
        .contains("images/s")
        .contains("your hardware likes", "float32, batch 4, 16 px, patches of 4");
    Path kept = Path.of(study, "timings.csv");
    assertThat(Files.readAllLines(kept).size()).isGreaterThan(3);
    Files.delete(kept);

    Path table = folder.resolve("elsewhere.csv");
    Outcome bench =
        run(
            "bench",
            "shapes",
            "--around",
            study,
            budget[0],
            budget[1],
            budget[2],
            budget[3],
            "--seconds=0.2",
            "--rounds=1",
            "--batch=4",
            "--threads=1",
            "--device=cpu",
            "--to",
            table.toString());
    assertThat(bench.err()).isEmpty();
    Outcome given =
        run(
            "recommend",
            budget[0],
            budget[1],
            budget[2],
            budget[3],
            "--timings",
            table.toString(),
            study);
    assertThat(given.err()).isEmpty();
    assertThat(given.out()).contains("your hardware likes");
  }

  @Test
  void shapesNearANamedOneAreTimedWithoutAStudy() {
    Outcome outcome =
        run(
            "bench",
            "shapes",
            "--like",
            "mu/16@32",
            "--seconds=0.1",
            "--rounds=1",
            "--batch=2",
            "--threads=1",
            "--device=cpu");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("width 32, depth 1, mlp_dim 128")
        .contains("width,depth,mlp_dim,heads,images_per_second,spread,latency_ms,device");
  }
}
