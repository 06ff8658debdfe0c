/// Trunks trained as jobs of a Slurm cluster.
@NullMarked
package shapelaw.runs.slurm;

import org.jspecify.annotations.NullMarked;
