package dev.spacehook.api;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request has not been answered some time after its first byte, however the bytes between
 * trickle in; and one that never sends any. Our own answers begin within seconds, so only a slow sender gets here. One
 * timer a connection at most, not one a request: it looks at the clock when it fires and sets itself anew.
 */
final class SlowClientGuard extends ChannelDuplexHandler {

    /** From the first byte of a request to the first byte of its answer; 30 s are promised. */
    static final Duration DEADLINE = Duration.ofSeconds(28);

    private static final long NOT_RECEIVING = -1;

    private final LongSupplier nanoTime;
    private final long origin;
    private long receivingSince = 0;
    private boolean timerSet;
    private @Nullable ChannelHandlerContext context;

    SlowClientGuard() {
        this(System::nanoTime);
    }

    SlowClientGuard(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) throws Exception {
        setTimer(active, DEADLINE.toNanos());
        super.channelActive(active);
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) throws Exception {
        if (receivingSince == NOT_RECEIVING) {
            receivingSince = nanoTime.getAsLong() - origin;
            if (!timerSet) {
                setTimer(reading, DEADLINE.toNanos());
            }
        }
        super.channelRead(reading, message);
    }

    @Override
    public void write(ChannelHandlerContext writing, Object message, ChannelPromise promise) throws Exception {
        receivingSince = NOT_RECEIVING;
        super.write(writing, message, promise);
    }

    private void setTimer(ChannelHandlerContext on, long nanos) {
        timerSet = true;
        var _ = on.executor().schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        timerSet = false;
        ChannelHandlerContext on = context;
        if (on == null || receivingSince == NOT_RECEIVING || !on.channel().isActive()) {
            return;
        }
        long left = DEADLINE.toNanos() - (nanoTime.getAsLong() - origin - receivingSince);
        if (left <= 0) {
            var _ = on.close();
        } else {
            setTimer(on, left);
        }
    }
}
