package dev.spacehook.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows for {@code COPY … FROM STDIN (FORMAT binary)}, the cheapest way to append many: PostgreSQL's documentation, COPY,
 * "Binary Format". Each row is begun, then gets its columns in the order in which the statement names them. Null is
 * written where the value is null. For one thread.
 */
public final class CopyRows {

    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int NULL = -1;
    private static final short END = -1;

    /** PostgreSQL counts microseconds from the year 2000. */
    private static final long EPOCH_MILLIS = 946_684_800_000L;

    private final short columns;
    private ByteBuffer buffer;

    /**
     * @param columns of each row
     * @param bytes expected in all; more is no error
     */
    public CopyRows(int columns, int bytes) {
        this.columns = (short) columns;
        this.buffer = ByteBuffer.allocate(Math.max(64, bytes));
        buffer.put(SIGNATURE).putInt(0).putInt(0);
    }

    public CopyRows begin() {
        room(Short.BYTES).putShort(columns);
        return this;
    }

    public CopyRows uuid(UUID value) {
        value(2 * Long.BYTES).putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
        return this;
    }

    public CopyRows text(@Nullable String value) {
        return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    public CopyRows bytes(byte @Nullable [] value) {
        if (value == null) {
            return none();
        }
        value(value.length).put(value);
        return this;
    }

    /** A {@code smallint}. */
    public CopyRows int2(@Nullable Integer value) {
        if (value == null) {
            return none();
        }
        value(Short.BYTES).putShort(value.shortValue());
        return this;
    }

    /** An {@code int}. */
    public CopyRows int4(@Nullable Integer value) {
        if (value == null) {
            return none();
        }
        value(Integer.BYTES).putInt(value);
        return this;
    }

    /** A {@code bigint}. */
    public CopyRows int8(long value) {
        value(Long.BYTES).putLong(value);
        return this;
    }

    public CopyRows bool(boolean value) {
        value(1).put((byte) (value ? 1 : 0));
        return this;
    }

    /** A {@code timestamptz}. */
    public CopyRows millis(@Nullable Long since1970) {
        return since1970 == null ? none() : int8((since1970 - EPOCH_MILLIS) * 1_000);
    }

    private CopyRows none() {
        room(Integer.BYTES).putInt(NULL);
        return this;
    }

    private ByteBuffer value(int length) {
        return room(Integer.BYTES + length).putInt(length);
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * buffer.capacity(), buffer.position() + bytes));
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }

    /**
     * Sends them, once. In autocommit they are committed when this returns.
     *
     * @param copy the statement: {@code copy … from stdin (format binary)}
     */
    public void send(Connection connection, String copy) throws SQLException {
        room(Short.BYTES).putShort(END);
        CopyIn in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
        try {
            in.writeToCopy(buffer.array(), 0, buffer.position());
            in.endCopy();
        } finally {
            if (in.isActive()) {
                in.cancelCopy();
            }
        }
    }
}
