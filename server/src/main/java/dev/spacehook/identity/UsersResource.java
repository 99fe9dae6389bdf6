package dev.spacehook.identity;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.RequestBody;
import dev.spacehook.config.Secret;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** People, made by the platform's client with an id of ours. */
@Path("/v1/users")
@Produces(MediaType.APPLICATION_JSON)
@PlatformApi
@Tag(name = "Users")
public final class UsersResource {

    @Schema(name = "CreatedId")
    record CreatedId(String id) {}

    /** What is sent; here for the API document. */
    @Schema(name = "NewUser")
    record NewUser(
            @Schema(required = true, maxLength = 254) String email,

            @Schema(required = true, minLength = NewPerson.SHORTEST_PASSWORD, maxLength = NewPerson.LONGEST_PASSWORD)
            String password,

            @Schema(maxLength = 200) String username,
            @Schema(maxLength = 50) String phone,
            @Schema(description = "Accepted, not used") String captchaToken) {}

    private final People people;
    private final Callers callers;

    UsersResource(People people, Callers callers) {
        this.people = people;
        this.callers = callers;
    }

    @POST
    @RunOnVirtualThread
    @Operation(operationId = "createNewUser", summary = "Create a person")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewUser.class),
                            examples =
                                    @ExampleObject(
                                            name = "user",
                                            value = "{\"email\":\"owner@example.com\","
                                                    + "\"password\":\"correct horse battery\","
                                                    + "\"username\":\"Owner\",\"phone\":\"+70000000000\"}")))
    @APIResponse(
            responseCode = "201",
            description = "The new person's id",
            content = @Content(schema = @Schema(implementation = CreatedId.class)))
    public Response create(RequestBody body) {
        String id = people.create(person(body.json().ignoring("captchaToken")), callers.actor());
        return Response.status(Response.Status.CREATED)
                .entity(new CreatedId(id))
                .build();
    }

    private static NewPerson person(JsonMembers members) {
        NewPerson person = new NewPerson(
                members.string("email", 3, 254),
                new Secret(members.string("password", NewPerson.SHORTEST_PASSWORD, NewPerson.LONGEST_PASSWORD)),
                members.optionalString("username", 0, 200),
                members.optionalString("phone", 0, 50));
        members.refuseUnknown();
        return person;
    }
}
