package dev.spacehook.history;

import dev.spacehook.api.JsonMembers;
import dev.spacehook.api.Problem;
import dev.spacehook.api.RequestBody;
import dev.spacehook.event.EventName;
import dev.spacehook.identity.Callers;
import dev.spacehook.identity.OwnerApi;
import dev.spacehook.space.Spaces;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The delivery history of a space, for its owner. */
@Path("/v1/spaces")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "WebHook")
@OwnerApi
@RunOnVirtualThread
public final class HistoryResource {

    private final Deliveries deliveries;
    private final Spaces spaces;
    private final Callers callers;

    HistoryResource(Deliveries deliveries, Spaces spaces, Callers callers) {
        this.deliveries = deliveries;
        this.spaces = spaces;
        this.callers = callers;
    }

    /** How many deliveries are sent again. */
    @Schema(name = "Resent")
    record Resent(long count) {}

    /** What is sent; here for the API document. */
    @Schema(name = "ResendRequest")
    record ResendRequest(
            @Schema(
                    required = true,
                    enumeration = {"failed", "cancelled"})
            String status,

            @Schema(format = "date-time", description = "`acceptedAt` from here, inclusive") @Nullable
            String from,

            @Schema(format = "date-time", description = "`acceptedAt` up to here, exclusive") @Nullable
            String to) {}

    /** What is sent; here for the API document. */
    @Schema(name = "TestRequest")
    record TestRequest(
            @Schema(required = true, examples = "\"call_started\"")
            String eventName) {}

    @GET
    @Path("/{spaceId}/webhook/deliveries")
    @Operation(
            operationId = "ListDeliveries",
            summary = "List the notifications of a space, newest first",
            description = "Follow `nextCursor` until it is null. A page may be shorter than `limit`, or empty, although"
                    + " more follow: a rare match is searched for a bounded time.")
    @Parameter(name = "status", in = ParameterIn.QUERY, schema = @Schema(implementation = Delivery.Status.class))
    @Parameter(
            name = "eventName",
            in = ParameterIn.QUERY,
            schema =
                    @Schema(
                            implementation = String.class,
                            enumeration = {
                                "call_started",
                                "call_finished",
                                "record_started",
                                "record_finished",
                                "record_failed",
                                "record_aborted"
                            }))
    @Parameter(name = "roomId", in = ParameterIn.QUERY, schema = @Schema(implementation = String.class))
    @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            description = "`acceptedAt` from here, inclusive",
            schema = @Schema(implementation = String.class, format = "date-time"))
    @Parameter(
            name = "to",
            in = ParameterIn.QUERY,
            description = "`acceptedAt` up to here, exclusive",
            schema = @Schema(implementation = String.class, format = "date-time"))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            schema = @Schema(implementation = Integer.class, minimum = "1", maximum = "200", defaultValue = "50"))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "`nextCursor` of the page before, with the same filters",
            schema = @Schema(implementation = String.class))
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content = @Content(schema = @Schema(implementation = DeliveryPage.class)))
    public DeliveryPage list(@PathParam("spaceId") String spaceId, @Context UriInfo uri) {
        ListParameters parameters = ListParameters.of(spaceId, uri.getQueryParameters());
        requireOwned(spaceId);
        return deliveries.list(spaceId, parameters.filter(), parameters.limit(), parameters.cursor());
    }

    @GET
    @Path("/{spaceId}/webhook/deliveries/{id}")
    @Operation(
            operationId = "GetDelivery",
            summary = "Read a notification with what was signed and all attempts",
            description = "`answer` is what the receiver wrote: show it as text only.")
    @APIResponse(
            responseCode = "200",
            description = "The notification",
            content = @Content(schema = @Schema(implementation = DeliveryDetails.class)))
    @APIResponse(responseCode = "404", description = "delivery_not_found")
    public DeliveryDetails get(@PathParam("spaceId") String spaceId, @PathParam("id") String id) {
        requireOwned(spaceId);
        return deliveries.get(spaceId, id);
    }

    @POST
    @Path("/{spaceId}/webhook/deliveries/{id}/resend")
    @Operation(
            operationId = "ResendDelivery",
            summary = "Send a notification again",
            description = "Attempt numbers go on, in a new series. One that is pending is left as it is.")
    @APIResponse(
            responseCode = "202",
            description = "The notification, pending",
            content = @Content(schema = @Schema(implementation = Delivery.class)))
    @APIResponse(responseCode = "403", description = "plan_without_webhooks")
    @APIResponse(responseCode = "404", description = "webhook_not_found, delivery_not_found")
    @APIResponse(responseCode = "409", description = "webhook_inactive")
    public Response resend(@PathParam("spaceId") String spaceId, @PathParam("id") String id) {
        requireOwned(spaceId);
        return accepted(deliveries.resend(spaceId, id));
    }

    @POST
    @Path("/{spaceId}/webhook/deliveries/resend")
    @Operation(
            operationId = "ResendDeliveries",
            summary = "Send all failed or cancelled notifications again",
            description = "Put in line newest first, some thousand at a time, before the answer. Repeating the request"
                    + " is harmless, also after a 503 or a lost connection: what is pending is left as it is, the rest"
                    + " follows.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ResendRequest.class),
                            examples =
                                    @ExampleObject(
                                            name = "failed",
                                            value = "{\"status\":\"failed\",\"from\":\"2026-11-24T06:00:00.000Z\","
                                                    + "\"to\":\"2026-11-24T07:00:00.000Z\"}")))
    @APIResponse(
            responseCode = "202",
            description = "How many",
            content = @Content(schema = @Schema(implementation = Resent.class)))
    @APIResponse(responseCode = "403", description = "plan_without_webhooks")
    @APIResponse(responseCode = "404", description = "webhook_not_found")
    @APIResponse(responseCode = "409", description = "webhook_inactive")
    public Response resendAll(@PathParam("spaceId") String spaceId, RequestBody body) {
        JsonMembers members = body.json();
        Delivery.Status status = required(members, "status", "resend_status", HistoryResource::resendable);
        Instant from = optional(members, "from", "time", Times::parse);
        Instant to = optional(members, "to", "time", Times::parse);
        members.refuseUnknown();
        requireOwned(spaceId);
        return accepted(new Resent(deliveries.resendAll(spaceId, status, from, to)));
    }

    @POST
    @Path("/{spaceId}/webhook/test")
    @Operation(
            operationId = "TestWebHook",
            summary = "Send a test notification",
            description = "With `roomId` `test-room`, `recordId` `test-record` and the header `Spacehook-Test: true`.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TestRequest.class),
                            examples = @ExampleObject(name = "call", value = "{\"eventName\":\"call_started\"}")))
    @APIResponse(
            responseCode = "202",
            description = "The notification",
            content = @Content(schema = @Schema(implementation = Delivery.class)))
    @APIResponse(responseCode = "403", description = "plan_without_webhooks")
    @APIResponse(responseCode = "404", description = "webhook_not_found")
    @APIResponse(responseCode = "409", description = "webhook_inactive")
    public Response test(@PathParam("spaceId") String spaceId, RequestBody body) {
        JsonMembers members = body.json();
        EventName name = required(members, "eventName", "event_name", EventName::ofWireName);
        members.refuseUnknown();
        requireOwned(spaceId);
        return accepted(deliveries.sendTest(spaceId, name));
    }

    @GET
    @Path("/{spaceId}/webhook/status")
    @Operation(
            operationId = "GetWebHookStatus",
            summary = "How the webhook is doing",
            description = "Answers without a webhook too. `ignored` counts the events of the last 24 hours that led to"
                    + " no notification, by reason; up to a minute late.")
    @APIResponse(
            responseCode = "200",
            description = "The state",
            content = @Content(schema = @Schema(implementation = WebhookStatus.class)))
    public WebhookStatus status(@PathParam("spaceId") String spaceId) {
        requireOwned(spaceId);
        return deliveries.status(spaceId);
    }

    private void requireOwned(String spaceId) {
        spaces.requireOwned(callers.current(), spaceId);
    }

    private static Response accepted(Object entity) {
        return Response.accepted(entity).build();
    }

    private static Optional<Delivery.Status> resendable(String text) {
        return Delivery.Status.ofWireName(text)
                .filter(status -> status == Delivery.Status.FAILED || status == Delivery.Status.CANCELLED);
    }

    private static <T> T required(
            JsonMembers members, String name, String reason, Function<String, Optional<T>> parser) {
        return parser.apply(members.string(name, 0, Integer.MAX_VALUE))
                .orElseThrow(() -> Problem.badField(name, reason));
    }

    private static <T> @Nullable T optional(
            JsonMembers members, String name, String reason, Function<String, Optional<T>> parser) {
        String text = members.optionalString(name, 0, Integer.MAX_VALUE);
        return text == null ? null : parser.apply(text).orElseThrow(() -> Problem.badField(name, reason));
    }
}
