package shapelaw.runs.exports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import shapelaw.run.Optimizer;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.shape.Pooling;
import shapelaw.shape.VisionTransformer;

/// For each run a folder, named by its id, with a `config.json` of Hugging Face transformers (5.x)
/// and the arguments of its `Trainer`.
///
/// The models are SigLIP's vision towers, which have patch tokens alone, as Shapelaw's have; those
/// of `ViTConfig` always have a class token. MAP pooling is SigLIP's own head. Without it
/// `SiglipForImageClassification` classifies the mean of the tokens, which is average pooling.
final class HuggingFaceConfigs implements RunExporter {

  /// Shapelaw trains with the exact GELU and this ε of LayerNorm.
  private static final String ACTIVATION = "gelu";

  private static final double LAYER_NORM_EPSILON = 1e-6;

  @Override
  public Export export(String study, List<ExportedRun> runs) {
    ExportNotes notes = ExportNotes.about(runs);
    runs.forEach(run -> addNotes(run, notes));
    var files = new ArrayList<Export.File>();
    for (ExportedRun run : runs) {
      files.add(new Export.File(run.id() + "/config.json", json(config(study, run, notes.all()))));
      files.add(new Export.File(run.id() + "/training_arguments.json", json(arguments(run))));
    }
    return new Export(files, notes.all());
  }

  private static String json(Map<String, Object> values) {
    return RunsJson.MAPPER.writeValueAsString(values) + "\n";
  }

  private static void addNotes(ExportedRun exported, ExportNotes notes) {
    Recipe recipe = exported.recipe();
    if (exported.model().classes() > 0) {
      notes.add(
          exported.model().pooling() == Pooling.MAP
              ? "SiglipForImageClassification would classify the mean of the tokens, not the MAP head: load SiglipVisionModel and put Linear(hidden_size, shapelaw.classes) on its pooler_output."
              : "SiglipForImageClassification trains with softmax cross-entropy; set problem_type and targets for the study's sigmoid loss.");
    }
    switch (recipe.schedule()) {
      case Schedule.ReciprocalSquareRoot _ ->
          notes.add(
              "transformers' inverse_sqrt schedule has no cool-down: the rate falls as the study's until its last steps, where it does not go to zero.");
      case Schedule.Constant _ -> {}
      case Schedule.Cosine _ -> {}
    }
    if (recipe.mixup() > 0) {
      notes.add("Trainer has no mixup (the study's: %s).".formatted(recipe.mixup()));
    }
    switch (recipe.optimizer()) {
      case Optimizer.Adafactor _ ->
          notes.add(
              "transformers' Adafactor is not the study's (big_vision's, with momentum): AdamW stands in for it; choose its learning rate anew.");
      case Optimizer.Sgd _ ->
          notes.add(
              "PyTorch's SGD couples weight decay with the gradient and takes momentum from optim_args; the study decouples it.");
      case Optimizer.AdamW _ -> {}
    }
  }

  private static Map<String, Object> config(
      String study, ExportedRun exported, List<String> notes) {
    VisionTransformer model = exported.model();
    var config = new LinkedHashMap<String, Object>();
    if (model.pooling() == Pooling.GAP && model.classes() > 0) {
      config.put("model_type", "siglip");
      config.put("architectures", List.of("SiglipForImageClassification"));
      config.put("num_labels", model.classes());
      config.put("vision_config", tower(model));
    } else {
      config.put("model_type", "siglip_vision_model");
      config.put("architectures", List.of("SiglipVisionModel"));
      config.putAll(tower(model));
    }
    config.put("shapelaw", about(study, exported, notes));
    return config;
  }

  private static Map<String, Object> tower(VisionTransformer model) {
    var tower = new LinkedHashMap<String, Object>();
    tower.put("hidden_size", model.width());
    tower.put("num_hidden_layers", model.depth());
    tower.put("intermediate_size", model.mlpDim());
    tower.put("num_attention_heads", model.heads());
    tower.put("image_size", model.imageSize());
    tower.put("patch_size", model.patchSize());
    tower.put("num_channels", model.channels());
    tower.put("hidden_act", ACTIVATION);
    tower.put("layer_norm_eps", LAYER_NORM_EPSILON);
    tower.put("vision_use_head", model.pooling() == Pooling.MAP);
    return tower;
  }

  private static Map<String, Object> about(String study, ExportedRun exported, List<String> notes) {
    var about = new LinkedHashMap<String, Object>();
    about.put("run", exported.id());
    about.put("study", study);
    about.put("purpose", exported.purpose());
    about.put("classes", exported.model().classes());
    about.put("examples", exported.run().examples());
    about.put("notes", notes);
    return about;
  }

  /// What `HfArgumentParser(TrainingArguments)` reads.
  private static Map<String, Object> arguments(ExportedRun exported) {
    RunSpec run = exported.run();
    Recipe recipe = run.recipe();
    var arguments = new LinkedHashMap<String, Object>();
    arguments.put("output_dir", "output/" + exported.id());
    arguments.put("run_name", exported.id());
    arguments.put("max_steps", run.steps());
    arguments.put("per_device_train_batch_size", recipe.batchSize());
    arguments.put("learning_rate", recipe.learningRate());
    arguments.put("weight_decay", exported.weightDecayTimesRate());
    arguments.put("max_grad_norm", recipe.clipNorm());
    arguments.put("warmup_steps", recipe.schedule().warmupSteps());
    schedule(run, arguments);
    optimizer(recipe.optimizer(), arguments);
    arguments.put("bf16", recipe.precision() == Precision.BFLOAT16);
    arguments.put("seed", exported.seed());
    return arguments;
  }

  private static void schedule(RunSpec run, Map<String, Object> arguments) {
    switch (run.recipe().schedule()) {
      case Schedule.ReciprocalSquareRoot(int warmup, int _) -> {
        arguments.put("lr_scheduler_type", "inverse_sqrt");
        arguments.put("lr_scheduler_kwargs", Map.of("timescale", warmup));
      }
      case Schedule.Constant(int _, int cooldown) -> {
        var shape = new LinkedHashMap<String, Object>();
        shape.put("num_decay_steps", cooldown);
        shape.put("decay_type", "linear");
        arguments.put("lr_scheduler_type", "warmup_stable_decay");
        arguments.put("lr_scheduler_kwargs", shape);
      }
      case Schedule.Cosine _ -> arguments.put("lr_scheduler_type", "cosine");
    }
  }

  private static void optimizer(Optimizer optimizer, Map<String, Object> arguments) {
    switch (optimizer) {
      case Optimizer.AdamW(double beta1, double beta2, double epsilon) -> {
        arguments.put("optim", "adamw_torch");
        arguments.put("adam_beta1", beta1);
        arguments.put("adam_beta2", beta2);
        arguments.put("adam_epsilon", epsilon);
      }
      case Optimizer.Adafactor _ -> arguments.put("optim", "adamw_torch");
      case Optimizer.Sgd(double momentum) -> {
        arguments.put("optim", "sgd");
        arguments.put("optim_args", "momentum=" + momentum);
      }
    }
  }
}
