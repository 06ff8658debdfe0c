package shapelaw.law.curve;

import java.util.List;

/// The mean of several laws.
///
/// @param parts the laws and their shares, which need not sum to 1
record CurveBlend(List<Part> parts) {

  CurveBlend {
    parts = List.copyOf(parts);
  }

  /// A law and its share.
  record Part(CurveLaw law, double share) {}

  /// The mean loss at x.
  double loss(double x) {
    double sum = 0;
    double shares = 0;
    for (Part part : parts) {
      sum += part.share() * part.law().loss(x);
      shares += part.share();
    }
    return sum / shares;
  }
}
