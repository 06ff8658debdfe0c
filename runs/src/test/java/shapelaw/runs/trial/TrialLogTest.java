package shapelaw.runs.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.SimulatedTrainer;
import shapelaw.run.SimulatedTruth;
import shapelaw.runs.Specs;

class TrialLogTest {

  private static final RunSpec RUN = Specs.planned("grid", 32, 20, 50).trunk().longest();

  @Test
  void aSimulatedRunTellsNothingThatWasNotMeasured() {
    RunResult.Done result = new SimulatedTrainer(SimulatedTruth.Structural.SMALL, 0, 1).result(RUN);
    assertThat(TrialLog.text(result))
        .matches(
            "run %s: error rate [\\d.]+, [\\d.]+ simulated seconds of training"
                .formatted(RUN.id()));
  }

  @Test
  void aTrainedRunTellsItsLossAndTime() {
    assertThat(TrialLog.text(Specs.done(RUN.id(), 0.25)))
        .startsWith("run %s: error rate 0.2500, training loss ".formatted(RUN.id()))
        .endsWith(" s of training");
  }
}
