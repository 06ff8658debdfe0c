/// What runs on Spark's workers. Sees the JDK and Spark alone, since nothing else is sent there.
@NullMarked
package shapelaw.spark.worker;

import org.jspecify.annotations.NullMarked;
