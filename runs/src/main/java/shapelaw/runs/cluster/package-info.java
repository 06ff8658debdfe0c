/// What executors on clusters share: their trials run elsewhere and are heard through files.
@NullMarked
package shapelaw.runs.cluster;

import org.jspecify.annotations.NullMarked;
