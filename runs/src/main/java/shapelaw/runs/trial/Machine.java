package shapelaw.runs.trial;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/// This machine in words.
public final class Machine {

  private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

  private Machine() {}

  /// Name, operating system, architecture, processors.
  public static String describe() {
    String name = name();
    String hardware =
        "%s %s, %d processors"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors());
    return name.isEmpty() ? hardware : name + " (" + hardware + ")";
  }

  /// A shell may know the name without telling it, so Linux is asked, too; the net is asked last,
  /// since it may let wait. Empty where nothing has one.
  private static String name() {
    String told = System.getenv().getOrDefault("HOSTNAME", "");
    if (!told.isBlank()) {
      return told.strip();
    }
    try {
      return Files.readString(KERNEL_NAME).strip();
    } catch (IOException e) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException none) {
        return "";
      }
    }
  }
}
