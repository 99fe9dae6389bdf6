package dev.spacehook.egress;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A name server on loopback that says what a test tells it to (RFC 1035, over UDP). */
final class ScriptedDns implements AutoCloseable {

    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int NXDOMAIN = 3;

    /** @param code the response code; -1: no answer at all */
    record Answer(int code, int ttl, List<InetAddress> addresses) {}

    static final Answer SILENCE = new Answer(-1, 0, List.of());
    static final Answer SERVFAIL = new Answer(2, 0, List.of());
    static final Answer EMPTY = new Answer(0, 0, List.of());

    private final DatagramSocket socket;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();

    ScriptedDns() {
        try {
            this.socket = new DatagramSocket(0, Receiver.LOOPBACK);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    static Answer addresses(int ttl, String... texts) {
        return new Answer(0, ttl, Arrays.stream(texts).map(ScriptedDns::address).toList());
    }

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    /** What to say about a name, question by question of one type; the last stays. Other names: NXDOMAIN. */
    ScriptedDns say(String name, Answer... inTurn) {
        for (int type : new int[] {A, AAAA}) {
            answers.put(type + name, new ArrayDeque<>(List.of(inTurn)));
        }
        return this;
    }

    /** As {@link #say}, about AAAA only. */
    ScriptedDns sayOfAaaa(String name, Answer answer) {
        answers.put(AAAA + name, new ArrayDeque<>(List.of(answer)));
        return this;
    }

    /** Type and name of each question heard, for example {@code 1 a.example.com}. */
    List<String> questions() {
        return questions;
    }

    private void serve() {
        byte[] buffer = new byte[1_500];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                answer(Arrays.copyOf(buffer, packet.getLength()), packet.getSocketAddress());
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(byte[] query, SocketAddress to) throws IOException {
        int end = endOfName(query);
        String name = name(query);
        int type = query[end] << 8 | query[end + 1];
        questions.add(type + " " + name);
        Answer answer = next(type + name);
        if (answer.code() >= 0) {
            byte[] bytes = message(query, Arrays.copyOfRange(query, 12, end + 4), type, answer);
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        }
    }

    private Answer next(String key) {
        Deque<Answer> inTurn = answers.get(key);
        if (inTurn == null) {
            return new Answer(NXDOMAIN, 0, List.of());
        }
        synchronized (inTurn) {
            return inTurn.size() > 1 ? inTurn.removeFirst() : inTurn.getFirst();
        }
    }

    private static int endOfName(byte[] query) {
        int i = 12;
        while (query[i] != 0) {
            i += query[i] + 1;
        }
        return i + 1;
    }

    private static String name(byte[] query) {
        List<String> labels = new ArrayList<>();
        for (int i = 12; query[i] != 0; i += query[i] + 1) {
            labels.add(new String(query, i + 1, query[i], StandardCharsets.US_ASCII));
        }
        return String.join(".", labels);
    }

    private static byte[] message(byte[] query, byte[] question, int type, Answer answer) throws IOException {
        List<byte[]> data = answer.addresses().stream()
                .map(InetAddress::getAddress)
                .filter(bytes -> bytes.length == (type == A ? 4 : 16))
                .toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(query, 0, 2);
        out.writeShort(0x8580 | answer.code());
        out.writeShort(1);
        out.writeShort(data.size());
        out.writeInt(0);
        out.write(question);
        for (byte[] address : data) {
            out.writeShort(0xc00c);
            out.writeShort(type);
            out.writeShort(1);
            out.writeInt(answer.ttl());
            out.writeShort(address.length);
            out.write(address);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
