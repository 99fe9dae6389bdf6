package dev.spacehook.egress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.net.InetAddress;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from the look-up of the name to the outcome. Lives on one event loop, ends exactly once.
 */
@SuppressWarnings("FutureReturnValueIgnored") // how a close or a write ends is heard from the channel itself
final class Exchange {

    /** Where it stands, and what its outcome is called should time run out there. */
    private enum Phase {
        RESOLVING("dns_timeout"),
        CONNECTING("connect_timeout"),
        ASKING("timeout"),
        ENDED("");

        private final String whenTimeIsUp;

        Phase(String whenTimeIsUp) {
            this.whenTimeIsUp = whenTimeIsUp;
        }
    }

    private final GuardedClient client;
    private final WebhookUrl url;
    private final RequestHeaders headers;
    private final byte[] content;
    private final Consumer<Outcome> done;
    private final Answer answer = new Answer();

    /** On the clock of {@code System.nanoTime}. */
    final long deadline;

    @Nullable
    Exchange previous;

    @Nullable
    Exchange next;

    /** Null for all but examinations. */
    @Nullable
    Trace trace;

    private Phase phase = Phase.RESOLVING;
    private Resolution.@Nullable Found found;
    private int tried;
    private @Nullable String firstError;
    private @Nullable String note;
    private @Nullable Channel connecting;
    private @Nullable Connection connection;

    Exchange(
            GuardedClient client,
            WebhookUrl url,
            RequestHeaders headers,
            byte[] content,
            Consumer<Outcome> done,
            long deadline) {
        this.client = client;
        this.url = url;
        this.headers = headers;
        this.content = content;
        this.done = done;
        this.deadline = deadline;
    }

    WebhookUrl url() {
        return url;
    }

    /** The name is resolved, or need not be. */
    void resolved(Resolution resolution) {
        if (phase == Phase.ENDED) {
            return;
        }
        switch (resolution) {
            case Resolution.NotFound notFound -> fail(notFound.error());
            case Resolution.Found addresses -> dial(addresses);
        }
    }

    private void dial(Resolution.Found addresses) {
        if (!client.permits(url, addresses.addresses())) {
            fail("forbidden_address");
            return;
        }
        found = addresses;
        phase = Phase.CONNECTING;
        if (trace != null) {
            trace.resolved(addresses.addresses().size());
        }
        Connection idle = trace == null ? idleConnection(addresses) : null;
        if (idle == null) {
            connect(addresses.nth(0));
        } else {
            use(idle);
        }
    }

    private @Nullable Connection idleConnection(Resolution.Found addresses) {
        int n = addresses.addresses().size();
        for (int i = 0; i < n; i++) {
            Connection idle = client.idle(url, addresses.nth(i));
            if (idle != null) {
                return idle;
            }
        }
        return null;
    }

    private void connect(InetAddress address) {
        connecting = client.connect(this, address);
    }

    /** A new connection, its TLS included, is there. */
    void connected(Connection fresh) {
        connecting = null;
        if (phase == Phase.ENDED) {
            fresh.close();
            return;
        }
        if (found != null) {
            found.prefer(fresh.origin().address());
        }
        use(fresh);
    }

    /** TCP stands: what goes wrong from now on is this address's last word. */
    void securing() {
        if (phase == Phase.CONNECTING) {
            phase = Phase.ASKING;
        }
        if (trace != null) {
            trace.connected();
        }
    }

    /** TCP did not come about. */
    void connectFailed(String error) {
        connecting = null;
        if (phase == Phase.ENDED) {
            return;
        }
        if (firstError == null) {
            firstError = error;
        }
        if (found != null && ++tried < found.addresses().size()) {
            note("next_address");
            connect(found.nth(tried));
        } else {
            fail(firstError);
        }
    }

    /** TCP stood, but TLS or the proxy's tunnel did not come about. */
    void refused(String error) {
        connecting = null;
        fail(error);
    }

    /** As {@link #refused(String)}, for the certificate's sake. */
    void refused(TlsRefusal refusal) {
        if (trace != null) {
            trace.refused(refusal.until());
        }
        if (refusal.isAboutDates() && refusal.until().isBefore(Instant.now())) {
            note("certificate_expired " + LocalDate.ofInstant(refusal.until(), ZoneOffset.UTC));
        }
        refused(refusal.error());
    }

    private void use(Connection usable) {
        phase = Phase.ASKING;
        connection = usable;
        if (trace != null) {
            trace.secured(usable);
        }
        usable.serve(this);
        usable.send(request(usable));
    }

    private ByteBuf request(Connection usable) {
        return client.encode(usable.channel().alloc(), url, headers, content);
    }

    void head(HttpResponse response) {
        String wrong = answer.head(response);
        if (wrong != null) {
            protocolError(wrong);
        } else if (answer.isRedirect()) {
            redirected(response.headers().get(HttpHeaderNames.LOCATION));
        }
    }

    private void redirected(@Nullable String location) {
        if (trace != null) {
            trace.location(location);
        }
        String shown = Redirects.shown(location);
        if (shown != null) {
            note("location " + shown);
        }
    }

    void body(ByteBuf piece, boolean last) {
        if (!answer.hasHead()) {
            return; // the empty body of an interim answer
        }
        answer.body(piece);
        if (last) {
            complete();
        } else if (answer.isEnough()) {
            tooMuch();
        }
    }

    private void complete() {
        Connection used = connection;
        if (answer.isCut()) {
            note("body_truncated");
        }
        if (used != null && !answer.isDelimited() && !used.endedProperly()) {
            note("body_incomplete");
        }
        connection = null;
        if (used != null) {
            used.done(answer.isPersistent());
        }
        end(answer.outcome(note));
    }

    /** More came than is read. */
    void tooMuch() {
        if (answer.hasHead()) {
            note("body_truncated");
            end(answer.outcome(note));
        } else {
            protocolError("too long");
        }
    }

    void undecodable(Throwable cause) {
        if (answer.hasHead()) {
            incomplete();
        } else {
            protocolError(Failures.ofAnswer(cause));
        }
    }

    private void protocolError(String what) {
        note(what);
        fail("protocol_error");
    }

    private void incomplete() {
        note("body_incomplete");
        end(answer.outcome(note));
    }

    /** The connection ended before the answer did. */
    void lost(Connection dead, String error) {
        connection = null;
        if (answer.hasHead()) {
            incomplete();
        } else if (dead.mayHaveBeenStale()) {
            note("connection_renewed");
            phase = Phase.CONNECTING;
            connect(dead.origin().address());
        } else {
            fail(error);
        }
    }

    void timeIsUp() {
        if (answer.hasHead()) {
            incomplete();
        } else {
            fail(phase.whenTimeIsUp);
        }
    }

    /** The client is closed. */
    void abandon() {
        if (answer.hasHead()) {
            incomplete();
        } else {
            fail("connection_closed");
        }
    }

    private void note(String remark) {
        note = note == null ? remark : note + ", " + remark;
    }

    private void fail(String error) {
        if (phase != Phase.ENDED) {
            end(new Outcome.Failed(error, note));
        }
    }

    private void end(Outcome outcome) {
        phase = Phase.ENDED;
        closeWhatIsLeft();
        client.ended(this, done, outcome);
    }

    private void closeWhatIsLeft() {
        if (connecting != null) {
            connecting.close();
            connecting = null;
        }
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    /** For a look-up without names: the host is the address. */
    static Resolution.Found only(InetAddress address, long until) {
        return new Resolution.Found(List.of(address), until);
    }
}
