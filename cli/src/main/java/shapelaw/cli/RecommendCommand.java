package shapelaw.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.cost.Compute;
import shapelaw.recommend.Recommendation;
import shapelaw.recommend.TargetCompute;
import shapelaw.shape.Dimension;
import shapelaw.shape.Rounding;
import shapelaw.study.StudyException;

/// `shapelaw recommend`: a shape for a budget.
@Command(name = "recommend", description = "Recommend a shape for a compute budget.")
final class RecommendCommand implements Callable<Integer> {

  @Mixin private StudyArgument study = new StudyArgument();

  @ArgGroup(multiplicity = "1")
  private Budget budget = new Budget();

  @Option(
      names = "--multiple",
      paramLabel = "DIMENSION=N",
      description =
          "Round a dimension to multiples of N, for example --multiple mlp_dim=64 (default: mlp_dim="
              + Recommendations.MLP_MULTIPLE
              + "; the width obeys the heads).")
  private Map<String, Integer> multiples = new LinkedHashMap<>();

  @Spec private @Nullable CommandSpec spec;

  /// The budget, in one of its notations.
  static final class Budget {
    @Option(
        names = "--compute",
        paramLabel = "AMOUNT",
        description = "Training compute in forward FLOPs, for example '9e12 GFLOPs'.")
    private @Nullable String compute;

    @Option(
        names = "--like",
        paramLabel = "MODEL@EXAMPLES",
        description = "The compute of a named model, for example 'B/16@1e9 examples'.")
    private @Nullable String like;

    Compute target() {
      return compute != null
          ? TargetCompute.parse(compute)
          : TargetCompute.like(Objects.requireNonNull(like));
    }
  }

  @Override
  public Integer call() throws StudyException {
    PrintWriter out = Main.out(spec);
    StudyFolder folder = study.open();
    var rounding = new LinkedHashMap<>(Recommendations.ROUNDING.multiples());
    multiples.forEach((name, multiple) -> {
      var dimension = new Dimension(name);
      folder.study().star().sweep().centre().value(dimension); // refuses one that is not there
      rounding.put(dimension, multiple);
    });
    Recommendation recommendation =
        Recommendations.recommender(
                folder, folder.analysis(folder.results()), new Rounding(rounding))
            .recommend(budget.target());
    out.print(Recommendations.text(recommendation));
    return 0;
  }
}
