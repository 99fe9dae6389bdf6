package dev.spacehook.delivery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers one to five requests on a connection and then closes it without having said so. */
final class UnsteadyReceiver implements AutoCloseable {
    private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** The ids of what came, in the order in which it came. */
    final List<String> got = new CopyOnWriteArrayList<>();

    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket server;

    UnsteadyReceiver() {
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                int requests = 1 + connections.getAndIncrement() % 5;
                Thread.ofVirtual().start(() -> answer(socket, requests));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void answer(Socket socket, int requests) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < requests; i++) {
                String id = readRequest(in);
                if (id.isEmpty()) {
                    return;
                }
                got.add(id);
                socket.getOutputStream().write(ANSWER);
            }
        } catch (IOException e) {
            // the sender closed it: he is free to
        }
    }

    private static String readRequest(InputStream in) throws IOException {
        String id = "";
        int length = 0;
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("webhook-id:")) {
                id = line.substring("webhook-id:".length()).strip();
            } else if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        line.substring("content-length:".length()).strip());
            }
        }
        in.readNBytes(length);
        return id;
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n' && c != -1; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
