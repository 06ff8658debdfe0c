package shapelaw.runs;

import java.nio.file.Path;
import java.util.List;

/// A Java command with this test's class path that starts quickly.
public final class ChildJvm {

  private ChildJvm() {}

  public static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx128m",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"));
  }
}
