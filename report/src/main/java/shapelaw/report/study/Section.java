package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import shapelaw.law.joint.JointLaw;
import shapelaw.recommend.Explanation;
import shapelaw.report.figure.Figure;

/// A chapter of the report: what it says, draws and lists, in reading order.
///
/// @param id for links, lower-case letters and hyphens
/// @param title in a few words
/// @param blocks what is in it
public record Section(String id, String title, List<Block> blocks) {
  public Section {
    blocks = List.copyOf(blocks);
  }

  /// The figures in their order.
  public List<Figure> figures() {
    return blocks.stream()
        .flatMap(b -> b instanceof Block.Drawing(Figure figure) ? Stream.of(figure) : Stream.of())
        .toList();
  }

  /// The tables in their order.
  public List<Table> tables() {
    return blocks.stream()
        .flatMap(b -> b instanceof Block.Listing(Table table) ? Stream.of(table) : Stream.of())
        .toList();
  }

  /// Collects the blocks of a section.
  static final class Builder {
    private final String id;
    private final String title;
    private final List<Block> blocks = new ArrayList<>();

    Builder(String id, String title) {
      this.id = id;
      this.title = title;
    }

    Builder text(String sentences) {
      blocks.add(new Block.Paragraph(sentences));
      return this;
    }

    Builder bullets(String lead, List<String> items) {
      if (!items.isEmpty()) {
        blocks.add(new Block.Bullets(lead, items));
      }
      return this;
    }

    Builder reasons(String lead, Explanation explanation) {
      blocks.add(new Block.Reasons(lead, explanation));
      return this;
    }

    Builder equation(JointLaw law) {
      blocks.add(new Block.Equation(law));
      return this;
    }

    Builder figure(Optional<Figure> figure) {
      figure.map(Block.Drawing::new).ifPresent(blocks::add);
      return this;
    }

    /// Adds the table unless it has no rows.
    Builder table(Table table) {
      if (!table.rows().isEmpty()) {
        blocks.add(new Block.Listing(table));
      }
      return this;
    }

    Builder table(Optional<Table> table) {
      table.ifPresent(this::table);
      return this;
    }

    /// The section; empty if nothing is in it.
    Optional<Section> build() {
      return blocks.isEmpty() ? Optional.empty() : Optional.of(new Section(id, title, blocks));
    }
  }
}
