package shapelaw.torch.optim;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import shapelaw.torch.model.ParameterGroup;

/// The second moment of matrices as an outer product of its row means and column means (Shazeer &
/// Stern 2018). Rows and columns are the two largest axes; all others, and the members of the
/// group, are separate matrices.
final class FactoredSecondMoment implements SecondMoment {

  private final String name;
  private final Tensor gradient;
  private final long rowAxis;
  private final long columnAxis;
  private final Tensor meansOverColumns;
  private final Tensor meansOverRows;

  /// Starts at zero.
  ///
  /// @param gradients all gradients of the model
  /// @param group the parameters to normalise
  FactoredSecondMoment(Tensor gradients, ParameterGroup group) {
    // The first axis counts the matrices of the group.
    long[] shape =
        IntStream.range(0, group.axes().size() + 1)
            .mapToLong(i -> i == 0 ? -1 : group.axes().get(i - 1))
            .toArray();
    this.name = group.name();
    this.gradient = gradients.narrow(0, group.offset(), group.size()).view(shape);
    List<Integer> bySize = axesBySize(group);
    this.columnAxis = bySize.getLast() + 1L;
    this.rowAxis = bySize.get(bySize.size() - 2) + 1L;
    this.meansOverColumns = torch.zeros_like(mean(gradient, columnAxis));
    this.meansOverRows = torch.zeros_like(mean(gradient, rowAxis));
  }

  /// True if the second-largest axis of the group's kernels has at least `least` entries.
  static boolean factors(ParameterGroup group, int least) {
    List<Integer> bySize = axesBySize(group);
    return bySize.size() >= 2 && group.axes().get(bySize.get(bySize.size() - 2)) >= least;
  }

  private static List<Integer> axesBySize(ParameterGroup group) {
    return IntStream.range(0, group.axes().size())
        .boxed()
        .sorted(Comparator.comparing(group.axes()::get))
        .toList();
  }

  private static Tensor mean(Tensor x, long axis) {
    return x.mean(new long[] {axis}, true, new ScalarTypeOptional());
  }

  @Override
  public void normalize(double beta2, double epsilon) {
    Tensor squares = gradient.mul(gradient).add_(new Scalar(epsilon));
    var decay = new Scalar(beta2);
    var fresh = new Scalar(1 - beta2);
    meansOverColumns.mul_(decay).add_(mean(squares, columnAxis), fresh);
    meansOverRows.mul_(decay).add_(mean(squares, rowAxis), fresh);
    Tensor relativeRows = meansOverColumns.div(mean(meansOverColumns, rowAxis));
    gradient.mul_(relativeRows.rsqrt_()).mul_(meansOverRows.rsqrt());
  }

  @Override
  public List<Tensor> state() {
    return List.of(meansOverColumns, meansOverRows);
  }

  @Override
  public List<String> stateNames() {
    return List.of(name + ".means_over_columns", name + ".means_over_rows");
  }
}
