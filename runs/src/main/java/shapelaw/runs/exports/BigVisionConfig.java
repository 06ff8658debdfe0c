package shapelaw.runs.exports;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import shapelaw.cost.CostModel;
import shapelaw.run.Optimizer;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.shape.VisionTransformer;

/// A config file of big_vision, whose values are those of its `models/vit.py`, `optax.py` and
/// `utils.create_learning_rate_schedule`; the run is its argument. Shapelaw follows big_vision, so
/// that models, loss, optimisers and schedules are the same.
final class BigVisionConfig implements RunExporter {

  private static final String FILE = "big_vision_config.py";

  @Override
  public Export export(String study, List<ExportedRun> runs) {
    ExportNotes notes = ExportNotes.about(runs);
    notes.add(
        "big_vision's images come from config.input and its preprocessing, which are left open in the file: search for TODO.");
    notes.add(
        "big_vision's MLPs use the tanh approximation of GELU, Shapelaw's the exact one: activations differ by less than 1e-3.");
    String table = runs.stream().map(BigVisionConfig::entry).collect(Collectors.joining());
    String text =
        """
        r\"""Runs of the Shapelaw study '%1$s' for big_vision.

        big_vision.train --config %2$s:run=%3$s --workdir output/%3$s

        Name the workdir by the run, so that its results are found again.

        %4$s
        \"""
        import big_vision.configs.common as bvcc
        import ml_collections as mlc

        RUNS = {
        %5$s}


        def get_config(arg=None):
          \"""The config of one run.\"""
          arg = bvcc.parse_arg(arg, run='%3$s')
          run = dict(RUNS[arg.run])
          config = mlc.ConfigDict()
          config.shapelaw_run = arg.run
          config.loss = 'sigmoid_xent'
          config.model_name = 'vit'

          config.input = dict()
          config.input.batch_size = run.pop('batch_size')
          # TODO: config.input.data, config.input.pp and config.evals, for images scaled to [-1, 1].

          config.log_training_steps = 50
          config.update(run)
          return config
        """
            .formatted(
                study, FILE, runs.getFirst().id(), notes.comments("- ").stripTrailing(), table);
    return new Export(List.of(new Export.File(FILE, text)), notes.all());
  }

  private static String entry(ExportedRun exported) {
    RunSpec run = exported.run();
    Recipe recipe = run.recipe();
    var values = new ArrayList<String>();
    values.add("seed=" + exported.seed());
    values.add("num_classes=" + run.model().classes());
    values.add("init_head_bias=" + exported.headBias());
    values.add("total_steps=" + run.steps());
    values.add("batch_size=" + recipe.batchSize());
    values.add("model=" + model(run.model(), recipe.precision()));
    values.addAll(optimizer(recipe.optimizer()));
    values.add("lr=" + recipe.learningRate());
    values.add("wd=" + recipe.weightDecay());
    values.add("wd_mults=[('.*/kernel$', 1.0)]");
    if (recipe.clipNorm() > 0) {
      values.add("grad_clip_norm=" + recipe.clipNorm());
    }
    values.add("schedule=" + schedule(recipe.schedule()));
    if (recipe.mixup() > 0) {
      values.add("mixup=dict(p=%s, fold_in=None)".formatted(recipe.mixup()));
    }
    return "    # %s, %,d parameters\n"
            .formatted(exported.title(), CostModel.parameters(run.model()))
        + "    '%s': dict(\n".formatted(exported.id())
        + values.stream().map(value -> "        " + value + ",\n").collect(Collectors.joining())
        + "    ),\n";
  }

  private static String model(VisionTransformer model, Precision precision) {
    return "dict(width=%d, depth=%d, mlp_dim=%d, num_heads=%d, patch_size=(%d, %d), pool_type='%s', posemb='learn', dtype_mm='%s')"
        .formatted(
            model.width(),
            model.depth(),
            model.mlpDim(),
            model.heads(),
            model.patchSize(),
            model.patchSize(),
            switch (model.pooling()) {
              case MAP -> "map";
              case GAP -> "gap";
            },
            switch (precision) {
              case FLOAT32 -> "float32";
              case BFLOAT16 -> "bfloat16";
            });
  }

  private static List<String> optimizer(Optimizer optimizer) {
    return switch (optimizer) {
      case Optimizer.Adafactor(double momentum, double cap, double decay, double eps, int from) ->
          List.of(
              "optax_name='big_vision.scale_by_adafactor'",
              "optax=dict(min_dim_size_to_factor=%d, decay_rate=%s, beta2_cap=%s, momentum=%s, eps=%s)"
                  .formatted(from, decay, cap, momentum, eps));
      case Optimizer.AdamW(double beta1, double beta2, double epsilon) ->
          List.of(
              "optax_name='scale_by_adam'",
              "optax=dict(b1=%s, b2=%s, eps=%s)".formatted(beta1, beta2, epsilon));
      case Optimizer.Sgd(double momentum) ->
          List.of("optax_name='trace'", "optax=dict(decay=%s)".formatted(momentum));
    };
  }

  private static String schedule(Schedule schedule) {
    return switch (schedule) {
      case Schedule.ReciprocalSquareRoot(int warmup, int cooldown) ->
          "dict(decay_type='rsqrt', timescale=%d, warmup_steps=%d, cooldown_steps=%d)"
              .formatted(warmup, warmup, cooldown);
      // Stairs without a step are constant.
      case Schedule.Constant(int warmup, int cooldown) ->
          "dict(decay_type='stair', warmup_steps=%d, cooldown_steps=%d)"
              .formatted(warmup, cooldown);
      case Schedule.Cosine(int warmup) ->
          "dict(decay_type='cosine', warmup_steps=%d)".formatted(warmup);
    };
  }
}
