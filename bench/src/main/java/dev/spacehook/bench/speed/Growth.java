package dev.spacehook.bench.speed;

import dev.spacehook.bench.machine.Service;
import dev.spacehook.bench.machine.Sql;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Fills the database with events of the past, delivered at the first try. */
final class Growth {

    private static final int DAYS = 20;
    private static final int SECONDS_PER_DAY = 86_000;

    private static final String PARTITION = """
            set role spacehook;
            do $$
            declare
                day date := (spacehook_now() at time zone 'UTC')::date - {day};
                base text;
            begin
                foreach base in array array['event', 'attempt'] loop
                    execute format('create table if not exists %I (like %I including all)', base || to_char(day, '_YYYYMMDD'), base);
                    begin
                        execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                            base, base || to_char(day, '_YYYYMMDD'),
                            spacehook_uuid7_floor(day::timestamp at time zone 'UTC'),
                            spacehook_uuid7_floor((day + 1)::timestamp at time zone 'UTC'));
                    exception when others then
                        if sqlerrm not like '%is already a partition%' then raise; end if;
                    end;
                end loop;
            end
            $$
            """;

    private static final String FILL = """
            with made as (
                insert into event (id, space_id, epoch, name, room_id, record_id, occurred_at, is_test)
                select spacehook_uuid7(at, i % 4096), spaces[1 + i % array_length(spaces, 1)], 1, 'record_finished',
                       lpad(to_hex(i % 9973), 24, '0'), lpad(to_hex(i), 24, '0'), at, false
                from (select array[{spaces}] as spaces,
                             ((spacehook_now() at time zone 'UTC')::date - {day})::timestamp at time zone 'UTC' as day) d,
                     lateral (select i, day + i * interval '{step} s' as at from generate_series(1, {count}) i) s
                returning id, space_id, occurred_at)
            insert into attempt (event_id, n, space_id, started_at, duration_ms, status_code, signed_at, signature, verdict)
            select id, 1, space_id, occurred_at, 3, 204, occurred_at, repeat('0123456789abcdef', 4), 'delivered' from made
            """;

    private final Sql sql;

    Growth(Service service) {
        this.sql = service.sql();
    }

    /** @param total how many, over twenty days */
    void fill(int total, List<String> spaces, Consumer<String> progress) {
        int perDay = total / DAYS;
        String list = spaces.stream().map(space -> "'" + space + "'").collect(Collectors.joining(","));
        for (int day = 1; day <= DAYS; day++) {
            // the day of the past, which is over: today's is being written
            String ago = String.valueOf(day + 1);
            sql.execute(PARTITION.replace("{day}", ago));
            sql.execute(FILL.replace("{day}", ago)
                    .replace("{spaces}", list)
                    .replace("{count}", String.valueOf(perDay))
                    .replace("{step}", String.valueOf((double) SECONDS_PER_DAY / perDay)));
            progress.accept("  " + day * perDay + " old events");
        }
        // what autovacuum and the checkpointer would do in their own time, and not during the rounds
        sql.execute("vacuum analyze");
        sql.execute("checkpoint");
    }
}
