package dev.spacehook.egress;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers the answers to the questions about one name; the result is handed on once. */
final class DnsAnswers implements FutureListener<List<DnsRecord>> {

    static final long LONGEST_TTL = 30;
    private static final long SHORTEST_TTL = 1;
    private static final int MOST_ADDRESSES = 64;

    /** What went wrong with a question; where several did, the first of these is told. */
    private enum Trouble {
        TIMEOUT,
        FAILURE,
        NOT_FOUND
    }

    /** @param error null where there are addresses */
    record Result(
            List<InetAddress> addresses,
            long ttlSeconds,
            @Nullable String error) {}

    private final Consumer<Result> then;
    private final List<InetAddress> addresses = new ArrayList<>();
    private final Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
    private long ttl = LONGEST_TTL;
    private int outstanding;
    private boolean done;

    DnsAnswers(int questions, Consumer<Result> then) {
        this.outstanding = questions;
        this.then = then;
    }

    /** Names in questions are absolute: no search domain comes into it. */
    static DnsQuestion question(String host, DnsRecordType type) {
        return new DefaultDnsQuestion(host, type);
    }

    @Override
    public void operationComplete(Future<List<DnsRecord>> answer) {
        if (answer.isSuccess()) {
            takeAll(answer.getNow());
        } else {
            note(answer.cause());
        }
        if (--outstanding == 0) {
            finish();
        }
    }

    /** Time is up: what has come must do. */
    void timedOut() {
        troubles.add(Trouble.TIMEOUT);
        finish();
    }

    private void takeAll(List<DnsRecord> records) {
        for (DnsRecord record : records) {
            take(record);
            ReferenceCountUtil.release(record);
        }
    }

    private void take(DnsRecord record) {
        if (!(record instanceof DnsRawRecord raw)) {
            return;
        }
        try {
            addresses.add(InetAddress.getByAddress(ByteBufUtil.getBytes(raw.content())));
            ttl = Math.clamp(raw.timeToLive(), SHORTEST_TTL, ttl);
        } catch (UnknownHostException e) {
            troubles.add(Trouble.FAILURE);
        }
    }

    /** An answer without records of the type asked for is a failure to the resolver too, one without a cause. */
    private void note(Throwable failure) {
        if (!(failure instanceof UnknownHostException) || failure.getCause() != null) {
            troubles.add(trouble(failure));
        }
    }

    private static Trouble trouble(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DnsNameResolverTimeoutException) {
                return Trouble.TIMEOUT;
            }
            if (cause instanceof DnsErrorCauseException e) {
                return e.getCode().equals(DnsResponseCode.NXDOMAIN) ? Trouble.NOT_FOUND : Trouble.FAILURE;
            }
        }
        return Trouble.FAILURE;
    }

    private void finish() {
        if (!done) {
            done = true;
            addresses.sort(Comparator.comparing(address -> !(address instanceof Inet4Address)));
            then.accept(new Result(List.copyOf(addresses), ttl, error()));
        }
    }

    private @Nullable String error() {
        if (addresses.size() > MOST_ADDRESSES) {
            return "dns_failure";
        }
        if (!addresses.isEmpty()) {
            return null;
        }
        if (troubles.contains(Trouble.TIMEOUT)) {
            return "dns_timeout";
        }
        if (troubles.contains(Trouble.FAILURE)) {
            return "dns_failure";
        }
        return troubles.contains(Trouble.NOT_FOUND) ? "dns_not_found" : "dns_no_address";
    }
}
