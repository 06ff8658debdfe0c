package shapelaw.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the launcher in a copy of the project's layout, with a JDK and a Maven that only say what
/// they were asked.
class LauncherTest {

  private static final List<String> MODULES = List.of("core", "torch", "runs", "report", "cli");

  /// Everything that the launcher calls, so that the search path holds neither a Maven nor a JDK of
  /// the machine.
  private static final List<String> TOOLS =
      List.of(
          "cat",
          "cp",
          "date",
          "dirname",
          "find",
          "flock",
          "git",
          "head",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "tail");

  /// Stands in for Maven: counts its calls and lays out what a build lays out.
  private static final String MAVEN =
      """
      #!/bin/sh
      echo "mvn $*" >>calls
      [ -e broken ] && { echo 'cannot compile'; exit 1; }
      for m in core torch runs report cli; do
        mkdir -p $m/target
        : >$m/target/shapelaw-$m-1.2.jar
      done
      : >library.jar
      echo "$PWD/library.jar" >cli/target/classpath
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      for a in "$@"; do echo "$a"; done
      """;

  @TempDir Path folder;

  private Path root = Path.of("");
  private Path tools = Path.of("");
  private Path jdk = Path.of("");

  @BeforeEach
  void layOut() throws IOException {
    root = Files.createDirectories(folder.toRealPath().resolve("a project"));
    tools = Files.createDirectories(folder.resolve("tools"));
    executable(root.resolve("shapelaw"), Files.readString(script()));
    Files.writeString(root.resolve("pom.xml"), "<project>\n  <version>1.2</version>\n");
    for (String module : MODULES) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.writeString(root.resolve(module).resolve("pom.xml"), "");
    }
    age(root);
    executable(tools.resolve("mvn"), MAVEN);
    for (String tool : TOOLS) {
      for (String place : List.of("/usr/bin", "/bin")) {
        Path found = Path.of(place, tool);
        if (Files.exists(found) && !Files.exists(tools.resolve(tool))) {
          executable(tools.resolve(tool), "#!/bin/sh\nexec %s \"$@\"\n".formatted(found));
        }
      }
    }
    jdk = jdk("jdk-25", "25.0.3");
  }

  private static Path script() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(here.resolve("shapelaw"))) {
      here = Objects.requireNonNull(here.getParent(), "the launcher stands at the project's root");
    }
    return here.resolve("shapelaw");
  }

  private static void age(Path tree) throws IOException {
    try (var files = Files.walk(tree)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
      }
    }
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    executable(home.resolve("bin/java"), JAVA);
    executable(home.resolve("bin/javac"), "");
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
    return home;
  }

  /// What a start printed (output and errors) and how it ended.
  private record Outcome(int code, String text) {
    List<String> lines() {
      return text.lines().toList();
    }
  }

  private Process start(Path script, Path javaHome, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("/bin/sh", script.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("SHAPELAW_JAVA_OPTS", "-Xmx3g -Dx=y");
    return builder.start();
  }

  private static Outcome end(Process process) throws IOException, InterruptedException {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), text);
  }

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    return end(start(root.resolve("shapelaw"), jdk, arguments));
  }

  private List<String> builds() throws IOException {
    Path calls = root.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  @Test
  void buildsOnFirstUseAndThenStartsStraightAway() throws Exception {
    Outcome first = run("plan", "a b");
    assertThat(first.code()).isZero();
    assertThat(first.lines().getFirst()).startsWith("Building Shapelaw");
    assertThat(first.lines())
        .contains("-Xmx3g", "-Dx=y", "--enable-native-access=ALL-UNNAMED")
        .endsWith("shapelaw.cli.Main", "plan", "a b");
    assertThat(builds()).containsExactly("mvn -B -q -Dquick -DskipTests package -pl cli -am");
    Outcome second = run("--version");
    assertThat(second.text()).doesNotContain("Building");
    assertThat(second.lines()).anyMatch(line -> line.startsWith("-Dshapelaw.version=1.2"));
    assertThat(builds()).hasSize(1);
  }

  @Test
  void theClassPathNamesTheModulesOfThisBuildAndTheLibraries() throws Exception {
    List<String> lines = run().lines();
    String classPath = lines.get(lines.indexOf("-cp") + 1);
    assertThat(classPath.split(":")).hasSize(6).allMatch(jar -> Files.exists(Path.of(jar)));
    assertThat(classPath).endsWith(":" + root.resolve("library.jar"));
  }

  @Test
  void buildsAgainWhenASourceIsNewerAndKeepsTheOlderBuild() throws Exception {
    run();
    Files.writeString(root.resolve("core/src/main/New.java"), "");
    Files.setLastModifiedTime(
        root.resolve("core/src/main/New.java"), FileTime.from(Instant.now().plusSeconds(2)));
    run();
    assertThat(builds()).hasSize(2);
    try (var apps = Files.list(root.resolve("cli/target/app"))) {
      assertThat(apps.filter(Files::isDirectory)).hasSize(2);
    }
  }

  @Test
  void buildsAgainWhenALibraryIsGone() throws Exception {
    run();
    Files.delete(root.resolve("library.jar"));
    run();
    assertThat(builds()).hasSize(2);
  }

  @Test
  void startsThroughALinkFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), root.resolve("shapelaw"));
    Path second = Files.createSymbolicLink(tools.resolve("second"), Path.of("../link"));
    assertThat(end(start(second, jdk, "x")).lines()).endsWith("shapelaw.cli.Main", "x");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void aFailedBuildShowsItsLogAndIsTriedAgain() throws Exception {
    Files.writeString(root.resolve("broken"), "");
    Outcome failed = run();
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.lines())
        .contains("cannot compile")
        .endsWith(
            "shapelaw: the build failed; its whole log is %s."
                .formatted(root.resolve("cli/target/build.log")));
    Files.delete(root.resolve("broken"));
    assertThat(run().code()).isZero();
  }

  @Test
  void twoFirstUsesAtOnceBuildOnce() throws Exception {
    assumeThat(tools.resolve("flock")).as("flock, which the launcher locks with").exists();
    var starts = new ArrayList<Process>();
    for (int i = 0; i < 4; i++) {
      starts.add(start(root.resolve("shapelaw"), jdk, "start"));
    }
    for (Process process : starts) {
      assertThat(end(process).lines()).endsWith("shapelaw.cli.Main", "start");
    }
    assertThat(builds()).hasSize(1);
  }

  @Test
  void withoutMavenItSaysHowToGetIt() throws Exception {
    Files.delete(tools.resolve("mvn"));
    Outcome outcome = run();
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.text())
        .startsWith("shapelaw: Maven (mvn) must be installed to build Shapelaw but was not found.");
  }

  @Test
  void aJdkThatIsTooOldIsPassedOver() throws Exception {
    jdk = jdk("jdk-17", "17.0.15");
    assertThat(run().lines()).doesNotContain("-Xmx3g");
  }
}
