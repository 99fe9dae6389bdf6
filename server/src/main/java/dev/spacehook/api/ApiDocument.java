package dev.spacehook.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Adds to the API document what holds for every operation, so that no resource has to repeat it: the bearer token, the
 * problem document with its codes, and the refusals that come before the operation itself.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDocument implements OASFilter {

    private static final String BEARER = "bearer";
    private static final String PROBLEM = "Problem";
    private static final String TOKEN_PATH = "/v1/auth/token";

    /** The order of the sections in the document. */
    private static final List<String> TAGS = List.of("WebHook", "Auth", "Users", "Spaces", "Platform");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Components components =
                document.getComponents() == null ? OASFactory.createComponents() : document.getComponents();
        components.addSecurityScheme(BEARER, bearer());
        components.addSchema(PROBLEM, problem());
        document.setComponents(components);
        document.setTags(
                TAGS.stream().map(name -> OASFactory.createTag().name(name)).toList());
        if (document.getPaths() != null) {
            keepApiOnly(document.getPaths());
            Map<String, Schema> schemas = components.getSchemas();
            document.getPaths().getPathItems().forEach((path, item) -> complete(path, item, schemas));
        }
    }

    /** The pages are for browsers. */
    private static void keepApiOnly(Paths paths) {
        Map<String, PathItem> api = new LinkedHashMap<>(paths.getPathItems());
        api.keySet().removeIf(path -> !path.startsWith("/v1/"));
        paths.setPathItems(api);
    }

    private static SecurityScheme bearer() {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description("An access token of POST " + TOKEN_PATH + ", or a personal token");
    }

    private static Schema problem() {
        List<Object> codes = new ArrayList<>();
        Arrays.stream(Problem.Code.values()).map(Problem.Code::wireName).forEach(codes::add);
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .description("A refusal (RFC 9457)")
                .addProperty("type", string().addExample("about:blank"))
                .addProperty("title", string())
                .addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
                .addProperty("code", string().enumeration(codes))
                .addProperty("detail", string().description("What to do, in the language of Accept-Language: en or ru"))
                .addProperty("field", string().description("The member at fault, where there is one"))
                .required(List.of("type", "title", "status", "code", "detail"));
    }

    private static Schema string() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }

    private static void complete(String path, PathItem item, Map<String, Schema> schemas) {
        for (Operation operation : item.getOperations().values()) {
            completeResponses(path, operation);
            refuseUnknownMembers(path, operation, schemas);
            if (!path.equals(TOKEN_PATH)) {
                operation.setSecurity(
                        List.of(OASFactory.createSecurityRequirement().addScheme(BEARER)));
            }
        }
    }

    /** Members that are not in the document are refused by name; but RFC 6749 has unknown parameters ignored. */
    private static void refuseUnknownMembers(String path, Operation operation, Map<String, Schema> schemas) {
        if (operation.getRequestBody() == null || path.equals(TOKEN_PATH)) {
            return;
        }
        for (MediaType media :
                operation.getRequestBody().getContent().getMediaTypes().values()) {
            String reference = media.getSchema().getRef();
            Schema body = reference == null ? null : schemas.get(reference.substring(reference.lastIndexOf('/') + 1));
            if (body != null) {
                body.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
            }
        }
    }

    private static void completeResponses(String path, Operation operation) {
        APIResponses responses = operation.getResponses();
        if (responses == null) {
            responses = OASFactory.createAPIResponses();
            operation.setResponses(responses);
        }
        for (Map.Entry<String, String> refusal : refusals(path, operation).entrySet()) {
            APIResponse own = responses.getAPIResponse(refusal.getKey());
            if (own == null) {
                responses.addAPIResponse(refusal.getKey(), response(refusal.getValue()));
            } else {
                own.setDescription(refusal.getValue() + ", " + own.getDescription());
            }
        }
        responses.getAPIResponses().forEach(ApiDocument::giveBody);
    }

    /** A refusal that a resource describes in words only has the problem document as its body. */
    private static void giveBody(String status, APIResponse response) {
        if (status.matches("[45]..") && response.getContent() == null) {
            response.setContent(problemContent());
        } else if (status.equals("400")) {
            // an operation with refusals of its own form is behind the same door
            response.getContent().addMediaType(Problems.MEDIA_TYPE, problemMedia());
        }
    }

    /** By status; to these a resource adds what is its own. */
    private static Map<String, String> refusals(String path, Operation operation) {
        Map<String, String> refusals = new LinkedHashMap<>();
        if (!path.equals(TOKEN_PATH)) {
            refusals.put("401", "token_missing, token_invalid, token_expired");
            boolean platform = path.startsWith("/v1/platform/") || path.equals("/v1/users");
            refusals.put("403", platform ? "not_platform_client" : "not_owner");
        }
        if (operation.getRequestBody() != null) {
            refusals.put("413", "too_large");
        }
        boolean json = operation.getRequestBody() != null && !path.equals(TOKEN_PATH);
        refusals.put("400", json ? "bad_json, bad_request" : "bad_request");
        if (!path.equals(TOKEN_PATH) && (operation.getRequestBody() != null || hasQuery(operation))) {
            refusals.put("422", "bad_field");
        }
        if (path.contains("{spaceId}")) {
            refusals.put("404", "space_not_found, not_found");
        } else if (path.contains("{")) {
            refusals.put("404", "not_found");
        }
        refusals.put("414", "uri_too_long");
        refusals.put("431", "headers_too_large");
        refusals.put("429", "too_many_requests; Retry-After says when to come back");
        refusals.put("503", "unavailable; Retry-After says when to come back");
        return refusals;
    }

    private static boolean hasQuery(Operation operation) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> parameter.getIn() == Parameter.In.QUERY);
    }

    private static APIResponse response(String description) {
        return OASFactory.createAPIResponse().description(description);
    }

    private static Content problemContent() {
        return OASFactory.createContent().addMediaType(Problems.MEDIA_TYPE, problemMedia());
    }

    private static MediaType problemMedia() {
        return OASFactory.createMediaType().schema(OASFactory.createSchema().ref("#/components/schemas/" + PROBLEM));
    }
}
