package dev.spacehook.identity;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Problem;
import dev.spacehook.api.RequestBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** People, brought over by the platform's client under the ids it knows them by. */
@Path("/v1/platform/users/{userId}")
@Produces(MediaType.APPLICATION_JSON)
@PlatformApi
@Tag(name = "Platform")
public final class PlatformUsersResource {

    @Schema(name = "PlatformUser")
    record User(
            String id,
            String email,
            @Schema(nullable = true) @Nullable String username) {}

    /** What is sent; here for the API document. */
    @Schema(name = "PlatformUserInput")
    record UserInput(
            @Schema(required = true, maxLength = 254) String email,
            @Schema(maxLength = 200) String username,

            @Schema(description = "bcrypt ($2a$, $2b$, $2y$) or Argon2 ($argon2id$…); absent: the password stays")
            String passwordHash) {}

    private final People people;
    private final Callers callers;

    PlatformUsersResource(People people, Callers callers) {
        this.people = people;
        this.callers = callers;
    }

    @PUT
    @RunOnVirtualThread
    @Operation(operationId = "putPlatformUser", summary = "Create or change a person")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = UserInput.class),
                            examples =
                                    @ExampleObject(
                                            name = "user",
                                            value = "{\"email\":\"owner@example.com\",\"username\":\"Owner\"}")))
    @APIResponse(
            responseCode = "200",
            description = "The person as stored",
            content = @Content(schema = @Schema(implementation = User.class)))
    public User put(@PathParam("userId") String userId, RequestBody body) {
        requireId(userId);
        JsonMembers members = body.json();
        String email = Emails.require("email", members.string("email", 3, 254));
        String username = members.optionalString("username", 0, 200);
        String hash = members.optionalString("passwordHash", 1, 500);
        members.refuseUnknown();
        if (hash != null) {
            PasswordHashes.require("passwordHash", hash);
        }
        people.put(userId, email, username, hash, callers.actor());
        return new User(userId, email, username);
    }

    @DELETE
    @RunOnVirtualThread
    @Operation(
            operationId = "deletePlatformUser",
            summary = "Delete a person",
            description = "Ends the person's tokens on every node within seconds. Spaces are left to the platform.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "not_found")
    public void delete(@PathParam("userId") String userId) {
        requireId(userId);
        if (!people.delete(userId, callers.actor())) {
            throw Problem.of(Problem.Code.NOT_FOUND, "person");
        }
    }

    private static void requireId(String userId) {
        if (!Ids.isId(userId)) {
            throw Problem.of(Problem.Code.NOT_FOUND, "person");
        }
    }
}
