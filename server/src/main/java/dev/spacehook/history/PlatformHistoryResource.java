package dev.spacehook.history;

import dev.spacehook.identity.PlatformApi;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The delivery history of any space, deleted ones included, for the platform's support. */
@Path("/v1/platform/spaces")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Platform")
@PlatformApi
@RunOnVirtualThread
public final class PlatformHistoryResource {

    private final Deliveries deliveries;

    PlatformHistoryResource(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @GET
    @Path("/{spaceId}/deliveries")
    @Operation(
            operationId = "ListSpaceDeliveries",
            summary = "List the notifications of a space, newest first",
            description = "As `ListDeliveries`.")
    @Parameter(name = "status", in = ParameterIn.QUERY, schema = @Schema(implementation = Delivery.Status.class))
    @Parameter(name = "eventName", in = ParameterIn.QUERY, schema = @Schema(implementation = String.class))
    @Parameter(name = "roomId", in = ParameterIn.QUERY, schema = @Schema(implementation = String.class))
    @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            schema = @Schema(implementation = String.class, format = "date-time"))
    @Parameter(
            name = "to",
            in = ParameterIn.QUERY,
            schema = @Schema(implementation = String.class, format = "date-time"))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            schema = @Schema(implementation = Integer.class, minimum = "1", maximum = "200", defaultValue = "50"))
    @Parameter(name = "cursor", in = ParameterIn.QUERY, schema = @Schema(implementation = String.class))
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content = @Content(schema = @Schema(implementation = DeliveryPage.class)))
    public DeliveryPage list(@PathParam("spaceId") String spaceId, @Context UriInfo uri) {
        ListParameters parameters = ListParameters.of(spaceId, uri.getQueryParameters());
        deliveries.requireKnown(spaceId);
        return deliveries.list(spaceId, parameters.filter(), parameters.limit(), parameters.cursor());
    }

    @GET
    @Path("/{spaceId}/deliveries/{id}")
    @Operation(operationId = "GetSpaceDelivery", summary = "Read a notification", description = "As `GetDelivery`.")
    @APIResponse(
            responseCode = "200",
            description = "The notification",
            content = @Content(schema = @Schema(implementation = DeliveryDetails.class)))
    @APIResponse(responseCode = "404", description = "delivery_not_found")
    public DeliveryDetails get(@PathParam("spaceId") String spaceId, @PathParam("id") String id) {
        deliveries.requireKnown(spaceId);
        return deliveries.get(spaceId, id);
    }
}
