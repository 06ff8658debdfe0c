package shapelaw.cli;

import static shapelaw.cost.Compute.FLOPS_PER_GFLOP;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// `shapelaw cost`: parameters and FLOPs of named or free shapes.
@Command(
    name = "cost",
    description = "Parameters and FLOPs of a shape, named (So400m/14@384) or free (1152/27/4304).")
final class CostCommand implements Callable<Integer> {

  private static final Pattern FREE = Pattern.compile("\\d{1,6}/\\d{1,6}/\\d{1,6}");

  @Parameters(
      arity = "0..*",
      paramLabel = "MODEL",
      description =
          "As name/patch or name/patch@pixels, or as width/depth/mlp with --heads and --patch. None: every named shape.")
  private List<String> models = List.of();

  @Option(names = "--heads", description = "Heads of a free shape (default: ${DEFAULT-VALUE}).")
  private int heads = 16;

  @Option(
      names = "--patch",
      description = "Patch size of a free shape (default: ${DEFAULT-VALUE}).")
  private int patch = 14;

  @Option(
      names = "--pixels",
      description = "Resolution of a free shape (default: ${DEFAULT-VALUE}).")
  private int pixels = NamedShapes.DEFAULT_IMAGE_SIZE;

  @Option(names = "--components", description = "Show every component.")
  private boolean components;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Main.out(spec);
    List<String> texts =
        models.isEmpty()
            ? NamedShapes.all().keySet().stream().map(name -> name + "/16").toList()
            : models;
    var table =
        new Table(
            "model",
            "width",
            "depth",
            "mlp",
            "heads",
            "head size",
            "tokens",
            "parameters",
            "GFLOPs forward");
    for (String text : texts) {
      VisionTransformer m = model(text);
      table.row(
          text,
          m.width(),
          m.depth(),
          m.mlpDim(),
          m.heads(),
          m.headSize(),
          m.tokens(),
          "%,d".formatted(CostModel.parameters(m)),
          Table.number(CostModel.forwardFlops(m) / FLOPS_PER_GFLOP));
    }
    out.print(table);
    for (String text : texts) {
      CroppedPixels.remark(model(text)).ifPresent(remark -> out.printf("%n%s: %s%n", text, remark));
    }
    if (components) {
      texts.forEach(text -> out.printf("%n%s%n%s", text, breakdown(model(text))));
    }
    out.printf(
        "%nBackbones without a classification head. 1 multiply-add = 2 FLOPs; one forward pass of one image; a training step costs about %.0f times as much.%n",
        Compute.FORWARDS_PER_TRAINING_STEP);
    return 0;
  }

  private VisionTransformer model(String text) {
    return FREE.matcher(text).matches()
        ? new VisionTransformer(freeShape(text), heads, patch, pixels, 3, Pooling.MAP, 0)
        : NamedShapes.parse(text);
  }

  private static Shape freeShape(String text) {
    int[] sizes = Pattern.compile("/").splitAsStream(text).mapToInt(Integer::parseInt).toArray();
    return Shape.vit(sizes[0], sizes[1], sizes[2]);
  }

  private static Table breakdown(VisionTransformer model) {
    double total = CostModel.forwardFlops(model);
    var table = new Table("component", "parameters", "GFLOPs", "share of FLOPs");
    for (CostModel.Component c : CostModel.breakdown(model)) {
      table.row(
          c.name(),
          "%,d".formatted(c.parameters()),
          "%.4g".formatted(c.forwardFlops() / FLOPS_PER_GFLOP),
          "%.1f %%".formatted(100 * c.forwardFlops() / total));
    }
    return table;
  }
}
