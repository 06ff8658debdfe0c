package shapelaw.torch.data;

/// Points of the plane as the chaos game made them, each with the number of the map that led to it.
final class PointCloud {

  /// Attractors that are a single point would otherwise be magnified without end.
  private static final float LEAST_EXTENT = 1e-6f;

  private final float[] xs;
  private final float[] ys;
  private final byte[] maps;

  /// Takes over the points; the three arrays are equally long, at least 1.
  PointCloud(float[] xs, float[] ys, byte[] maps) {
    this.xs = xs;
    this.ys = ys;
    this.maps = maps;
  }

  /// Longer side of the smallest upright rectangle around the points.
  float extent() {
    return bounds().extent();
  }

  /// Turns all points around the origin.
  void turn(double radians) {
    float cos = (float) StrictMath.cos(radians);
    float sin = (float) StrictMath.sin(radians);
    for (int i = 0; i < xs.length; i++) {
      float x = xs[i];
      float y = ys[i];
      xs[i] = cos * x - sin * y;
      ys[i] = sin * x + cos * y;
    }
  }

  /// Lays the points on a grid of `side` × `side` cells.
  ///
  /// @param share longer side of the cloud as a share of the grid's
  /// @param placeX share of the free columns that are to the left, in [0, 1]
  /// @param placeY share of the free rows that are above, in [0, 1]
  /// @param receiver is told of each point
  void lay(int side, double share, double placeX, double placeY, CellReceiver receiver) {
    Bounds bounds = bounds();
    float scale = (float) (share * side) / bounds.extent();
    float shiftX = (float) placeX * (side - bounds.width() * scale) - bounds.left * scale;
    float shiftY = (float) placeY * (side - bounds.height() * scale) - bounds.top * scale;
    for (int i = 0; i < xs.length; i++) {
      int column = Math.clamp((int) (xs[i] * scale + shiftX), 0, side - 1);
      int row = Math.clamp((int) (ys[i] * scale + shiftY), 0, side - 1);
      receiver.point(row * side + column, maps[i]);
    }
  }

  private Bounds bounds() {
    float left = xs[0];
    float right = xs[0];
    float top = ys[0];
    float bottom = ys[0];
    for (int i = 1; i < xs.length; i++) {
      left = Math.min(left, xs[i]);
      right = Math.max(right, xs[i]);
      top = Math.min(top, ys[i]);
      bottom = Math.max(bottom, ys[i]);
    }
    return new Bounds(left, top, right, bottom);
  }

  /// Takes points that were laid on a grid.
  @FunctionalInterface
  interface CellReceiver {

    /// A point.
    ///
    /// @param cell row · side + column
    /// @param map number of the map that led to the point
    void point(int cell, int map);
  }

  private record Bounds(float left, float top, float right, float bottom) {

    float width() {
      return right - left;
    }

    float height() {
      return bottom - top;
    }

    float extent() {
      return Math.max(Math.max(width(), height()), LEAST_EXTENT);
    }
  }
}
