package shapelaw.sweep;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.run.RunSpec;
import shapelaw.shape.VisionTransformer;

/// What models cost, counted once for each: many runs train the same.
final class ModelCosts {

  private final Map<VisionTransformer, Cost> costs = new ConcurrentHashMap<>();

  /// @param forwardFlops of one image
  /// @param parameters trainable ones
  record Cost(double forwardFlops, long parameters) {
    private static Cost of(VisionTransformer model) {
      List<CostModel.Component> parts = CostModel.breakdown(model);
      return new Cost(
          parts.stream().mapToDouble(CostModel.Component::forwardFlops).sum(),
          parts.stream().mapToLong(CostModel.Component::parameters).sum());
    }
  }

  Cost of(RunSpec run) {
    return costs.computeIfAbsent(run.model(), Cost::of);
  }

  /// As [RunSpec#compute()].
  Compute compute(RunSpec run) {
    return new Compute(of(run).forwardFlops() * run.examples());
  }
}
