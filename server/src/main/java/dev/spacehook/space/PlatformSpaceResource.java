package dev.spacehook.space;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.RequestBody;
import dev.spacehook.config.Settings;
import dev.spacehook.identity.Callers;
import dev.spacehook.identity.PlatformApi;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the platform says of its spaces, and the way it opens to their owners' cabinet. */
@Path("/v1/platform/spaces")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Platform")
@PlatformApi
@RunOnVirtualThread
public final class PlatformSpaceResource {

    private final Spaces spaces;
    private final Callers callers;
    private final @Nullable URI publicUrl;

    PlatformSpaceResource(Spaces spaces, Callers callers, Settings settings) {
        this.spaces = spaces;
        this.callers = callers;
        this.publicUrl = settings.http().publicUrl();
    }

    /** What is sent; here for the API document. */
    @Schema(name = "PlatformSpaceInput")
    record PlatformSpaceInput(
            @Schema(required = true, pattern = "^[A-Za-z0-9_-]{1,64}$")
            String ownerId,

            @Schema(required = true, minLength = 1, maxLength = 64)
            String plan,

            @Schema(maxLength = 255, nullable = true, description = "Absent or null: as it is")
            String name) {}

    @Schema(name = "PlatformSpace")
    @JsonPropertyOrder({"id", "ownerId", "plan", "name"})
    record PlatformSpace(
            String id,
            String ownerId,
            String plan,
            @Schema(nullable = true) @Nullable String name) {

        static PlatformSpace of(Space space) {
            return new PlatformSpace(space.id(), space.ownerId(), space.plan(), space.name());
        }
    }

    @Schema(name = "CabinetLink")
    record CabinetLink(String url) {}

    @PUT
    @Path("/{spaceId}")
    @Operation(operationId = "PutPlatformSpace", summary = "Create a space or change its owner, plan and name")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = PlatformSpaceInput.class),
                            examples =
                                    @ExampleObject(
                                            name = "example",
                                            value =
                                                    "{\"ownerId\":\"62a09fc702f86ce37a9386f1\",\"plan\":\"team\",\"name\":\"Space\"}")))
    @APIResponse(
            responseCode = "200",
            description = "The space as it is now",
            content = @Content(schema = @Schema(implementation = PlatformSpace.class)))
    public PlatformSpace put(@PathParam("spaceId") String spaceId, RequestBody body) {
        JsonMembers members = body.json();
        String ownerId = SpaceMembers.ownerId(members);
        String plan = SpaceMembers.plan(members);
        String name = SpaceMembers.optionalName(members);
        members.refuseUnknown();
        return PlatformSpace.of(spaces.put(callers.actor(), spaceId, ownerId, plan, name));
    }

    @GET
    @Path("/{spaceId}")
    @Operation(operationId = "GetPlatformSpace", summary = "Read a space")
    @APIResponse(
            responseCode = "200",
            description = "The space",
            content = @Content(schema = @Schema(implementation = PlatformSpace.class)))
    public PlatformSpace get(@PathParam("spaceId") String spaceId) {
        return PlatformSpace.of(spaces.require(spaceId));
    }

    @DELETE
    @Path("/{spaceId}")
    @Operation(operationId = "DeletePlatformSpace", summary = "Delete a space with its webhook")
    @APIResponse(responseCode = "204", description = "Deleted, what waits is cancelled, history goes with retention")
    public void delete(@PathParam("spaceId") String spaceId) {
        spaces.delete(callers.actor(), spaceId);
    }

    @POST
    @Path("/{spaceId}/cabinet-link")
    @Operation(
            operationId = "CreateCabinetLink",
            summary = "A one-time link to the owner's cabinet, good for 5 minutes")
    @APIResponse(
            responseCode = "200",
            description = "Good for one use",
            content = @Content(schema = @Schema(implementation = CabinetLink.class)))
    public CabinetLink cabinetLink(@PathParam("spaceId") String spaceId, @Context UriInfo request) {
        String key = spaces.cabinetKey(callers.actor(), spaceId);
        URI base = publicUrl == null ? request.getBaseUri() : publicUrl;
        return new CabinetLink(base.toString().replaceAll("/+$", "") + "/login/" + key);
    }
}
