package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shapelaw.run.DataSpec;
import shapelaw.study.StudyException;
import shapelaw.torch.bench.JpegFiles;
import shapelaw.torch.data.DataBenchmark;
import shapelaw.torch.data.ImageSources;

/// `shapelaw bench data`: how fast training images are made, and whether training waits for them.
@Command(
    name = "data",
    description = {
      "Measure how fast training images are made, and how long training waits for them.",
      "Without a choice: JPEG files like photos, made for it, with each JPEG library and Python's."
    })
final class BenchDataCommand implements Callable<Integer> {

  private static final int FRACTAL_CLASSES = 100;
  private static final int FRACTAL_PIXELS = 32;

  @ArgGroup private Images images = new Images();

  static final class Images {
    @Parameters(
        arity = "0..1",
        paramLabel = "STUDY",
        description = "Measure the images of this study, whatever they are.")
    private @Nullable Path study;

    @Option(names = "--folder", description = "Measure the JPEG files below this folder.")
    private @Nullable Path folder;

    @Option(names = "--fractals", description = "Measure fractals.")
    private boolean fractals;
  }

  @Option(
      names = "--seconds",
      description = "Seconds of each measurement (default: ${DEFAULT-VALUE}).")
  private double seconds = 1;

  @Mixin private JpegBench jpeg = new JpegBench();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, IOException, StudyException {
    if (!(seconds > 0)) {
      throw new CommandFailure("seconds must be above 0 but was %s.".formatted(seconds));
    }
    jpeg.check();
    PrintWriter out = Main.out(spec);
    Duration round = Duration.ofNanos((long) (seconds * 1e9));
    if (images.study != null) {
      source(out, StudyFolder.open(images.study).study().data(), round);
    } else if (images.fractals) {
      int pixels = jpeg.pixels(FRACTAL_PIXELS);
      source(out, new DataSpec.Fractals(pixels, FRACTAL_CLASSES, 20, 1), round);
    } else if (images.folder != null) {
      if (!Files.isDirectory(images.folder)) {
        throw new CommandFailure(
            "--folder must be an existing folder but was %s.".formatted(images.folder));
      }
      jpeg.run(out, JpegFiles.in(images.folder), round);
    } else {
      jpeg.runSynthetic(out, round);
    }
    return 0;
  }

  private void source(PrintWriter out, DataSpec data, Duration round) throws InterruptedException {
    DataBenchmark.Throughput measured =
        DataBenchmark.measure(ImageSources.open(data), jpeg.threads(), round);
    String name =
        switch (data) {
          case DataSpec.Fractals _ -> "fractals";
          case DataSpec.Images folder -> folder.path();
        };
    out.printf("Training images of %d px: %s%n%n", measured.imageSize(), name);
    var table = new Table("threads", "images/s", "over 1 thread");
    table.row(1, Table.number(measured.imagesPerSecond()), "1.00");
    table.row(
        measured.threads(),
        Table.number(measured.imagesPerSecondWithThreads()),
        "%.2f".formatted(measured.imagesPerSecondWithThreads() / measured.imagesPerSecond()));
    out.print(table);
    if (data instanceof DataSpec.Images) {
      out.println(
          "\nPictures that were decoded before may come from memory, as they do in a training run.");
    }
  }
}
