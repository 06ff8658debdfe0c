package shapelaw.runs.slurm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A test double of Slurm's commands that really runs scripts (`fake-slurm.sh` says how it
/// behaves).
///
/// @param root its state and switches
record FakeSlurm(Path root) implements AutoCloseable {

  private static final List<String> TOOLS =
      List.of("sbatch", "squeue", "scancel", "scontrol", "sacct", "runner");

  static FakeSlurm in(Path root) throws IOException {
    Path bin = Files.createDirectories(root.resolve("bin"));
    try (InputStream script = FakeSlurm.class.getResourceAsStream("fake-slurm.sh")) {
      Files.write(root.resolve("fake-slurm.sh"), script.readAllBytes());
    }
    Files.setPosixFilePermissions(
        root.resolve("fake-slurm.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String tool : TOOLS) {
      Files.createSymbolicLink(bin.resolve(tool), root.resolve("fake-slurm.sh"));
    }
    return new FakeSlurm(root);
  }

  SlurmCommands commands() {
    return new SlurmCommands(
        Optional.of(root.resolve("bin")), Map.of("FAKE_SLURM", root.toString()));
  }

  void set(String name, String value) throws IOException {
    Path draft = root.resolve(name + ".draft");
    Files.writeString(draft, value + "\n");
    Files.move(draft, root.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  void unset(String name) throws IOException {
    Files.deleteIfExists(root.resolve(name));
  }

  /// Calls of one tool so far, with their arguments.
  List<String> calls(String tool) throws IOException {
    Path calls = root.resolve("calls");
    return Files.exists(calls)
        ? Files.readAllLines(calls).stream().filter(line -> line.startsWith(tool + " ")).toList()
        : List.of();
  }

  /// Ids of all tasks ever submitted, sorted.
  List<String> tasks() throws IOException {
    Path jobs = root.resolve("jobs");
    if (!Files.exists(jobs)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(jobs)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.matches("\\d+_\\d+"))
          .sorted()
          .toList();
    }
  }

  /// One of a task's properties: `state`, `pid`, `restarts` …
  String property(String task, String name) throws IOException {
    return Files.readString(root.resolve("jobs").resolve(task).resolve(name)).strip();
  }

  void await(String task, String name, String value) throws IOException, InterruptedException {
    while (!property(task, name).equals(value)) {
      Thread.sleep(20);
    }
  }

  /// Calls a tool as a person at a terminal would.
  void call(String tool, String... arguments) throws IOException, InterruptedException {
    var command = new java.util.ArrayList<>(List.of(root.resolve("bin").resolve(tool).toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("FAKE_SLURM", root.toString());
    builder.start().waitFor();
  }

  /// Ends what still runs.
  @Override
  public void close() throws IOException {
    for (String task : tasks()) {
      if (property(task, "state").equals("PENDING")) {
        Files.writeString(root.resolve("jobs").resolve(task).resolve("state"), "CANCELLED\n");
      } else if (property(task, "state").equals("RUNNING")) {
        ProcessHandle.of(Long.parseLong(property(task, "pid")))
            .ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }
}
