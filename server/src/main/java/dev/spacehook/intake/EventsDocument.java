package dev.spacehook.intake;

import dev.spacehook.event.EventName;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** Describes {@link EventsRoute} in the API document, which JAX-RS annotations cannot. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class EventsDocument implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null) {
            document.setPaths(OASFactory.createPaths());
        }
        document.getPaths()
                .addPathItem(EventsRoute.PATH, OASFactory.createPathItem().POST(operation()));
    }

    private static Operation operation() {
        return OASFactory.createOperation()
                .operationId("AcceptEvents")
                .addTag("Platform")
                .summary("Hands over events that happened in rooms")
                .description("One event, or an array of up to 1,000 with an answer for each. 202 means stored on disk. "
                        + "An `id` of the caller's makes a repeat harmless for 7 days. Only for the platform's client.")
                .requestBody(OASFactory.createRequestBody()
                        .required(true)
                        .content(content(OASFactory.createSchema().oneOf(List.of(event(), arrayOf(event()))))))
                .responses(responses());
    }

    private static Schema event() {
        Schema name = string().enumeration(names());
        Schema event = OASFactory.createSchema().type(List.of(Schema.SchemaType.OBJECT));
        event.addProperty("eventName", name);
        event.addProperty("spaceId", string().minLength(1).maxLength(128));
        event.addProperty("roomId", string().minLength(1).maxLength(128));
        event.addProperty(
                "recordId", string().minLength(1).maxLength(128).description("On record_* only, and required there"));
        event.addProperty("occurredAt", string().format("date-time").description("RFC 3339; default: now"));
        event.addProperty("id", string().minLength(1).maxLength(64).description("The caller's own id of the event"));
        event.setRequired(List.of("eventName", "spaceId", "roomId"));
        event.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
        event.setExamples(List.of(Map.of(
                "eventName", "record_finished",
                "spaceId", "60d55c0eb9ef88ab17b0aabb",
                "roomId", "62bcc725721aeb718445daf7",
                "recordId", "62bcc7a4721aeb718445db02",
                "id", "recording-4711-finished")));
        return event;
    }

    private static List<Object> names() {
        return new ArrayList<>(
                Arrays.stream(EventName.values()).map(EventName::wireName).toList());
    }

    private static APIResponses responses() {
        Schema items = OASFactory.createSchema().type(List.of(Schema.SchemaType.OBJECT));
        items.addProperty("items", arrayOf(verdict()));
        APIResponses responses = OASFactory.createAPIResponses();
        responses.addAPIResponse(
                "202",
                response("Decided: accepted (stored on disk), ignored, or, in an array, rejected")
                        .content(content(OASFactory.createSchema().anyOf(List.of(verdict(), items)))));
        Map<String, String> refusals = Map.of(
                "400", "bad_json, bad_request",
                "401", "token_missing, token_invalid, token_expired",
                "403", "not_platform_client",
                "405", "method_not_allowed",
                "409", "event_id_conflict",
                "413", "too_large: over 1 MiB",
                "414", "uri_too_long",
                "422", "bad_field, with the member's name",
                "431", "headers_too_large",
                "503", "unavailable: not confirmed; repeat with the same id after Retry-After seconds");
        refusals.forEach((status, codes) -> responses.addAPIResponse(
                status,
                response(codes)
                        .content(OASFactory.createContent()
                                .addMediaType(
                                        "application/problem+json",
                                        OASFactory.createMediaType()
                                                .schema(OASFactory.createSchema()
                                                        .ref("#/components/schemas/Problem"))))));
        return responses;
    }

    private static Schema verdict() {
        Schema verdict = OASFactory.createSchema().type(List.of(Schema.SchemaType.OBJECT));
        verdict.addProperty("id", string().format("uuid").description("Of an accepted event: the delivery's id"));
        verdict.addProperty("status", string().enumeration(List.of("accepted", "ignored", "rejected")));
        verdict.addProperty(
                "reason",
                string().enumeration(
                                List.of("unknown_space", "plan_without_webhooks", "no_webhook", "webhook_inactive")));
        verdict.addProperty("code", string().description("Of a rejected event"));
        verdict.addProperty("detail", string());
        verdict.addProperty("field", string());
        verdict.setRequired(List.of("status"));
        return verdict;
    }

    private static APIResponse response(String description) {
        return OASFactory.createAPIResponse().description(description);
    }

    private static Schema string() {
        return OASFactory.createSchema().type(List.of(Schema.SchemaType.STRING));
    }

    private static Schema arrayOf(Schema items) {
        return OASFactory.createSchema()
                .type(List.of(Schema.SchemaType.ARRAY))
                .items(items)
                .maxItems(1_000);
    }

    private static Content content(Schema schema) {
        return OASFactory.createContent()
                .addMediaType("application/json", OASFactory.createMediaType().schema(schema));
    }
}
