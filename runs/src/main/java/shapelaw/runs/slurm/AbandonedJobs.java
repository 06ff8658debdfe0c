package shapelaw.runs.slurm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.runs.AttemptEnd;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;

/// Jobs of attempts that nobody waits for any more: their trunks left the plan.
///
/// @param commands to ask Slurm
/// @param folder of the study's arrays
/// @param namePrefix what the names of the study's arrays, and of no other's, begin with
record AbandonedJobs(SlurmCommands commands, Path folder, String namePrefix) {

  private static final Logger LOG = LoggerFactory.getLogger(AbandonedJobs.class);

  /// Cancels the jobs.
  ///
  /// @return how each attempt has ended, by its token; without those that were never jobs, and
  ///   without all if Slurm does not answer
  Map<Long, AttemptEnd> dismiss(List<Attempt> left) throws IOException {
    var places = new LinkedHashMap<Attempt, SlurmBatch.Place>();
    for (Attempt attempt : left) {
      SlurmBatch.find(folder, attempt.token()).ifPresent(place -> places.put(attempt, place));
    }
    if (places.isEmpty()) {
      return Map.of();
    }
    try {
      Map<Attempt, JobRecord> alive = alive(places);
      cancel(List.copyOf(alive.values()));
      var ends = new HashMap<Long, AttemptEnd>();
      for (Map.Entry<Attempt, SlurmBatch.Place> dismissed : places.entrySet()) {
        Attempt attempt = dismissed.getKey();
        SlurmBatch.Place place = dismissed.getValue();
        place.batch().withdraw(place.index());
        ends.put(attempt.token(), end(Optional.ofNullable(alive.get(attempt))));
      }
      return ends;
    } catch (SlurmUnavailableException e) {
      LOG.warn("Slurm gives no answer ({}).", e.getMessage());
      return Map.of();
    }
  }

  private Map<Attempt, JobRecord> alive(Map<Attempt, SlurmBatch.Place> places)
      throws IOException, SlurmUnavailableException {
    Map<JobId, JobRecord> jobs = commands.queue(namePrefix);
    var alive = new HashMap<Attempt, JobRecord>();
    for (Map.Entry<Attempt, SlurmBatch.Place> left : places.entrySet()) {
      job(left.getKey(), left.getValue(), jobs)
          .filter(job -> !job.hasEnded())
          .ifPresent(job -> alive.put(left.getKey(), job));
    }
    return alive;
  }

  /// An array whose id was never stored is found by its name.
  private Optional<JobRecord> job(Attempt left, SlurmBatch.Place place, Map<JobId, JobRecord> jobs)
      throws IOException {
    Optional<JobId> id = place.id(left);
    if (id.isPresent()) {
      return Optional.ofNullable(jobs.get(id.get()));
    }
    String name = place.batch().name(namePrefix);
    return jobs.values().stream()
        .filter(job -> job.name().equals(name) && job.id().index() == place.index())
        .findFirst();
  }

  /// Those that wait go first, or they would begin in the place of others. Those that run have half
  /// a minute to write a checkpoint (`KillWait` in slurm.conf(5)).
  private void cancel(List<JobRecord> jobs) throws SlurmUnavailableException {
    List<JobId> all = jobs.stream().map(JobRecord::id).toList();
    commands.cancelPending(all);
    commands.terminate(jobs.stream().filter(JobRecord::isRunning).map(JobRecord::id).toList());
    commands.cancel(all);
  }

  private static AttemptEnd end(Optional<JobRecord> cancelled) {
    return cancelled
        .map(job ->
            new AttemptEnd(
                AttemptStatus.CANCELLED,
                "its trunk is no longer planned; job %s was cancelled".formatted(job.id()),
                true))
        .orElseGet(() ->
            new AttemptEnd(
                AttemptStatus.LOST, "its coordinator died; its trunk is no longer planned", true));
  }
}
