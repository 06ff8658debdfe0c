package shapelaw.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import shapelaw.torch.TorchRuntime;

/// `shapelaw doctor`: what was found on this machine.
@Command(name = "doctor", description = "Say what was found: JDK, libtorch, BLAS, cores, GPU.")
final class DoctorCommand implements Callable<Integer> {

  private static final double BYTES_PER_GIB = 1 << 30;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Main.out(spec);
    line(out, "shapelaw", System.getProperty("shapelaw.version", "dev"));
    line(out, "JDK", Runtime.version() + " in " + System.getProperty("java.home"));
    line(
        out,
        "system",
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    line(out, "cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    line(
        out,
        "Java heap",
        "%.1f GiB at most".formatted(Runtime.getRuntime().maxMemory() / BYTES_PER_GIB));
    try {
      line(out, "machine", TorchRuntime.machine());
      TorchRuntime.libraries().forEach((name, version) -> line(out, name, version));
      line(out, "BLAS", TorchRuntime.blas());
      line(out, "CPU capability", TorchRuntime.cpuCapability());
      line(out, "device", TorchRuntime.device());
      line(out, "GPU", TorchRuntime.gpu());
      return 0;
    } catch (LinkageError e) {
      line(out, "libtorch", "not usable: " + e.getMessage());
      out.println(
          "Training needs libtorch for "
              + System.getProperty("os.name")
              + "; fit, recommend and report do not.");
      return Main.FAILED;
    }
  }

  private static void line(PrintWriter out, String what, String found) {
    out.printf("%-16s %s%n", what, found);
  }
}
