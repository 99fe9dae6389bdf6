package dev.spacehook.webhook;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Problem;
import dev.spacehook.api.RequestBody;
import dev.spacehook.identity.Callers;
import dev.spacehook.identity.PlatformApi;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
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

/** Webhooks that the platform brings over, with the secrets their receivers already have. */
@Path("/v1/platform/spaces")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Platform")
@PlatformApi
@RunOnVirtualThread
public final class PlatformWebhookResource {

    private final Webhooks webhooks;
    private final Callers callers;

    PlatformWebhookResource(Webhooks webhooks, Callers callers) {
        this.webhooks = webhooks;
        this.callers = callers;
    }

    /** What is sent; here for the API document. */
    @Schema(name = "ImportedWebHook")
    record ImportedWebhook(
            @Schema(required = true, maxLength = 2048) String url,

            @Schema(required = true, minLength = 16, maxLength = 256, description = "Printable characters")
            String secret,

            @Schema(description = "Absent: as it is; true for a new one")
            boolean isActive) {}

    @PUT
    @Path("/{spaceId}/webhook")
    @Operation(operationId = "PutPlatformWebHook", summary = "Bring a webhook over with its secret")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ImportedWebhook.class),
                            examples =
                                    @ExampleObject(
                                            name = "example",
                                            value =
                                                    "{\"url\":\"https://some.url/\",\"secret\":\"g7r0gOSKiQ59prCGXo1H50PACb5ca1mD\","
                                                            + "\"isActive\":true}")))
    @APIResponse(
            responseCode = "200",
            description = "The webhook with its secret",
            content = @Content(schema = @Schema(implementation = WebhookResource.WithSecret.class)))
    @APIResponse(responseCode = "403", description = "plan_without_webhooks")
    @APIResponse(responseCode = "422", description = "bad_url, forbidden_address")
    public WebhookResource.WithSecret put(@PathParam("spaceId") String spaceId, RequestBody body) {
        JsonMembers members = body.json();
        String url = WebhookMembers.url(members);
        WebhookSecret secret = WebhookMembers.secret(members);
        Boolean active = WebhookMembers.isActive(members);
        members.refuseUnknown();
        if (url == null) {
            throw Problem.badField("url", "missing");
        }
        return WebhookResource.WithSecret.of(webhooks.importWebhook(callers.actor(), spaceId, url, secret, active));
    }

    @GET
    @Path("/{spaceId}/webhook")
    @Operation(operationId = "GetPlatformWebHook", summary = "Read a webhook with its secret")
    @APIResponse(
            responseCode = "200",
            description = "The webhook with its secret",
            content = @Content(schema = @Schema(implementation = WebhookResource.WithSecret.class)))
    @APIResponse(responseCode = "404", description = "webhook_not_found")
    public WebhookResource.WithSecret get(@PathParam("spaceId") String spaceId) {
        return WebhookResource.WithSecret.of(webhooks.export(spaceId));
    }
}
