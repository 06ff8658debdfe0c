package shapelaw.runs.slurm;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One attempt's place in the [SlurmQueue], whose lock guards all fields.
final class SlurmTask {

  /// Looks at the queue that must agree before a job is believed to be gone: some sites answer from
  /// a cache.
  private static final int AGREEING_LOOKS = 2;

  final SlurmBatch.Task work;

  /// True if a dead coordinator submitted it.
  final boolean adopted;

  @Nullable SubmittedBatch batch;
  int index;

  /// How often it was submitted as the first of an array.
  int submissions;

  @Nullable JobRecord job;
  @Nullable JobEnd end;
  boolean stopAsked;
  long stopAskedNanos;
  boolean terminated;
  private boolean ran;
  private int looksWithoutJob;
  private int looksAtEnd;

  /// An array that was handed to Slurm, or is about to be.
  static final class SubmittedBatch {
    final SlurmBatch files;
    final String name;

    /// 0 while it is not known.
    long array;

    /// Looks at the queue in which no array of its name was.
    int looksWithoutArray;

    SubmittedBatch(SlurmBatch files, String name) {
      this.files = files;
      this.name = name;
    }
  }

  SlurmTask(SlurmBatch.Task work, boolean adopted) {
    this.work = work;
    this.adopted = adopted;
  }

  /// The job, once Slurm took it.
  Optional<JobId> id() {
    return batch == null || batch.array == 0
        ? Optional.empty()
        : Optional.of(new JobId(batch.array, index));
  }

  /// True if it is to be submitted.
  boolean waits() {
    return batch == null && end == null && !stopAsked;
  }

  /// True if it is, or may be, in the queue.
  boolean isOut() {
    return batch != null && end == null;
  }

  /// True if a process of it may have been alive, as far as is known here.
  boolean hasRun() {
    return adopted || ran;
  }

  /// What Slurm said last of it, empty if nothing.
  String lastWords() {
    return batch == null ? "" : batch.files.lastWords(index);
  }

  void ask(long nanos) {
    if (!stopAsked) {
      stopAsked = true;
      stopAskedNanos = nanos;
    }
  }

  boolean isOverdue(Duration patience, long nanos) {
    return stopAsked && nanos - stopAskedNanos > patience.toNanos();
  }

  /// Takes what the queue says; null if the job is not in it.
  void see(@Nullable JobRecord now) {
    looksWithoutJob = now == null ? looksWithoutJob + 1 : 0;
    looksAtEnd = now != null && now.hasEnded() ? looksAtEnd + 1 : 0;
    if (now != null) {
      job = now;
      ran |= !now.isPending() && !now.state().equals("CANCELLED");
      terminated &= !now.isPending(); // begins anew after it was put back into the queue
      // A job whose node died, or that was preempted, may go back into the queue at the next
      // moment.
      if (looksAtEnd >= (now.state().equals("COMPLETED") ? 1 : AGREEING_LOOKS)) {
        end = new JobEnd.Seen(now);
      }
    } else if (looksWithoutJob >= AGREEING_LOOKS) {
      end = new JobEnd.Gone(id().orElseThrow());
    }
  }

  /// Takes it out of its array, which never came to be.
  void takeBack() throws IOException {
    if (batch != null) {
      batch.files.withdraw(index);
    }
    batch = null;
    if (adopted) {
      end = new JobEnd.NeverSubmitted();
    }
  }
}
