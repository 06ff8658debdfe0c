package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.dashboard.Dashboard;
import shapelaw.dashboard.DashboardStudy;
import shapelaw.study.StudyException;

/// `shapelaw serve`: the study in a browser while it grows.
@Command(
    name = "serve",
    description =
        "Show the study in a browser while it grows: runs, learning curves, time left, the report. For this machine alone; it only reads.")
final class ServeCommand implements Callable<Integer> {

  @Mixin private StudyArgument study = new StudyArgument();

  @Option(
      names = "--port",
      description =
          "Port to listen at on this machine; 0 takes any that is free (default: ${DEFAULT-VALUE}).")
  private int port = Dashboard.DEFAULT_PORT;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, StudyException, InterruptedException {
    PrintWriter out = Main.out(spec);
    DashboardStudy served = ServedStudy.open(study.path());
    try (Dashboard dashboard = Dashboard.start(served, port)) {
      out.print(served.headline().isEmpty() ? "" : served.headline() + "\n");
      out.printf(
          "Dashboard: %s%nFor this machine alone. Ctrl-C ends it; the study goes on.%n",
          dashboard.address());
      out.flush();
      new CountDownLatch(1).await(); // until Ctrl-C
    }
    return 0;
  }
}
