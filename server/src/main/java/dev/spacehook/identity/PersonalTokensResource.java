package dev.spacehook.identity;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.RequestBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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

/** The caller's own personal tokens. */
@Path("/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
@OwnerApi
@Tag(name = "Auth")
public final class PersonalTokensResource {

    @Schema(name = "PersonalToken")
    record Listed(
            String id,
            @Schema(nullable = true) @Nullable String name,
            @Schema(format = "date-time") String createdAt,

            @Schema(format = "date-time", nullable = true) @Nullable
            String lastUsedAt) {}

    @Schema(name = "PersonalTokens")
    record Tokens(List<Listed> items) {}

    @Schema(name = "CreatedPersonalToken")
    record Created(
            String id,
            @Schema(nullable = true) @Nullable String name,
            @Schema(description = "Shown this once") String token,
            @Schema(format = "date-time") String createdAt) {

        @Override
        public String toString() {
            return "Created[" + id + "]";
        }
    }

    /** What is sent; here for the API document. */
    @Schema(name = "NewPersonalToken")
    record NewToken(@Schema(maxLength = 100) String name) {}

    private final PersonalTokens tokens;
    private final Callers callers;

    PersonalTokensResource(PersonalTokens tokens, Callers callers) {
        this.tokens = tokens;
        this.callers = callers;
    }

    @GET
    @RunOnVirtualThread
    @Operation(operationId = "listPersonalTokens", summary = "List one's personal tokens")
    @APIResponse(
            responseCode = "200",
            description = "The tokens, newest first, without their text",
            content = @Content(schema = @Schema(implementation = Tokens.class)))
    public Tokens list() {
        return new Tokens(tokens.list(callers.person().personId()).stream()
                .map(PersonalTokensResource::listed)
                .toList());
    }

    private static Listed listed(PersonalTokens.Listed token) {
        String used = token.lastUsedAt() == null ? null : token.lastUsedAt().toString();
        return new Listed(token.id(), token.name(), token.createdAt().toString(), used);
    }

    @POST
    @RunOnVirtualThread
    @Operation(
            operationId = "createPersonalToken",
            summary = "Make a personal token",
            description = "It does not expire, and is shown this once. An empty body is an empty object.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewToken.class),
                            examples = @ExampleObject(name = "token", value = "{\"name\":\"nightly script\"}")))
    @APIResponse(responseCode = "404", description = "not_found: the platform has not registered this person")
    @APIResponse(
            responseCode = "201",
            description = "The token",
            content = @Content(schema = @Schema(implementation = Created.class)))
    public Response create(RequestBody body) {
        PersonalTokens.Created created = tokens.create(callers.person().personId(), name(body), callers.actor());
        Created answer = new Created(
                created.id(),
                created.name(),
                created.token().value(),
                created.createdAt().toString());
        return Response.status(Response.Status.CREATED).entity(answer).build();
    }

    private static @Nullable String name(RequestBody body) {
        if (body.bytes().length == 0) {
            return null;
        }
        JsonMembers members = body.json();
        String name = members.optionalString("name", 0, 100);
        members.refuseUnknown();
        return name;
    }

    @DELETE
    @Path("/{id}")
    @RunOnVirtualThread
    @Operation(operationId = "deletePersonalToken", summary = "End a personal token")
    @APIResponse(responseCode = "204", description = "Ended, on every node")
    @APIResponse(responseCode = "404", description = "not_found")
    public void delete(@PathParam("id") String id) {
        tokens.delete(callers.person().personId(), id, callers.actor());
    }
}
