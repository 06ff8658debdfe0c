package shapelaw.runs.local;

/// A child process that does nothing: what starting one costs by itself.
public final class IdleMain {

  private IdleMain() {}

  public static void main(String[] args) {}
}
