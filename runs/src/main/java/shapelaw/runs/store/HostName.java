package shapelaw.runs.store;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// The name by which people know this machine.
final class HostName {

  private HostName() {}

  static String ofThisMachine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "a machine without a name";
    }
  }
}
