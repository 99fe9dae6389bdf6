package dev.spacehook.api;

import dev.spacehook.storage.StorageException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever a resource throws into a problem document. */
@Singleton
final class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final int STORAGE_RETRY_SECONDS = 2;

    private final AllowedMethods allowed;
    private final CurrentVertxRequest request;
    private final RefusalPages pages;

    ProblemMappers(AllowedMethods allowed, CurrentVertxRequest request, RefusalPages pages) {
        this.allowed = allowed;
        this.request = request;
        this.pages = pages;
    }

    @ServerExceptionMapper
    Response problem(Problem problem, HttpHeaders headers) {
        return answer(problem, headers).build();
    }

    @ServerExceptionMapper
    Response storage(StorageException e, HttpHeaders headers) {
        if (!e.isUnavailable()) {
            return internal(e, headers);
        }
        LOG.warnf("database unavailable: SQLSTATE %s", e.sqlState());
        Problem problem = Problem.of(Problem.Code.UNAVAILABLE).retryAfter(STORAGE_RETRY_SECONDS);
        return answer(problem, headers).build();
    }

    /** What the framework itself refuses: no such path, no such method, a path that does not decode. */
    @ServerExceptionMapper
    Response framework(WebApplicationException e, HttpHeaders headers, UriInfo uri) {
        Response refused = e.getResponse();
        if (refused.getStatus() < 400 || refused.hasEntity()) {
            return refused;
        }
        if (e instanceof NotAllowedException) {
            return answer(Problem.of(Problem.Code.METHOD_NOT_ALLOWED), headers)
                    .header(HttpHeaders.ALLOW, allowed.of("/" + uri.getPath().replaceAll("^/", "")))
                    .build();
        }
        return switch (refused.getStatus()) {
            case 404 -> answer(Problem.of(Problem.Code.NOT_FOUND), headers).build();
            case 413 -> answer(Problem.of(Problem.Code.TOO_LARGE), headers).build();
            case 400 -> answer(Problem.of(Problem.Code.BAD_REQUEST), headers).build();
            default -> refused.getStatus() < 500 ? refused : internal(e, headers);
        };
    }

    @ServerExceptionMapper
    Response internal(Throwable e, HttpHeaders headers) {
        String reference = UUID.randomUUID().toString();
        LOG.errorf(e, "unexpected failure, reference %s", reference);
        return answer(Problem.internal(reference), headers).build();
    }

    private Response.ResponseBuilder answer(Problem problem, HttpHeaders headers) {
        if (problem.code() == Problem.Code.TOO_LARGE) {
            RoutingContext context = request.getCurrent();
            context.addEndHandler(ended -> context.vertx().runOnContext(later -> VertxProblems.closeSoon(context)));
        }
        Response.ResponseBuilder answer =
                RefusalPages.areFor(request.getCurrent().request())
                        ? page(problem)
                        : document(problem, Language.of(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE)));
        Problems.headers(problem).forEach(answer::header);
        return answer;
    }

    private static Response.ResponseBuilder document(Problem problem, Language language) {
        return Response.status(problem.code().status())
                .type(Problems.MEDIA_TYPE)
                .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
                .entity(Problems.body(problem, language));
    }

    private Response.ResponseBuilder page(Problem problem) {
        RefusalPages.Page page = pages.page(request.getCurrent().request(), problem);
        return Response.status(problem.code().status())
                .type(Problems.HTML)
                .header(HttpHeaders.CONTENT_LANGUAGE, page.language().tag())
                .entity(page.html());
    }
}
