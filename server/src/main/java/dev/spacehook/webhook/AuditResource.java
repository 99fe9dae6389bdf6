package dev.spacehook.webhook;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.spacehook.api.Problem;
import dev.spacehook.api.QueryParameters;
import dev.spacehook.identity.Audit;
import dev.spacehook.identity.Callers;
import dev.spacehook.identity.OwnerApi;
import dev.spacehook.space.Spaces;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who changed what about a space and its webhook; for its owner. */
@Path("/v1/spaces")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "WebHook")
@OwnerApi
@RunOnVirtualThread
public final class AuditResource {

    private static final Set<String> NAMES = Set.of("limit", "cursor");
    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 200;

    private final Spaces spaces;
    private final Audit audit;
    private final Callers callers;

    AuditResource(Spaces spaces, Audit audit, Callers callers) {
        this.spaces = spaces;
        this.audit = audit;
        this.callers = callers;
    }

    @Schema(name = "AuditTrail")
    @JsonPropertyOrder({"items", "nextCursor"})
    record AuditTrail(
            List<AuditLine> items,
            @Schema(nullable = true) @Nullable String nextCursor) {}

    @JsonPropertyOrder({"at", "actor", "action", "detail", "address"})
    record AuditLine(
            @Schema(format = "date-time") String at,

            @Schema(description = "person:<id>, client:<id>, platform:<id> or system")
            String actor,

            String action,
            @Schema(nullable = true) @Nullable String detail,
            @Schema(nullable = true) @Nullable String address) {

        static AuditLine of(Audit.Line line) {
            Audit.Entry entry = line.entry();
            return new AuditLine(
                    line.at().toString(),
                    entry.actor().name(),
                    entry.action(),
                    entry.detail(),
                    entry.actor().address());
        }
    }

    @GET
    @Path("/{spaceId}/webhook/audit")
    @Operation(operationId = "ListAudit", summary = "Who changed what, newest first")
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            schema = @Schema(implementation = Integer.class, minimum = "1", maximum = "200", defaultValue = "50"))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "`nextCursor` of the page before",
            schema = @Schema(implementation = String.class))
    @APIResponse(
            responseCode = "200",
            description = "The newest changes, or those before the cursor",
            content = @Content(schema = @Schema(implementation = AuditTrail.class)))
    public AuditTrail list(@PathParam("spaceId") String spaceId, @Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri.getQueryParameters(), NAMES);
        String limit = query.value("limit");
        String cursor = query.value("cursor");
        int most = limit == null ? DEFAULT_LIMIT : (int) number("limit", limit, MOST);
        long before = cursor == null ? Long.MAX_VALUE : number("cursor", cursor, Long.MAX_VALUE);
        spaces.requireOwned(callers.current(), spaceId);
        return page(audit.ofSpace(spaceId, before, most + 1), most);
    }

    /** One line more than asked for tells that there is a next page; its cursor is the last line's id. */
    private static AuditTrail page(List<Audit.Line> lines, int most) {
        if (lines.size() <= most) {
            return new AuditTrail(lines.stream().map(AuditLine::of).toList(), null);
        }
        List<Audit.Line> page = lines.subList(0, most);
        return new AuditTrail(
                page.stream().map(AuditLine::of).toList(),
                Long.toString(page.getLast().id()));
    }

    private static long number(String name, String text, long most) {
        if (!text.matches("[1-9][0-9]{0,17}") || Long.parseLong(text) > most) {
            throw Problem.badField(name, "number", "1", Long.toString(most));
        }
        return Long.parseLong(text);
    }
}
