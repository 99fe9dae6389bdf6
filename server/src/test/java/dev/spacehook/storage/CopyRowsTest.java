package dev.spacehook.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What comes out of the table is what was copied in. */
final class CopyRowsTest {
    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.create();

    private static final String COPY = "copy copied from stdin (format binary)";
    private static final int COLUMNS = 8;
    private static final UUID ID = UUID.fromString("019ab5f0-5a3c-7fff-bfff-ffffffffffff");

    @BeforeEach
    void table() {
        POSTGRES.execute("create table copied (id uuid primary key, t text, b bytea, i2 smallint, i4 int, i8 bigint,"
                + " yes boolean, at timestamptz)");
    }

    @AfterEach
    void drop() {
        POSTGRES.execute("drop table copied");
    }

    @Test
    void everyTypeComesOutAsItWentIn() {
        Instant at = Instant.parse("1969-12-31T23:59:59.999Z");
        CopyRows rows = new CopyRows(COLUMNS, 0);
        rows.begin().uuid(ID).text("Ж\"\\\n😀").bytes(new byte[] {0, -1});
        rows.int2(-7).int4(Integer.MIN_VALUE).int8(Long.MAX_VALUE).bool(true).millis(at.toEpochMilli());
        send(rows);
        assertThat(POSTGRES.query(
                        Boolean.class,
                        "select t = U&'\\0416\"\\\\' || chr(10) || U&'\\+01F600' and b = '\\x00ff' and i2 = -7"
                                + " and i4 = -2147483648 and i8 = 9223372036854775807 and yes"
                                + " and at = '1969-12-31 23:59:59.999Z' from copied where id = '" + ID + "'"))
                .isTrue();
    }

    @Test
    void nothingIsNull() {
        CopyRows rows = new CopyRows(COLUMNS, 0);
        rows.begin()
                .uuid(ID)
                .text(null)
                .bytes(null)
                .int2(null)
                .int4(null)
                .int8(1)
                .bool(false)
                .millis(null);
        send(rows);
        assertThat(POSTGRES.query(Long.class, "select num_nulls(t, b, i2, i4, at)::bigint from copied"))
                .isEqualTo(5);
    }

    @Test
    void takesMoreThanWasExpected() {
        CopyRows rows = new CopyRows(COLUMNS, 10);
        for (int i = 0; i < 5_000; i++) {
            rows.begin().uuid(new UUID(0, i)).text("x".repeat(300)).bytes(null);
            rows.int2(1).int4(1).int8(1).bool(true).millis(0L);
        }
        send(rows);
        assertThat(POSTGRES.query(Long.class, "select count(*) from copied where length(t) = 300"))
                .isEqualTo(5_000);
    }

    @Test
    void aRefusedRowLeavesTheConnectionUsable() {
        POSTGRES.database().useConnection(connection -> {
            assertThatThrownBy(() -> row("\0").send(connection, COPY))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22021"));
            row("x").send(connection, COPY);
        });
        assertThat(POSTGRES.query(Long.class, "select count(*) from copied")).isEqualTo(1);
    }

    private static CopyRows row(String text) {
        CopyRows rows = new CopyRows(COLUMNS, 0);
        return rows.begin()
                .uuid(ID)
                .text(text)
                .bytes(null)
                .int2(1)
                .int4(1)
                .int8(1)
                .bool(true)
                .millis(0L);
    }

    private static void send(CopyRows rows) {
        POSTGRES.database().useConnection(connection -> rows.send(connection, COPY));
    }
}
