package shapelaw.runs.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shapelaw.runs.files.DurableFiles;

/// Writes imported studies. Each file is there whole or not at all, and the record holds the hash
/// of the rows that it speaks of, so that a crash between the two is noticed when they are read.
public final class ImportedFolder {

  /// Marks a folder that belongs to a study trained here.
  private static final String TRAINED_STUDY_FILE = "study.yaml";

  private final Path folder;

  private ImportedFolder(Path folder) {
    this.folder = folder;
  }

  /// The folder for an import of `source`; it need not exist.
  ///
  /// @throws IllegalArgumentException if something is there that an import must not overwrite
  public static ImportedFolder at(Path folder, Path source) throws IOException {
    Path results = folder.resolve(ImportedStudy.RESULTS_FILE);
    if (Files.exists(results) && Files.exists(source) && Files.isSameFile(results, source)) {
      throw new IllegalArgumentException(
          "%s must not be overwritten, but would be. Maybe choose another folder."
              .formatted(results));
    }
    return at(folder);
  }

  /// The folder for an import of what is no file; it need not exist.
  ///
  /// @throws IllegalArgumentException if something is there that an import must not overwrite
  public static ImportedFolder at(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException("%s must be a folder but is a file.".formatted(folder));
    }
    if (Files.exists(folder.resolve(TRAINED_STUDY_FILE))) {
      throw new IllegalArgumentException(
          "%s must not be a study that is trained here, but holds %s. Maybe choose another folder."
              .formatted(folder, TRAINED_STUDY_FILE));
    }
    Path results = folder.resolve(ImportedStudy.RESULTS_FILE);
    if (Files.exists(results) && !ImportedStudy.isAt(folder)) {
      throw new IllegalArgumentException(
          "%s must not be overwritten, but would be. Maybe choose another folder."
              .formatted(results));
    }
    return new ImportedFolder(folder);
  }

  /// Writes a study of these results alone, in place of one that is there.
  ///
  /// @throws IOException if the folder cannot be written
  public ImportedStudy replace(TableOrigin source, ImportedResults results, Instant now)
      throws IOException {
    return write(results.runs(), List.of(record(source, results, now)), results.plan());
  }

  /// Adds these results to the study that is there. Rows that it has already are left out, but
  /// every row becomes one of the sweeps that the plan has its run for now: its grid may have
  /// grown.
  ///
  /// @throws IllegalArgumentException if the study has other columns, or its losses or compute are
  ///   of another kind
  /// @throws TableFileException if the study cannot be read, or has every row already
  /// @throws IOException if the folder cannot be written
  public ImportedStudy append(TableOrigin source, ImportedResults results, Instant now)
      throws IOException {
    if (!ImportedStudy.isAt(folder)) {
      return replace(source, results, now);
    }
    ImportedStudy study = ImportedStudy.open(folder);
    checkPlans(study.plan(), results.plan());
    checkColumns(study.runs().getFirst(), results.runs().getFirst());
    checkKinds(study.imports(), MappingRequest.of(results.mapping()).kinds());
    JoinedRuns joined = JoinedRuns.of(study.runs(), results);
    int repeated = results.runs().size() - joined.fresh().size();
    var leftOut = new ArrayList<>(results.leftOut());
    if (repeated > 0) {
      leftOut.add(
          new LeftOut("in the study already", repeated, "see " + ImportedStudy.RESULTS_FILE));
    }
    if (joined.runs().equals(study.runs()) && results.plan().equals(study.plan())) {
      throw new TableFileException(
          "%s must have a row that the study %s has not, but all %d are there."
              .formatted(source.name(), folder, repeated));
    }
    var imports = new ArrayList<>(study.imports());
    imports.add(
        record(
            source,
            new ImportedResults(
                results.mapping(),
                results.rowsRead(),
                joined.fresh(),
                leftOut,
                results.findings(),
                results.planned()),
            now));
    return write(joined.runs(), imports, results.plan());
  }

  /// Which sweep a row is of must be known for all rows or for none.
  private static void checkPlans(Optional<PlanRecord> there, Optional<PlanRecord> here) {
    boolean same =
        there.isPresent() ? here.filter(there.get()::isOfSameStudy).isPresent() : here.isEmpty();
    if (!same) {
      throw new IllegalArgumentException(
          "rows to append must be of the plan that the study's rows are of (%s) but are of %s. Maybe %s, or import them into another folder."
              .formatted(
                  there.map(PlanRecord::study).orElse("none"),
                  here.map(plan ->
                          there.filter(t -> t.study().equals(plan.study())).isPresent()
                              ? "%s as it is now, with another seed, star or model"
                                  .formatted(plan.study())
                              : plan.study())
                      .orElse("none"),
                  there.isPresent() ? "say --plan" : "leave out --plan"));
    }
  }

  private static void checkColumns(ImportedRun there, ImportedRun here) {
    if (!there.sizes().keySet().equals(here.sizes().keySet())
        || there.examples().isPresent() != here.examples().isPresent()
        || there.parameters().isPresent() != here.parameters().isPresent()) {
      throw new IllegalArgumentException(
          "rows to append must have the columns of the study (%s) but have %s. Maybe import them into another folder."
              .formatted(columns(there), columns(here)));
    }
  }

  /// Numbers of two kinds in one column, say cross-entropies and error rates, would be fitted as if
  /// they were one.
  private static void checkKinds(List<ImportRecord> there, String here) {
    for (ImportRecord earlier : there) {
      String kinds = earlier.mapping().kinds();
      if (!kinds.equals(here)) {
        throw new IllegalArgumentException(
            "rows to append must be of the study's kind (%s, as in %s) but have %s. Maybe import them into another folder."
                .formatted(kinds, earlier.source(), here));
      }
    }
  }

  private static String columns(ImportedRun run) {
    return String.join(", ", ResultsCsv.columns(run));
  }

  private static ImportRecord record(TableOrigin source, ImportedResults results, Instant now) {
    return new ImportRecord(
        source.name(),
        source.sha256(),
        now.truncatedTo(ChronoUnit.SECONDS).toString(),
        MappingRequest.of(results.mapping()),
        results.rowsRead(),
        results.runs().size(),
        results.leftOut());
  }

  private ImportedStudy write(
      List<ImportedRun> runs, List<ImportRecord> imports, Optional<PlanRecord> plan)
      throws IOException {
    DurableFiles.makeFolder(folder);
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    String rows = ResultsCsv.write(runs);
    var record = ImportedStudyRecord.of(name, Hashes.of(rows), imports, plan);
    DurableFiles.write(folder.resolve(ImportedStudy.RESULTS_FILE), rows);
    DurableFiles.write(folder.resolve(ImportedStudy.RECORD_FILE), ImportYaml.write(record));
    return new ImportedStudy(folder, name, runs, imports, plan);
  }
}
