import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.logging.Logger;

/** Prices what it is asked for. It knows nothing of orders, nor of tracing. */
public final class Pricing {
  private static final Logger log = Logger.getLogger("pricing");

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8081"));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/prices", Pricing::answer);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.start();
    log.info("pricing on " + port);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    log.info("price worked out");
    byte[] body = "{\"price\":\"49.00\"}".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
