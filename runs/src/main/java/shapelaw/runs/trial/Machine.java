package shapelaw.runs.trial;

/// This machine in words.
public final class Machine {

  private Machine() {}

  /// Operating system, architecture, processors, and the name where the environment tells it.
  public static String describe() {
    String name = System.getenv().getOrDefault("HOSTNAME", "");
    String hardware =
        "%s %s, %d processors"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors());
    return name.isEmpty() ? hardware : name + " (" + hardware + ")";
  }
}
