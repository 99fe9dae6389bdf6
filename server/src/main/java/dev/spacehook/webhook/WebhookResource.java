package dev.spacehook.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Problem;
import dev.spacehook.api.RequestBody;
import dev.spacehook.identity.Callers;
import dev.spacehook.identity.OwnerApi;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The five documented operations on the webhook of a space. */
@Path("/v1/spaces")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "WebHook")
@OwnerApi
@RunOnVirtualThread
public final class WebhookResource {

    private static final String VIEW = "{\"url\":\"https://some.url\",\"isActive\":true}";
    private static final String WITH_SECRET =
            "{\"url\":\"https://some.url\",\"secret\":\"g7r0gOSKiQ59prCGXo1H50PACb5ca1mD\",\"isActive\":true}";

    private final Webhooks webhooks;
    private final Callers callers;

    WebhookResource(Webhooks webhooks, Callers callers) {
        this.webhooks = webhooks;
        this.callers = callers;
    }

    /** The answer that shows the secret. */
    @Schema(name = "WebHookWithSecret")
    @JsonPropertyOrder({"url", "secret", "isActive"})
    record WithSecret(
            String url,

            @Schema(description = "The key of both signatures")
            String secret,

            @JsonProperty("isActive") boolean isActive) {

        static WithSecret of(WebhookWithSecret webhook) {
            return new WithSecret(webhook.url(), webhook.secret().value(), webhook.isActive());
        }

        @Override
        public String toString() {
            return "WithSecret[***]";
        }
    }

    /** What is sent; here for the API document. */
    @Schema(name = "NewWebHook")
    record NewWebhook(
            @Schema(required = true, maxLength = 2048) String url,
            @Schema(defaultValue = "true") boolean isActive) {}

    /** What is sent; here for the API document. */
    @Schema(name = "WebHookChange", description = "One of the two is enough.", minProperties = 1)
    record WebhookChange(@Schema(maxLength = 2048) String url, boolean isActive) {}

    @POST
    @Path("/{spaceId}/webhook")
    @Operation(
            operationId = "CreateWebHook",
            summary = "Create the webhook of a space",
            description = "The secret is made here and shown in this answer. Saving does not call the URL.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewWebhook.class),
                            examples = @ExampleObject(name = "webhook", value = "{\"url\":\"https://some.url/\"}")))
    @APIResponse(
            responseCode = "201",
            description = "The webhook with its secret",
            content =
                    @Content(
                            schema = @Schema(implementation = WithSecret.class),
                            examples = @ExampleObject(name = "created", value = WITH_SECRET)))
    @APIResponse(responseCode = "403", description = "plan_without_webhooks")
    @APIResponse(responseCode = "409", description = "webhook_exists")
    @APIResponse(responseCode = "422", description = "bad_url, forbidden_address")
    public Response create(@PathParam("spaceId") String spaceId, RequestBody body) {
        JsonMembers members = body.json();
        String url = WebhookMembers.url(members);
        Boolean active = WebhookMembers.isActive(members);
        members.refuseUnknown();
        if (url == null) {
            throw Problem.badField("url", "missing");
        }
        WebhookWithSecret created =
                webhooks.create(callers.current(), callers.address(), spaceId, url, !Boolean.FALSE.equals(active));
        return Response.status(Response.Status.CREATED)
                .entity(WithSecret.of(created))
                .build();
    }

    @PUT
    @Path("/{spaceId}/webhook")
    @Operation(
            operationId = "UpdateWebHook",
            summary = "Change the URL, block, activate",
            description = "The secret stays. A new URL is used by waiting retries too. Blocking cancels what waits,"
                    + " for good.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = WebhookChange.class),
                            examples =
                                    @ExampleObject(
                                            name = "webhook",
                                            value = "{\"url\":\"https://some.url/\",\"isActive\":true}")))
    @APIResponse(
            responseCode = "200",
            description = "The webhook as it is now",
            content =
                    @Content(
                            schema = @Schema(implementation = WebhookView.class),
                            examples = @ExampleObject(name = "webhook", value = VIEW)))
    @APIResponse(responseCode = "403", description = "plan_without_webhooks")
    @APIResponse(responseCode = "404", description = "webhook_not_found")
    @APIResponse(responseCode = "422", description = "bad_url, forbidden_address")
    public WebhookView update(@PathParam("spaceId") String spaceId, RequestBody body) {
        JsonMembers members = body.json();
        String url = WebhookMembers.url(members);
        Boolean active = WebhookMembers.isActive(members);
        members.refuseUnknown();
        if (url == null && active == null) {
            throw Problem.badField("url", "url_or_is_active");
        }
        return webhooks.update(callers.current(), callers.address(), spaceId, url, active);
    }

    @GET
    @Path("/{spaceId}/webhook")
    @Operation(operationId = "GetWebHook", summary = "Read the webhook", description = "Never shows the secret.")
    @APIResponse(
            responseCode = "200",
            description = "The webhook",
            content =
                    @Content(
                            schema = @Schema(implementation = WebhookView.class),
                            examples = @ExampleObject(name = "webhook", value = VIEW)))
    @APIResponse(responseCode = "404", description = "webhook_not_found")
    public WebhookView get(@PathParam("spaceId") String spaceId) {
        return webhooks.get(callers.current(), spaceId);
    }

    @DELETE
    @Path("/{spaceId}/webhook")
    @Operation(
            operationId = "DeleteWebHook",
            summary = "Delete the webhook",
            description = "Cancels what waits, for good. History stays.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "webhook_not_found")
    public void delete(@PathParam("spaceId") String spaceId) {
        webhooks.delete(callers.current(), callers.address(), spaceId);
    }

    @PUT
    @Path("/{spaceId}/webhook/refresh-secret")
    @Operation(
            operationId = "RefreshSecretWebHook",
            summary = "Replace the secret",
            description = "Every attempt made after the answer is signed with the new secret, retries too.")
    @APIResponse(
            responseCode = "200",
            description = "The webhook with its new secret",
            content =
                    @Content(
                            schema = @Schema(implementation = WithSecret.class),
                            examples = @ExampleObject(name = "refreshed", value = WITH_SECRET)))
    @APIResponse(responseCode = "404", description = "webhook_not_found")
    public WithSecret refreshSecret(@PathParam("spaceId") String spaceId) {
        return WithSecret.of(webhooks.refreshSecret(callers.current(), callers.address(), spaceId));
    }
}
