/// What a study shows: the paper's figures, tables and sentences, made from results as data.
/// Nothing here knows how they are drawn.
@NullMarked
package shapelaw.report.study;

import org.jspecify.annotations.NullMarked;
