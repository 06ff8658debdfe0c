package shapelaw.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the launcher in a copy of the project's layout, with a JDK and a Maven that only say what
/// they were asked.
class LauncherTest {

  private static final List<String> MODULES =
      List.of("core", "torch", "runs", "spark", "report", "dashboard", "cli");

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
          "tail",
          "touch");

  /// Stands in for Maven: counts its calls and lays out what a build lays out.
  private static final String MAVEN =
      """
      #!/bin/sh
      echo "mvn $*" >>calls
      [ -e broken ] && { echo 'cannot compile'; exit 1; }
      for m in */pom.xml; do
        m=${m%/pom.xml}
        mkdir -p $m/target
        : >$m/target/shapelaw-$m-1.2.jar
      done
      : >library.jar
      echo "$PWD/library.jar" >cli/target/classpath
      """;

  private static final String POM =
      """
      <project>
        <version>1.2</version>
        <pytorch.version>2.13.0-1.5.14</pytorch.version>
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
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void layOut() throws IOException {
    root = Files.createDirectories(folder.toRealPath().resolve("a project"));
    tools = Files.createDirectories(folder.resolve("tools"));
    executable(root.resolve("shapelaw"), Files.readString(script()));
    Files.writeString(root.resolve("pom.xml"), POM);
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
    builder.environment().keySet().removeAll(List.of("SHAPELAW_CUDA", "SHAPELAW_LIBTORCH"));
    builder.environment().putAll(environment);
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
    assertThat(builds())
        .containsExactly("mvn -B -q -Dquick -Dlean -DskipTests package -pl cli -am");
    Outcome second = run("--version");
    assertThat(second.text()).doesNotContain("Building");
    assertThat(second.lines()).anyMatch(line -> line.startsWith("-Dshapelaw.version=1.2"));
    assertThat(builds()).hasSize(1);
  }

  @Test
  void theClassPathNamesTheModulesOfThisBuildAndTheLibraries() throws Exception {
    List<String> lines = run().lines();
    String classPath = lines.get(lines.indexOf("-cp") + 1);
    assertThat(classPath.split(":"))
        .hasSize(MODULES.size() + 1)
        .allMatch(jar -> Files.exists(Path.of(jar)));
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
  void anOldBuildGoesUnlessSomethingRunsFromIt() throws Exception {
    assumeThat(tools.resolve("flock")).as("flock, which the launcher locks with").exists();
    Path used = oldBuild("used");
    Path unused = oldBuild("unused");
    Path recent = Files.createDirectories(unused.resolveSibling("recent"));
    Process user =
        new ProcessBuilder("flock", "-s", used.resolve("began").toString(), "cat").start();
    try (var input = user.outputWriter()) {
      input.write("locked\n");
      input.flush();
      assertThat(user.inputReader().readLine()).isEqualTo("locked");
      run();
    }
    assertThat(unused).doesNotExist();
    assertThat(used).exists();
    assertThat(recent).exists();
  }

  private Path oldBuild(String name) throws IOException {
    Path build = Files.createDirectories(root.resolve("cli/target/app").resolve(name));
    Files.writeString(build.resolve("began"), "");
    Files.setLastModifiedTime(build, FileTime.from(Instant.now().minus(Duration.ofDays(40))));
    return build;
  }

  @Test
  void aBuildIsMarkedAsUsedByEveryStart() throws Exception {
    run();
    Path build;
    try (var apps = Files.list(root.resolve("cli/target/app"))) {
      build = apps.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    Files.setLastModifiedTime(build, FileTime.from(Instant.now().minus(Duration.ofDays(40))));
    run();
    assertThat(Files.getLastModifiedTime(build).toInstant())
        .isAfter(Instant.now().minus(Duration.ofHours(1)));
    assertThat(builds()).hasSize(1);
  }

  @Test
  void buildsAgainWhenALibraryIsGone() throws Exception {
    run();
    Files.delete(root.resolve("library.jar"));
    run();
    assertThat(builds()).hasSize(2);
  }

  @Test
  void whoCanNeitherReadALibraryNorBuildHearsWhichLibrary() throws Exception {
    assumeThat(tools.resolve("flock")).as("flock, which the launcher locks with").exists();
    run();
    Path lock = root.resolve("cli/target/build.lock");
    Files.delete(lock);
    Files.createDirectory(lock); // nobody can write to it, root neither
    assertThat(run().code()).as("nothing is to be built").isZero();
    Files.delete(root.resolve("library.jar"));
    Outcome unreadable = run();
    assertThat(unreadable.code()).isEqualTo(1);
    assertThat(unreadable.text())
        .startsWith(
            "shapelaw: the library %s must be there and readable for you but is not"
                .formatted(root.resolve("library.jar")));
    Files.writeString(root.resolve("library.jar"), "");
    Path source = Files.writeString(root.resolve("core/src/main/New.java"), "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
    assertThat(run().text()).startsWith("shapelaw: Shapelaw must be built, since its sources are");
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

  @ParameterizedTest
  @ValueSource(strings = {"17.0.15", "26.0.1"})
  void aJdkOfAnotherVersionIsPassedOver(String version) throws Exception {
    jdk = jdk("other-jdk", version);
    assertThat(run().lines()).doesNotContain("-Xmx3g");
  }

  @Test
  void whereOnlyANewerJdkIsThatIsSaid() throws Exception {
    Path launcher = root.resolve("shapelaw");
    executable(launcher, Files.readString(launcher).replace("/usr/lib/jvm/", "/nowhere/"));
    environment.put("HOME", "/nowhere");
    jdk = jdk("jdk-26", "26.0.1");
    Outcome outcome = run();
    assumeThat(outcome.text()).as("a JDK 25 in another usual place").doesNotContain("Main");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.text())
        .startsWith("shapelaw: JDK 25 must be installed but JDK 26 in " + jdk + " was found.");
  }

  @Test
  void theBuildForGpusIsKeptApart() throws Exception {
    run();
    environment.put("SHAPELAW_CUDA", "1");
    assertThat(run().lines().getFirst()).contains("(cuda)", "455 MB");
    environment.put("SHAPELAW_CUDA", "bundled");
    run();
    assertThat(builds())
        .extracting(line -> line.replaceAll(" package.*", ""))
        .containsExactly(
            "mvn -B -q -Dquick -Dlean -DskipTests",
            "mvn -B -q -Dquick -Dlean -DskipTests -Pcuda",
            "mvn -B -q -Dquick -Dlean -DskipTests -Pcuda,cuda-redist");
    for (String flavour : List.of("0", "1", "bundled")) {
      environment.put("SHAPELAW_CUDA", flavour);
      assertThat(run().text()).doesNotContain("Building");
    }
    environment.put("SHAPELAW_CUDA", "yes");
    assertThat(run().text()).contains("SHAPELAW_CUDA must be 0, 1 or bundled but was 'yes'.");
  }

  private Path libtorch(String version) throws IOException {
    Path torch = Files.createDirectories(folder.resolve("some torch " + version));
    Files.createDirectories(torch.resolve("lib"));
    Files.writeString(torch.resolve("lib/libtorch.so"), "");
    Files.writeString(
        torch.resolve("version.py"), "from x import y\n__version__ = '%s'\n".formatted(version));
    return torch.toRealPath();
  }

  @Test
  void anotherBuildOfLibtorchIsFoundFirst() throws Exception {
    Path torch = libtorch("2.13.0+cu130");
    for (Path named : List.of(torch, torch.resolve("lib"))) {
      environment.put("SHAPELAW_LIBTORCH", named.toString());
      assertThat(run("doctor").lines())
          .contains(
              "-Dorg.bytedeco.javacpp.pathsFirst=true",
              "-Djava.library.path=" + torch.resolve("lib"))
          .endsWith("shapelaw.cli.Main", "doctor");
    }
  }

  @Test
  void aLibtorchOfAnotherVersionIsRefused() throws Exception {
    environment.put("SHAPELAW_LIBTORCH", libtorch("2.12.1").toString());
    assertThat(run().text())
        .contains("libtorch in SHAPELAW_LIBTORCH must be version 2.13.0 but was 2.12.1.");
    environment.put("SHAPELAW_LIBTORCH", folder.toString());
    assertThat(run().text()).contains("SHAPELAW_LIBTORCH must be a folder with libtorch.so");
    assertThat(builds()).isEmpty();
  }
}
