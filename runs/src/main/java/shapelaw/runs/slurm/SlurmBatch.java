package shapelaw.runs.slurm;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import shapelaw.runs.ExitReport;
import shapelaw.runs.files.DurableFiles;
import shapelaw.runs.store.Attempt;

/// One job array on disk, beside the trials.
///
/// ```text
/// slurm/<token>-<n>/    token of the first task's attempt, n-th submission of it; none is ever
///                       given twice, since the tasks of an array whose fate is not known may
///                       begin at any time
///   job.sh              what was submitted
///   tasks.txt           index, attempt token and trunk of each task
///   <index>.task        arguments of a task; gone when its attempt has ended
///   job                 id of the array, once it is known
///   <index>.log         what Slurm says of a task
/// ```
///
/// @param folder where it is
record SlurmBatch(Path folder) {

  /// One task before it has an index.
  ///
  /// @param token of its attempt
  /// @param trunk its trunk's id
  /// @param text of its file
  record Task(long token, String trunk, String text) {}

  /// A task on disk.
  ///
  /// @param batch its array
  /// @param index its index
  record Place(SlurmBatch batch, int index) {

    /// The job of an attempt whose task this is, as far as is known.
    Optional<JobId> id(Attempt attempt) throws IOException {
      OptionalLong array = batch.array();
      return array.isPresent()
          ? Optional.of(new JobId(array.getAsLong(), index))
          : attempt.handle().flatMap(JobId::ofHandle);
    }
  }

  /// Writes a new array.
  ///
  /// @param parent folder of all arrays of the study
  /// @param namePrefix what the names of the study's arrays begin with
  /// @param submission how often the first task was submitted before
  static SlurmBatch write(
      Path parent, String namePrefix, SlurmScript script, List<Task> tasks, int submission)
      throws IOException {
    Files.createDirectories(parent);
    long token = tasks.getFirst().token();
    int number = submission;
    while (Files.exists(parent.resolve(token + "-" + number))) {
      number++;
    }
    var batch = new SlurmBatch(Files.createDirectory(parent.resolve(token + "-" + number)));
    var list = new StringBuilder();
    for (int index = 0; index < tasks.size(); index++) {
      Task task = tasks.get(index);
      DurableFiles.write(batch.taskFile(index), task.text());
      list.append("%d %d %s%n".formatted(index, task.token(), task.trunk()));
    }
    DurableFiles.write(
        batch.script(), script.job(batch.name(namePrefix), batch.folder().toAbsolutePath()));
    DurableFiles.write(batch.folder().resolve("tasks.txt"), list.toString());
    return batch;
  }

  Path script() {
    return folder.resolve("job.sh");
  }

  /// Name of the array, which no other has.
  String name(String namePrefix) {
    return namePrefix + folder.getFileName();
  }

  private Path taskFile(int index) {
    return folder.resolve(index + ".task");
  }

  /// Notes which array it became.
  void storeArray(long array) throws IOException {
    DurableFiles.write(folder.resolve("job"), Long.toString(array));
  }

  /// Which array it became, as far as is known.
  OptionalLong array() throws IOException {
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(folder.resolve("job")).strip()));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  /// Withdraws a task: should it start all the same, it ends at once. The last one takes the folder
  /// along.
  void withdraw(int index) throws IOException {
    Files.deleteIfExists(taskFile(index));
    try {
      if (files("*.task").isEmpty()) {
        for (Path file : files("*")) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
      }
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      // Another task tidied up at the same moment, or Slurm writes its last words just now.
    }
  }

  private List<Path> files(String pattern) throws IOException {
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
      files.forEach(found::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  /// What Slurm said last of a task, empty if nothing.
  String lastWords(int index) {
    return ExitReport.lastWords(folder.resolve(index + ".log"));
  }

  /// The task of an attempt; the last one if it was submitted several times.
  ///
  /// @param parent folder of all arrays of the study
  static Optional<Place> find(Path parent, long token) throws IOException {
    if (!Files.isDirectory(parent)) {
      return Optional.empty();
    }
    Place found = null;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent)) {
      for (Path folder : folders) {
        var batch = new SlurmBatch(folder);
        Optional<Place> place = batch.find(token);
        if (place.isPresent() && (found == null || batch.number() > found.batch().number())) {
          found = place.get();
        }
      }
    }
    return Optional.ofNullable(found);
  }

  private int number() {
    String name = folder.getFileName().toString();
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  private Optional<Place> find(long token) throws IOException {
    try {
      return Files.readAllLines(folder.resolve("tasks.txt")).stream()
          .map(line -> line.split(" "))
          .filter(words -> words.length == 3 && words[1].equals(Long.toString(token)))
          .map(words -> new Place(this, Integer.parseInt(words[0])))
          .filter(place -> Files.exists(taskFile(place.index())))
          .findFirst();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty(); // not submitted yet, or tidied up just now
    }
  }
}
