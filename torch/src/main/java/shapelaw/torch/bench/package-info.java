/// How fast this machine trains: the `bench` command's measurement and the estimate behind `plan`.
@NullMarked
package shapelaw.torch.bench;

import org.jspecify.annotations.NullMarked;
