package shapelaw.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `shapelaw bench`: measures this machine; without a subcommand, training.
@Command(
    name = "bench",
    description =
        "Measure training (the default), images, inference, shapes near one, what a trial costs by itself, fits of laws, what studies recover of known truths, or a large run store.",
    subcommands = {
      BenchTrainCommand.class,
      BenchDataCommand.class,
      BenchLatencyCommand.class,
      BenchShapesCommand.class,
      BenchExecutorCommand.class,
      BenchLawsCommand.class,
      BenchStudiesCommand.class,
      BenchStoreCommand.class
    })
final class BenchCommand implements Callable<Integer> {

  @Mixin private TrainingBench training = new TrainingBench();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    training.run(Main.out(spec), Main.err(spec));
    return 0;
  }
}
