package dev.spacehook.cabinet;

import dev.spacehook.identity.Audit;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who changed what about a group. */
@Path("/spaces/{spaceId}/changes")
@RunOnVirtualThread
public final class ChangePages {

    private final Desk desk;
    private final Groups groups;
    private final Trail trail;

    @Inject
    ChangePages(Desk desk, Groups groups, Trail trail) {
        this.desk = desk;
        this.groups = groups;
        this.trail = trail;
    }

    @GET
    public Response changes(@PathParam("spaceId") String spaceId, @QueryParam("before") String before) {
        return desk.show(visitor -> {
            GroupView group = groups.require(visitor, spaceId, "changes");
            List<Audit.Line> lines = trail.ofSpace(spaceId, number(before));
            String older = lines.size() < Trail.PAGE
                    ? null
                    : "/spaces/" + spaceId + "/changes?before="
                            + lines.getLast().id();
            return desk.page(
                    visitor, Templates.changes(desk.frame(visitor), group, trail.inWords(visitor, lines), older));
        });
    }

    private static long number(@Nullable String before) {
        return before != null && before.matches("[0-9]{1,18}") ? Long.parseLong(before) : Long.MAX_VALUE;
    }
}
