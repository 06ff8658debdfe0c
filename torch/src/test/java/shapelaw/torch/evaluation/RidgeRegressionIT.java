package shapelaw.torch.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.bytedeco.pytorch.global.torch;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RidgeRegressionIT {

  /// More threads only wait for each other on matrices of this size.
  @BeforeAll
  static void useOneThread() {
    torch.set_num_threads(1);
  }

  private static final int OUTPUTS = 5;

  private final Random random = new Random(7);

  private double[] gaussian(int count) {
    return random.doubles(count).map(u -> random.nextGaussian()).toArray();
  }

  /// Features on scales from 1 to 100, some of them nearly collinear, the last the constant of
  /// few-shot evaluation.
  private Features inputs(int examples, int width) {
    double[] values = gaussian(examples * width);
    for (int i = 0; i < examples; i++) {
      values[i * width + 1] = values[i * width] + 1e-6 * values[i * width + 1];
      values[i * width + width - 1] = Features.BIAS_FEATURE;
    }
    return new Features(examples, width, values);
  }

  private static RealMatrix matrix(double[] values, int rows, int columns) {
    RealMatrix matrix = MatrixUtils.createRealMatrix(rows, columns);
    for (int i = 0; i < values.length; i++) {
      matrix.setEntry(i / columns, i % columns, values[i]);
    }
    return matrix;
  }

  /// The normal equations (XᵀX + ridge I) W = XᵀY, solved by LU.
  private static RealMatrix denseSolve(RealMatrix x, RealMatrix y, double ridge) {
    RealMatrix xt = x.transpose();
    RealMatrix left =
        xt.multiply(x)
            .add(
                MatrixUtils.createRealIdentityMatrix(x.getColumnDimension()).scalarMultiply(ridge));
    return new LUDecomposition(left).getSolver().solve(xt.multiply(y));
  }

  /// The least-squares problem [X; √ridge I] W = [Y; 0], solved by QR without forming XᵀX.
  private static RealMatrix augmentedSolve(RealMatrix x, RealMatrix y, double ridge) {
    int n = x.getRowDimension();
    int f = x.getColumnDimension();
    RealMatrix left = MatrixUtils.createRealMatrix(n + f, f);
    left.setSubMatrix(x.getData(), 0, 0);
    for (int j = 0; j < f; j++) {
      left.setEntry(n + j, j, Math.sqrt(ridge));
    }
    RealMatrix right = MatrixUtils.createRealMatrix(n + f, y.getColumnDimension());
    right.setSubMatrix(y.getData(), 0, 0);
    return new QRDecomposition(left).getSolver().solve(right);
  }

  @ParameterizedTest(name = "{0} examples, {1} features, ridge {2}")
  @CsvSource({
    "120, 33, 1024",
    "120, 33, 1",
    "33, 33, 1024",
    "50, 129, 1024",
    "50, 129, 1",
    "5, 65, 1024",
  })
  void agreesWithIndependentDenseSolves(int examples, int width, double ridge) {
    Features inputs = inputs(examples, width);
    double[] targets = gaussian(examples * OUTPUTS);
    double[] weights = RidgeRegression.of(inputs, targets, OUTPUTS).weights(ridge);

    RealMatrix x = matrix(inputs.values(), examples, width);
    RealMatrix y = matrix(targets, examples, OUTPUTS);
    RealMatrix actual = matrix(weights, width, OUTPUTS);
    // What the issue asks for is 1e-6; double precision leaves far less for these condition
    // numbers.
    assertThat(actual.subtract(denseSolve(x, y, ridge)).getNorm1()).isCloseTo(0, within(1e-8));
    assertThat(actual.subtract(augmentedSolve(x, y, ridge)).getNorm1()).isCloseTo(0, within(1e-8));

    Features test = inputs(40, width);
    RealMatrix expected = matrix(test.values(), 40, width).multiply(denseSolve(x, y, ridge));
    RealMatrix predicted = matrix(RidgeRegression.predictions(test, weights), 40, OUTPUTS);
    assertThat(predicted.subtract(expected).getNorm1()).isCloseTo(0, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"120, 33", "20, 33"})
  void oneDecompositionServesEveryStrength(int examples, int width) {
    Features inputs = inputs(examples, width);
    double[] targets = gaussian(examples * OUTPUTS);
    var regression = RidgeRegression.of(inputs, targets, OUTPUTS);
    RealMatrix x = matrix(inputs.values(), examples, width);
    RealMatrix y = matrix(targets, examples, OUTPUTS);
    for (double ridge : new double[] {1e-2, 1, 32, 1024, 1e6}) {
      RealMatrix actual = matrix(regression.weights(ridge), width, OUTPUTS);
      assertThat(actual.subtract(augmentedSolve(x, y, ridge)).getNorm1())
          .isCloseTo(0, within(1e-6));
    }
  }
}
