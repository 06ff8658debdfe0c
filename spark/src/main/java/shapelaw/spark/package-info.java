/// Trials as tasks of a Spark cluster: what others need to know of it. Nothing in this package
/// needs Spark's libraries; those come from the cluster's own distribution when they are wanted.
@NullMarked
package shapelaw.spark;

import org.jspecify.annotations.NullMarked;
