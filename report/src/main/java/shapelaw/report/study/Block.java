package shapelaw.report.study;

import java.util.List;
import shapelaw.law.joint.JointLaw;
import shapelaw.recommend.Explanation;
import shapelaw.report.figure.Figure;

/// A part of a section, in reading order.
public sealed interface Block {

  /// Sentences.
  ///
  /// @param text plain, without markup
  record Paragraph(String text) implements Block {}

  /// A list, such as of findings.
  ///
  /// @param lead what is listed
  /// @param items plain sentences, at least one
  record Bullets(String lead, List<String> items) implements Block {
    public Bullets {
      items = List.copyOf(items);
    }
  }

  /// Reasons that rest on reasons.
  ///
  /// @param lead what is explained
  /// @param explanation the tree
  record Reasons(String lead, Explanation explanation) implements Block {}

  /// A law as an equation with its numbers.
  record Equation(JointLaw law) implements Block {}

  /// A figure.
  record Drawing(Figure figure) implements Block {}

  /// A table.
  record Listing(Table table) implements Block {}
}
