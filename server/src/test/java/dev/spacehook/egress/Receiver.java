package dev.spacehook.egress;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A receiver on loopback that does to each connection what its script says, byte by byte. */
final class Receiver implements AutoCloseable {

    /** What is done to one accepted connection; it is closed afterwards. */
    interface Script {
        void run(Peer peer) throws Exception;
    }

    /** What lies over TCP. */
    private interface Layer {
        Socket over(Socket plain) throws IOException;
    }

    static final InetAddress LOOPBACK = Inet4Address.ofLiteral("127.0.0.1");

    private final ServerSocket server;
    private final Layer layer;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch confirmed = new CountDownLatch(1);
    private final AtomicInteger accepted = new AtomicInteger();

    private Receiver(ServerSocket server, Layer layer, Script script) {
        this.server = server;
        this.layer = layer;
        this.script = script;
        Thread.ofVirtual().start(this::acceptAll);
    }

    static Receiver on(ServerSocket server, Script script) {
        return new Receiver(server, plain -> plain, script);
    }

    static Receiver that(Script script) {
        return with(plain -> plain, script);
    }

    /** A receiver that speaks TLS. */
    static Receiver tls(SSLContext context, Script script, String... protocols) {
        return with(
                plain -> {
                    SSLSocket layered = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
                    if (protocols.length > 0) {
                        layered.setEnabledProtocols(protocols);
                    }
                    return layered;
                },
                script);
    }

    private static Receiver with(Layer layer, Script script) {
        try {
            return new Receiver(new ServerSocket(0, 128, LOOPBACK), layer, script);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads each request on a connection and sends the same bytes back to each. */
    static Receiver answering(String answer) {
        return that(peer -> {
            while (peer.readRequest() != null) {
                peer.send(answer);
            }
        });
    }

    /** Reads one request, sends the bytes, and leaves the connection open. */
    static Receiver saying(String answer) {
        return that(peer -> {
            peer.readRequest();
            peer.send(answer);
            peer.awaitEnd();
        });
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    int accepted() {
        return accepted.get();
    }

    /** Head and body of each request read. */
    List<String> requests() {
        return requests;
    }

    /** Lets scripts that wait for it go on. */
    void tell() {
        told.countDown();
    }

    /** Waits until a script has confirmed. */
    void awaitConfirmation() throws InterruptedException {
        if (!confirmed.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the script has not got there");
        }
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                Socket layered = layer.over(socket)) {
            script.run(new Peer(layered, socket));
        } catch (Exception e) {
            // the sender has closed in the middle of the script, as it should
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        told.countDown();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** The sender, as the receiver sees it. */
    final class Peer {
        private final Socket socket;
        private final Socket below;
        private final InputStream in;

        Peer(Socket socket, Socket below) throws IOException {
            this.socket = socket;
            this.below = below;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        Socket socket() {
            return socket;
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Head and body; null at the end of the connection. */
        @Nullable
        String readRequest() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    return null;
                }
                head.write(b);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            String request = text + new String(in.readNBytes(length(text)), StandardCharsets.UTF_8);
            requests.add(request);
            return request;
        }

        private static int length(String head) {
            return head.lines()
                    .map(line -> line.toLowerCase(Locale.ROOT))
                    .filter(line -> line.startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(
                            line.substring("content-length:".length()).strip()))
                    .findFirst()
                    .orElse(0);
        }

        /** Waits until the sender closes. */
        void awaitEnd() throws IOException {
            while (in.read() >= 0) {
                // what comes is of no interest
            }
        }

        /** Waits until the sender gives up, without reading a byte. */
        void awaitSilently() throws InterruptedException {
            awaitTold();
        }

        void awaitTold() throws InterruptedException {
            told.await(10, TimeUnit.SECONDS);
        }

        void confirm() {
            confirmed.countDown();
        }

        /** Sends byte by byte, twenty a second, until the sender has had enough. */
        void drip(String text) throws Exception {
            for (int i = 0; i < text.length(); i++) {
                send(text.substring(i, i + 1));
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }

        /** Ends TCP, and says nothing of it in the layer above. */
        void cut() throws IOException {
            below.close();
            confirm();
        }

        /** Closes with RST instead of FIN. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
