package shapelaw.runs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Provenance;
import shapelaw.run.Recipe;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.Trunk;

/// Text of the form that it had before runs knew of schedules, precision and validation, with the
/// ids that it had then. `earlier.txt` holds what commit bc74b5f wrote of the values below; each
/// line is a kind, an id and JSON.
class EarlierJsonTest {

  record Line(String kind, String id, String json) {}

  private static final Provenance PROVENANCE =
      new Provenance(
          "libtorch", "0.1", "here", Map.of("libtorch", "2.13.0"), Map.of("threads", "1"));

  private static List<Line> lines(String kind) {
    try (InputStream in = EarlierJsonTest.class.getResourceAsStream("earlier.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" ", 3))
          .map(parts -> new Line(parts[0], parts[1], parts[2]))
          .filter(line -> line.kind.equals(kind))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static List<Line> specs() {
    return lines("spec");
  }

  static List<Line> results() {
    return lines("result");
  }

  @ParameterizedTest
  @MethodSource("specs")
  void earlierSpecificationsKeepTheirId(Line line) {
    RunSpec spec = RunJson.readSpec(line.json);
    assertThat(spec.id()).isEqualTo(new RunId(line.id));
    assertThat(RunJson.readSpec(RunJson.write(spec))).isEqualTo(spec);
  }

  @Test
  void whatIsNewIsAtTheValueThatItAlwaysHad() {
    RunSpec spec = RunJson.readSpec(specs().getLast().json);
    assertThat(spec.data())
        .isEqualTo(
            new DataSpec.Images(
                DataSpec.ImageFormat.FOLDER,
                "/data/Größe \"1\"",
                32,
                new DataSpec.Split(5, 0),
                DataSpec.Preprocessing.WHOLE_SQUARE,
                9));
    assertThat(spec.recipe())
        .isEqualTo(
            new Recipe(
                16,
                Optimizer.Adafactor.PAPER,
                8e-4,
                0.03 * 8e-4,
                new Schedule.ReciprocalSquareRoot(10, 20),
                1.0));
    assertThat(spec.evaluation()).isEqualTo(new EvaluationSpec(List.of(1, 5), 5, 9, 2, 1024));
  }

  @Test
  void earlierTrunksKeepTheirId() {
    Line line = lines("trunk").getFirst();
    Trunk trunk = RunJson.readTrunk(line.json);
    assertThat(trunk.id()).isEqualTo(line.id);
    assertThat(trunk.runs()).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("results")
  void earlierResultsAreRead(Line line) {
    var run = new RunId(line.id);
    assertThat(RunJson.readResult(line.json))
        .isIn(
            new RunResult.Done(
                run,
                Math.nextUp(0.1),
                Map.of(1, 0.3, 5, Math.nextUp(0.1)),
                1.0 / 7,
                Double.NaN,
                Optional.empty(),
                12.5,
                PROVENANCE),
            new RunResult.Diverged(run, 17, PROVENANCE),
            new RunResult.Failed(run, "a \"reason\"", PROVENANCE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "1",
        "{\"runs\":1}",
        "{\"recipe\":{\"warmupSteps\":1}}",
        "{\"data\":{\"kind\":\"imageFolder\",\"evaluationClasses\":null}}"
      })
  void textOfNeitherFormIsRefusedWithAReason(String json) {
    assertThatThrownBy(() -> RunJson.readSpec(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the text must be a run specification in JSON but was not");
    assertThatThrownBy(() -> RunJson.readTrunk(json)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RunJson.readResult(json)).isInstanceOf(IllegalArgumentException.class);
  }
}
