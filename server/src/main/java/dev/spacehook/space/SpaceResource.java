package dev.spacehook.space;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.RequestBody;
import dev.spacehook.identity.Callers;
import dev.spacehook.identity.OwnerApi;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A person's own spaces. */
@Path("/v1/spaces")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Spaces")
@OwnerApi
@RunOnVirtualThread
public final class SpaceResource {

    private final Spaces spaces;
    private final Callers callers;

    SpaceResource(Spaces spaces, Callers callers) {
        this.spaces = spaces;
        this.callers = callers;
    }

    /** What is sent; here for the API document. */
    @Schema(name = "NewSpace")
    record NewSpace(
            @Schema(required = true, minLength = 1, maxLength = 255)
            String name,

            @Schema(nullable = true) Boolean isPublic,
            @Schema(maxLength = 10000, nullable = true) String description,
            @Schema(description = "Accepted, not used") Object logo) {}

    @Schema(name = "CreatedSpace")
    record Created(String id) {}

    @Schema(name = "Spaces")
    record Items(List<Item> items) {}

    @Schema(name = "Space")
    @JsonPropertyOrder({"id", "name", "isPublic", "description", "plan"})
    record Item(
            String id,
            @Schema(nullable = true) @Nullable String name,
            @JsonProperty("isPublic") boolean isPublic,
            @Schema(nullable = true) @Nullable String description,
            String plan) {

        static Item of(Space space) {
            return new Item(space.id(), space.name(), space.isPublic(), space.description(), space.plan());
        }
    }

    @POST
    @Operation(operationId = "createSpace", summary = "Create a space of one's own")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewSpace.class),
                            examples =
                                    @ExampleObject(
                                            name = "example",
                                            value =
                                                    "{\"name\":\"Space\",\"isPublic\":false,\"description\":\"\",\"logo\":\"\"}")))
    @APIResponse(
            responseCode = "201",
            description = "The new space",
            content = @Content(schema = @Schema(implementation = Created.class)))
    public Response create(RequestBody body) {
        JsonMembers members = body.json().ignoring("logo", "Logo");
        SpaceDetails details = new SpaceDetails(
                SpaceMembers.name(members), SpaceMembers.isPublic(members), SpaceMembers.description(members));
        members.refuseUnknown();
        Space space = spaces.create(callers.actor(), callers.person().personId(), details);
        return Response.status(Response.Status.CREATED)
                .entity(new Created(space.id()))
                .build();
    }

    @GET
    @Operation(operationId = "ListSpaces", summary = "List one's own spaces")
    @APIResponse(
            responseCode = "200",
            description = "The spaces by their ids",
            content = @Content(schema = @Schema(implementation = Items.class)))
    public Items list() {
        return new Items(spaces.ownedBy(callers.person().personId()).stream()
                .map(Item::of)
                .toList());
    }
}
