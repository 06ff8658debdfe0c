package shapelaw.runs.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.TrainingContext;
import shapelaw.run.Trunk;
import shapelaw.runs.files.DurableFiles;
import shapelaw.runs.files.RunJson;

/// The folder of one trunk: its specification, checkpoints, log, and the results that wait to be
/// stored.
///
/// ```text
/// trunk.json                    what to train
/// checkpoints/                  the trainer's own
/// result-<run>-<token>.json     one a result, written whole
/// progress-<token>.json         how far the attempt is
/// attempt                       token of the attempt that may work here
/// exit-<token>                  exit code of the attempt, when it ended in its own words
/// trial.log                     standard error of the attempts
/// lock                          held by the process that works here
/// checkpoints/<run>.safetensors weights of a finished run, if they are kept ([KeptWeights])
/// ```
///
/// @param path where it is
public record TrialFolder(Path path) {

  private static final Duration LOCK_POLL = Duration.ofMillis(20);

  public static TrialFolder of(Path trials, Trunk trunk) {
    return new TrialFolder(trials.resolve(trunk.id()));
  }

  public Path trunkFile() {
    return path.resolve("trunk.json");
  }

  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  public Path log() {
    return path.resolve("trial.log");
  }

  public boolean exists() {
    return Files.isDirectory(path);
  }

  /// Makes the folder with the trunk in it; what is there already stays.
  public void prepare(Trunk trunk) throws IOException {
    Files.createDirectories(checkpoints());
    if (!Files.exists(trunkFile())) {
      DurableFiles.write(trunkFile(), RunJson.write(trunk));
    }
  }

  /// Writes a result so that it survives a crash.
  public void writeResult(RunResult result, long token) throws IOException {
    DurableFiles.write(
        path.resolve(resultPrefix(result.run()) + token + ".json"), RunJson.write(result));
  }

  private static String resultPrefix(RunId run) {
    return "result-" + run + "-";
  }

  /// Results that an attempt wrote.
  ///
  /// @throws IllegalArgumentException if a file is no result
  public List<RunResult> results(long token) throws IOException {
    var results = new ArrayList<RunResult>();
    for (Path file : resultFiles(token)) {
      results.add(readResult(file));
    }
    results.sort(Comparator.comparing(result -> result.run().hex()));
    return results;
  }

  /// Files of the results that an attempt wrote, for [#readResult].
  public List<Path> resultFiles(long token) throws IOException {
    return written(token).results();
  }

  /// What one listing of the folder shows of an attempt. It may be older than what reading a file
  /// by its name tells: a file system that machines share keeps either for a while.
  ///
  /// @param results files of results, for [#readResult]
  /// @param ended true if its exit code is there, which is written after all its results
  public record Written(List<Path> results, boolean ended) {}

  /// Lists what an attempt wrote.
  public Written written(long token) throws IOException {
    var results = new ArrayList<Path>();
    boolean ended = false;
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(path, "{result-*-%d.json,exit-%d}".formatted(token, token))) {
      for (Path file : files) {
        if (file.equals(exitFile(token))) {
          ended = true;
        } else {
          results.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return new Written(results, ended);
  }

  /// Reads one of the [#resultFiles].
  ///
  /// @throws IllegalArgumentException if the file is no result
  public static RunResult readResult(Path file) throws IOException {
    return RunJson.readResult(Files.readString(file));
  }

  /// Writes how far an attempt is, for a coordinator that cannot hear it. Survives no crash and
  /// needs not to; what cannot be written is told next time.
  void tellProgress(String json, long token) {
    Path file = progressFile(token);
    Path draft = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.writeString(draft, json);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      System.err.println("Progress cannot be told in " + path + ": " + e);
    }
  }

  private Path progressFile(long token) {
    return path.resolve("progress-" + token + ".json");
  }

  /// How far an attempt was when it told so last.
  public Optional<TrainingContext.Progress> progress(long token) throws IOException {
    try {
      return Optional.of(RunJson.readProgress(Files.readString(progressFile(token))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Path exitFile(long token) {
    return path.resolve("exit-" + token);
  }

  /// Notes how an attempt ended, so that whoever looks later knows.
  void tellExitCode(int code, long token) throws IOException {
    DurableFiles.write(exitFile(token), Integer.toString(code));
  }

  /// Forgets how an attempt ended: it goes on.
  void clearExitCode(long token) throws IOException {
    Files.deleteIfExists(exitFile(token));
  }

  /// The exit code of an attempt that ended in its own words: a killed process leaves none.
  public OptionalInt exitCode(long token) throws IOException {
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(exitFile(token)).strip()));
    } catch (NoSuchFileException e) {
      return OptionalInt.empty();
    }
  }

  /// Deletes what bears the token of an attempt that has not begun to work: it is from another run
  /// store, which counted from 1, too.
  ///
  /// Checkpoints stay, whatever store they were written under. A result says only which run it is
  /// of, so that its attempt has to vouch for it. A checkpoint names its trunk, which stands for
  /// all that its numbers follow from, and its images, and has a checksum: the trainer looks at
  /// them, and goes on from there to the numbers that training from the start would give.
  public void clear(long token) throws IOException {
    for (Path file : resultFiles(token)) {
      Files.delete(file);
    }
    Files.deleteIfExists(progressFile(token));
    clearExitCode(token);
  }

  /// From now on only this attempt may work here: the job of an earlier one may begin when another
  /// executor has long taken its trunk.
  public void admit(long token) throws IOException {
    Files.writeString(path.resolve("attempt"), Long.toString(token));
  }

  /// Whether an attempt may work here, as far as is known: whoever holds the lock keeps others away
  /// in any case, and results of earlier attempts are refused.
  boolean admits(long token) throws IOException {
    try {
      return Files.readString(path.resolve("attempt")).strip().equals(Long.toString(token));
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /// When something in here changed last.
  public Optional<Instant> lastChange() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files.map(TrialFolder::changed).max(Comparator.naturalOrder());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Instant changed(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Deletes the folder with all that is in it but the weights of the trunk's runs. The trunk's
  /// file goes after all other files: as long as it is there, there may be something to tidy up.
  public void delete(Trunk trunk) throws IOException {
    Set<Path> weights =
        trunk.runs().stream()
            .map(run -> KeptWeights.file(path.resolveSibling(""), trunk, run.id()))
            .filter(Files::exists)
            .collect(Collectors.toSet());
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(deletionOrder()).toList()) {
        if (weights.stream().noneMatch(kept -> kept.startsWith(file))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private Comparator<Path> deletionOrder() {
    return Comparator.comparing((Path file) -> file.equals(path) || file.equals(trunkFile()))
        .thenComparing(Comparator.reverseOrder());
  }

  /// Takes the right to work here, waiting for a dying process of before. The operating system
  /// releases it when the owner dies.
  ///
  /// @return empty if another process still works here after `patience`
  public Optional<FileChannel> lock(Duration patience) throws IOException, InterruptedException {
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    long deadline = System.nanoTime() + patience.toNanos();
    while (channel.tryLock() == null) {
      if (System.nanoTime() > deadline) {
        channel.close();
        return Optional.empty();
      }
      Thread.sleep(LOCK_POLL);
    }
    return Optional.of(channel);
  }
}
