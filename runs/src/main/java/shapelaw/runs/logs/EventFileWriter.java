package shapelaw.runs.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Writes TensorBoard's event files: for each run a folder with one file that says what the run is
/// (the hparams plugin), one for each process that trained it, and one with its results. The last
/// one is there whole or not at all, so that nothing is written twice.
///
/// Numbers are tensors of 64 bits, which keep every digit.
public final class EventFileWriter implements RunWriter {

  private static final String PREFIX = "events.out.tfevents.";
  private static final String START = ".shapelaw.hparams";
  private static final String FAILURE = ".shapelaw.failure";
  private static final String RESULT = ".shapelaw.result";
  private static final double MILLIS = 1000;

  private final Path folder;

  /// Files of the curves that this process writes, by the run's name.
  private final Map<String, Path> curves = new HashMap<>();

  /// A writer into a folder.
  ///
  /// @param folder TensorBoard's `--logdir`, which need not exist
  public EventFileWriter(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public String place() {
    return "TensorBoard in " + folder;
  }

  @Override
  public void write(RunEntry entry) throws IOException {
    Path run = folder.resolve(entry.name());
    Files.createDirectories(run);
    if (!has(run, START)) {
      whole(
          run,
          START,
          entry,
          EventProtos.sessionStart(seconds(entry.millis()), entry.params(), entry.tags()));
    }
    if (!entry.points().isEmpty()) {
      appendCurve(run, entry);
    }
    if (entry.status() == RunEntry.Status.FAILED && !has(run, RESULT) && !has(run, FAILURE)) {
      whole(run, FAILURE, entry, EventProtos.sessionEnd(seconds(entry.millis()), false));
    }
    if (entry.status() == RunEntry.Status.FINISHED && !has(run, RESULT)) {
      var events = new ByteArrayOutputStream();
      for (Map.Entry<String, Double> result : entry.results().entrySet()) {
        var point = new MetricPoint(entry.step(), entry.millis(), result.getValue());
        events.writeBytes(record(EventProtos.scalar(result.getKey(), point)));
      }
      events.writeBytes(record(EventProtos.sessionEnd(seconds(entry.millis()), true)));
      wholeBytes(run, RESULT, entry, events.toByteArray());
    }
  }

  private static boolean has(Path run, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files.anyMatch(file -> String.valueOf(file.getFileName()).endsWith(suffix));
    }
  }

  /// A new process begins a new file, with word to TensorBoard that what other files have from this
  /// step on is to be forgotten.
  private void appendCurve(Path run, RunEntry entry) throws IOException {
    Path file = curves.get(entry.name());
    var events = new ByteArrayOutputStream();
    if (file == null) {
      file =
          run.resolve(
              PREFIX
                  + (long) seconds(entry.millis())
                  + "."
                  + ProcessHandle.current().pid()
                  + ".shapelaw.curve");
      long first =
          entry.points().values().stream()
              .mapToLong(points -> points.getFirst().step())
              .min()
              .orElseThrow();
      if (!Files.exists(file)) {
        events.writeBytes(record(EventProtos.version(seconds(entry.millis()))));
        events.writeBytes(record(EventProtos.restart(seconds(entry.millis()), first)));
      }
    }
    for (Map.Entry<String, List<MetricPoint>> points : entry.points().entrySet()) {
      for (MetricPoint point : points.getValue()) {
        events.writeBytes(record(EventProtos.scalar(points.getKey(), point)));
      }
    }
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      long before = channel.size();
      try {
        ByteBuffer bytes = ByteBuffer.wrap(events.toByteArray());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      } catch (IOException e) {
        channel.truncate(before); // no half record stays in the file
        throw e;
      }
    }
    curves.put(entry.name(), file);
  }

  private static void whole(Path run, String suffix, RunEntry entry, byte[] event)
      throws IOException {
    wholeBytes(run, suffix, entry, record(event));
  }

  private static void wholeBytes(Path run, String suffix, RunEntry entry, byte[] events)
      throws IOException {
    Path file = run.resolve(PREFIX + (long) seconds(entry.millis()) + suffix);
    // TensorBoard reads every file with tfevents in its name.
    Path temporary = run.resolve("new" + suffix);
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(record(EventProtos.version(seconds(entry.millis()))));
    bytes.writeBytes(events);
    Files.write(temporary, bytes.toByteArray());
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] record(byte[] event) {
    return TensorFlowRecords.record(event);
  }

  static double seconds(long millis) {
    return millis / MILLIS;
  }

  @Override
  public void close() {}
}
