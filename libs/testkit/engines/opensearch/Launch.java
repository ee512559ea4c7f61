import org.codelibs.opensearch.runner.OpenSearchRunner;

/** Starts one OpenSearch node on loopback: the folder of its data, then its HTTP port; the next port is its own. */
public class Launch {
  /** The runner refuses ports above 9299 unless it is told otherwise. */
  static class Runner extends OpenSearchRunner {
    Runner() {
      maxHttpPort = 65535;
    }
  }

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    Runner runner = new Runner();
    runner.onBuild((number, settings) -> {
      settings.put("network.host", "127.0.0.1");
      settings.put("http.port", port);
      settings.put("transport.port", port + 1);
      settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
    });
    runner.build("-basePath", arguments[0], "-numOfNode", "1", "-baseHttpPort", "" + (port - 1), "-clusterName",
        "awaz-tests", "-useLogger");
    Thread.currentThread().join();
  }
}
