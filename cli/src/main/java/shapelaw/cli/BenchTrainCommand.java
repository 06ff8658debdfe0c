package shapelaw.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `shapelaw bench train`: training and data generation on this machine.
@Command(
    name = "train",
    description =
        "Measure training against PyTorch or the GEMM peak, and data generation against training.")
final class BenchTrainCommand implements Callable<Integer> {

  @Mixin private TrainingBench training = new TrainingBench();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    training.run(Main.out(spec), Main.err(spec));
    return 0;
  }
}
