package shapelaw.report.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.PngRenderer;
import shapelaw.report.figure.SvgRenderer;
import shapelaw.report.figure.Theme;
import shapelaw.report.study.Section;
import shapelaw.report.study.StudyReport;
import shapelaw.report.study.StudySections;
import shapelaw.report.study.Table;

/// Writes a report: `report.html`, `figures/*.svg`, `figures/*.png`, `tables/*.csv`.
///
/// Everything is rendered before the first byte is written, each file replaces its predecessor in
/// one move, and the page comes last: a failure leaves an old report readable.
public final class ReportWriter {

  /// What the page is called unless somebody says otherwise.
  public static final String PAGE = "report.html";

  private ReportWriter() {}

  /// What was written.
  ///
  /// @param page the HTML file
  /// @param files every file, the page included
  /// @param warnings sentences on what could not be written, for example pictures on a machine
  ///   without fonts
  public record Written(Path page, List<Path> files, List<String> warnings) {
    public Written {
      files = List.copyOf(files);
      warnings = List.copyOf(warnings);
    }
  }

  /// Writes the report into `folder`, which is made if it does not exist.
  ///
  /// @throws IOException if the folder cannot be written
  public static Written write(StudyReport report, Path folder) throws IOException {
    return write(report, folder, PAGE);
  }

  /// Writes the report into `folder`, which is made if it does not exist.
  ///
  /// @param page name of the HTML file
  /// @throws IOException if the folder cannot be written
  public static Written write(StudyReport report, Path folder, String page) throws IOException {
    List<Section> sections = StudySections.of(report);
    List<Figure> figures = sections.stream().flatMap(s -> s.figures().stream()).toList();
    List<Table> tables = sections.stream().flatMap(s -> s.tables().stream()).toList();
    CompletableFuture<List<Drawn>> drawing =
        CompletableFuture.supplyAsync(
            () -> figures.parallelStream().map(ReportWriter::draw).toList());
    CompletableFuture<List<String>> listing =
        CompletableFuture.supplyAsync(() -> tables.parallelStream().map(CsvWriter::csv).toList());
    String html = new HtmlPage(report, sections).html(Resources.text(Resources.PLOTLY));
    var warnings = new ArrayList<String>();
    var contents = new LinkedHashMap<String, byte[]>();
    for (Drawn drawn : drawing.join()) {
      contents.put("figures/" + drawn.id() + ".svg", bytes(drawn.svg()));
      drawn.png().ifPresent(png -> contents.put("figures/" + drawn.id() + ".png", png));
      drawn
          .warning()
          .ifPresent(
              why -> warnings.add("figures/%s.png was not written: %s".formatted(drawn.id(), why)));
    }
    List<String> listed = listing.join();
    for (int i = 0; i < tables.size(); i++) {
      contents.put("tables/" + tables.get(i).id() + ".csv", bytes(listed.get(i)));
    }
    contents.put(page, bytes(html));
    return new Written(folder.resolve(page), replace(folder, contents), warnings);
  }

  /// A figure as files.
  private record Drawn(String id, String svg, Optional<byte[]> png, Optional<String> warning) {}

  private static Drawn draw(Figure figure) {
    String svg = new SvgRenderer(Theme.LIGHT).document(figure);
    try {
      return new Drawn(figure.id(), svg, Optional.of(PngRenderer.png(svg)), Optional.empty());
    } catch (IOException e) {
      return new Drawn(
          figure.id(), svg, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Writes all files beside their targets first, so that a full disk is met before any target is
  /// touched.
  private static List<Path> replace(Path folder, Map<String, byte[]> contents) throws IOException {
    var staged = new LinkedHashMap<Path, Path>();
    try {
      for (var entry : contents.entrySet()) {
        Path target = folder.resolve(entry.getKey());
        Path parent = Files.createDirectories(target.toAbsolutePath().getParent());
        Path part = parent.resolve("." + target.getFileName() + ".part");
        staged.put(part, target);
        Files.write(part, entry.getValue());
      }
      for (var entry : staged.entrySet()) {
        move(entry.getKey(), entry.getValue());
      }
    } finally {
      for (Path part : staged.keySet()) {
        Files.deleteIfExists(part);
      }
    }
    return List.copyOf(staged.values());
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
