package shapelaw.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import shapelaw.cost.CostModel;
import shapelaw.run.RunId;
import shapelaw.run.TrainingContext;
import shapelaw.run.Trunk;

class WorkTrackerTest {

  private final Trunk one = Specs.trunk(32, 100);
  private final Trunk two = Specs.trunk(32, 200);
  private final Trunk three = Specs.trunk(32, 300);
  private Instant now = Instant.EPOCH;

  private WorkTracker tracker(int workers, Set<RunId> finished) {
    var tracker = new WorkTracker(List.of(one, two, three), finished, () -> now);
    tracker.employ(workers);
    return tracker;
  }

  private static TrainingContext.Progress at(Trunk trunk, long step) {
    return new TrainingContext.Progress(step, trunk.trainedSteps(), 0.5, 10);
  }

  private void pass(long seconds) {
    now = now.plusSeconds(seconds);
  }

  @Test
  void workIsForwardFlopsOfTheStepsReallyTrained() {
    Trunk branched = Specs.trunk(32, 50, 100);
    double forward = CostModel.forwardFlops(branched.longest().model());
    assertThat(WorkTracker.flops(branched)).isEqualTo(forward * 8 * (100 + 10), within(1.0));
  }

  @Test
  void remainingTimeIsThatOfTheBusiestWorker() {
    WorkTracker tracker = tracker(2, Set.of());
    assertThat(tracker.progress().remaining()).isEmpty();
    tracker.started(three, true);
    tracker.started(two, true);
    pass(100); // one step a second on each worker
    tracker.progressed(three, at(three, 100));
    tracker.progressed(two, at(two, 100));
    // 200 s are left of `three`; the other worker has 100 s of `two` and then 100 s of `one`.
    assertThat(tracker.progress().remaining()).hasValue(Duration.ofSeconds(200));
    assertThat(tracker.progress().workShare()).isEqualTo(200.0 / 600, within(1e-12));
    assertThat(tracker.progress().imagesPerSecond()).isEqualTo(20);
    assertThat(tracker.progress().runningTrunks()).isEqualTo(2);
    assertThat(tracker.progress().elapsed()).isEqualTo(Duration.ofSeconds(100));
  }

  @Test
  void theFirstSecondsAreNoBasisForAnEstimate() {
    WorkTracker tracker = tracker(2, Set.of());
    tracker.started(three, true);
    tracker.started(two, true);
    pass(10);
    tracker.progressed(three, at(three, 1));
    tracker.progressed(two, at(two, 1));
    assertThat(tracker.progress().remaining()).isEmpty();
    pass(10);
    tracker.progressed(three, at(three, 11));
    assertThat(tracker.progress().remaining()).isPresent();
  }

  @Test
  void whatACheckpointBroughtAlongIsDoneButSaysNothingAboutSpeed() {
    WorkTracker tracker = tracker(1, Set.of());
    tracker.started(three, false);
    pass(1);
    tracker.progressed(three, at(three, 250));
    assertThat(tracker.progress().workShare()).isEqualTo(250.0 / 600, within(1e-12));
    assertThat(tracker.progress().remaining()).isEmpty();
    pass(49);
    tracker.progressed(three, at(three, 300));
    assertThat(tracker.progress().remaining()).hasValue(Duration.ofMinutes(5));
  }

  @Test
  void finishedTrunksCountAsDoneFromTheBeginning() {
    WorkTracker tracker = tracker(1, Set.of(three.longest().id()));
    assertThat(tracker.progress().finishedRuns()).isEqualTo(1);
    assertThat(tracker.progress().totalRuns()).isEqualTo(3);
    assertThat(tracker.progress().workShare()).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void aTrunkThatWasGivenUpTakesNoMoreTime() {
    WorkTracker tracker = tracker(1, Set.of());
    tracker.started(three, true);
    pass(100);
    tracker.progressed(three, at(three, 100));
    tracker.ended(three);
    tracker.closed(three, false);
    assertThat(tracker.progress().remaining()).hasValue(Duration.ofMinutes(5));
    assertThat(tracker.progress().runningTrunks()).isZero();
  }

  @Test
  void theShareOfAFinishedStudyIsOneHoweverItsSumsAreRounded() {
    WorkTracker tracker = tracker(1, Set.of());
    for (Trunk trunk : List.of(one, two, three)) {
      tracker.started(trunk, true);
      for (long step = 1; step < trunk.trainedSteps(); step += 7) {
        tracker.progressed(trunk, at(trunk, step));
      }
      tracker.ended(trunk);
      assertThat(tracker.progress().workShare()).isLessThan(1);
      tracker.closed(trunk, true);
    }
    assertThat(tracker.progress().workShare()).isEqualTo(1);
    assertThat(tracker.progress().runningTrunks()).isZero();
  }

  @Test
  void theRemainingTimeIsEstimatedAboutOnceASecond() {
    WorkTracker tracker = tracker(1, Set.of());
    tracker.started(three, true);
    pass(100);
    tracker.progressed(three, at(three, 100));
    assertThat(tracker.progress().remaining()).hasValue(Duration.ofSeconds(500));
    now = now.plusMillis(900);
    tracker.progressed(three, at(three, 200));
    assertThat(tracker.progress().remaining()).hasValue(Duration.ofSeconds(500));
    now = now.plusMillis(100);
    assertThat(tracker.progress().remaining()).hasValue(Duration.ofSeconds(202));
  }

  @Test
  @Timeout(30)
  void anEventOfALargeStudyCostsNoLookAtEveryTrunk() {
    List<Trunk> trunks =
        IntStream.rangeClosed(11, 20_010).mapToObj(i -> Specs.trunk(32, i)).toList();
    var tracker = new WorkTracker(trunks, Set.of(), () -> now);
    tracker.employ(1);
    tracker.started(trunks.getLast(), true);
    pass(100);
    for (int step = 1; step <= 20_000; step++) {
      tracker.progressed(trunks.getLast(), at(trunks.getLast(), step));
      assertThat(tracker.progress().remaining()).isPresent();
    }
  }
}
