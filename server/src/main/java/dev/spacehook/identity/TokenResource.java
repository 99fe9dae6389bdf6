package dev.spacehook.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spacehook.api.RequestBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Where tokens come from. */
@Path("/v1/auth/token")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Auth")
public final class TokenResource {

    /** The answer of RFC 6749, section 5.1. */
    @Schema(name = "Tokens")
    record Answer(
            @JsonProperty("token_type") @Schema(examples = "Bearer")
            String tokenType,

            @JsonProperty("access_token") String accessToken,
            @JsonProperty("refresh_token") String refreshToken) {}

    /** The answer of RFC 6749, section 5.2. */
    @Schema(name = "OAuthError")
    record Refusal(
            @Schema(enumeration = {"invalid_request", "invalid_client", "invalid_grant", "unsupported_grant_type"})
            String error,

            @JsonProperty("error_description") String errorDescription) {}

    /** What is sent; here for the API document. */
    @Schema(name = "TokenRequest")
    record Request(
            @Schema(
                    enumeration = {"client_credentials", "password", "refresh_token"},
                    required = true)
            String grant_type,

            String client_id,
            String client_secret,
            @Schema(description = "The person's e-mail") String username,
            String password,
            String refresh_token) {}

    private final TokenGrants grants;
    private final Callers callers;

    TokenResource(TokenGrants grants, Callers callers) {
        this.grants = grants;
        this.callers = callers;
    }

    @POST
    @RunOnVirtualThread
    @Operation(
            operationId = "getAccessToken",
            summary = "Get an access token and a refresh token",
            description =
                    "As a client (client_credentials), as a person (password), or again (refresh_token). JSON or a"
                            + " form; the client may also authenticate by HTTP Basic. Access tokens live 7 days, refresh tokens"
                            + " 21; a changed password or client secret ends refresh tokens.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Request.class),
                            examples = {
                                @ExampleObject(
                                        name = "client",
                                        value =
                                                "{\"grant_type\":\"client_credentials\","
                                                        + "\"client_id\":\"62a09fc702f86ce37a9386f2\",\"client_secret\":\"…\"}"),
                                @ExampleObject(
                                        name = "person",
                                        value = "{\"grant_type\":\"password\","
                                                + "\"username\":\"owner@example.com\",\"password\":\"…\"}"),
                                @ExampleObject(
                                        name = "refresh",
                                        value = "{\"grant_type\":\"refresh_token\",\"refresh_token\":\"…\"}")
                            }))
    @APIResponse(
            responseCode = "200",
            description = "The tokens",
            content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponse(
            responseCode = "400",
            description = "invalid_request, invalid_grant or unsupported_grant_type (RFC 6749)",
            content = @Content(schema = @Schema(implementation = Refusal.class)))
    @APIResponse(
            responseCode = "401",
            description = "invalid_client (RFC 6749)",
            content = @Content(schema = @Schema(implementation = Refusal.class)))
    public Response token(RequestBody body, @jakarta.ws.rs.core.Context HttpHeaders headers) {
        List<String> authorization = headers.getRequestHeader(HttpHeaders.AUTHORIZATION);
        TokenRequest request = TokenRequest.parse(body, authorization == null ? List.of() : authorization);
        TokenGrants.Tokens tokens = grants.grant(request, callers.address());
        return unstored(200)
                .entity(new Answer("Bearer", tokens.access(), tokens.refresh()))
                .build();
    }

    @ServerExceptionMapper
    Response refuse(OAuthError error) {
        Response.ResponseBuilder answer =
                unstored(error.status()).entity(new Refusal(error.error(), error.description()));
        if (error.challenge()) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"spacehook\"");
        }
        return answer.build();
    }

    /** {@code Cache-Control: no-store} is on every answer of the API. */
    private static Response.ResponseBuilder unstored(int status) {
        return Response.status(status).type(MediaType.APPLICATION_JSON).header("Pragma", "no-cache");
    }
}
