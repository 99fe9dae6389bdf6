package dev.spacehook.cabinet;

import dev.spacehook.api.Problem;
import dev.spacehook.api.Problems;
import dev.spacehook.storage.StorageException;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpHeaders;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one way from a request to a page: finds out who asks, refuses other sites' forms, and turns refusals into pages
 * of their own. Thread-safe; blocks.
 */
@Singleton
final class Desk {

    private static final int FORBIDDEN = 403;
    private static final int SEE_OTHER = 303;

    private final Door door;
    private final Assets assets;

    @Inject
    Desk(Door door, Assets assets) {
        this.door = door;
        this.assets = assets;
    }

    /** Answers a request that changes nothing. */
    Response show(Function<Visitor, Response> page) {
        return serve(page);
    }

    /** Answers a form. */
    Response submit(@Nullable String formToken, Function<Visitor, Response> action) {
        return serve(visitor -> {
            door.requireOwnForm(visitor, formToken);
            return action.apply(visitor);
        });
    }

    private Response serve(Function<Visitor, Response> work) {
        Visitor visitor = door.visitor();
        try {
            return work.apply(visitor);
        } catch (Visitor.SignedOutException e) {
            return toSignIn(visitor);
        } catch (Door.ForeignFormException e) {
            return message(visitor, FORBIDDEN, visitor.texts().of("foreign_form"));
        } catch (Problem e) {
            return refusal(visitor, e);
        } catch (StorageException e) {
            if (e.isUnavailable()) {
                return refusal(visitor, Problem.of(Problem.Code.UNAVAILABLE));
            }
            throw e;
        }
    }

    /** Whether a script of the page asks for a part of it. */
    boolean isPart() {
        return door.header("HX-Request") != null;
    }

    /** A page that looks for news by itself must not put the sign-in into its middle. */
    private Response toSignIn(Visitor visitor) {
        if (isPart()) {
            return Response.noContent().header("HX-Redirect", "/login").build();
        }
        return redirect("/login?next=" + URLEncoder.encode(visitor.location(), StandardCharsets.UTF_8));
    }

    private Response refusal(Visitor visitor, Problem problem) {
        return message(visitor, problem.code().status(), inWords(visitor, problem));
    }

    private Response message(Visitor visitor, int status, String text) {
        return page(visitor, status, Templates.message(frame(visitor), text));
    }

    /** A refusal in the pages' words where they have their own for it: those of the API speak of headers and methods. */
    static String inWords(Visitor visitor, Problem problem) {
        return inWords(visitor.texts(), problem);
    }

    static String inWords(Texts texts, Problem problem) {
        return Stream.of(problem.messageKey(), problem.code().wireName())
                .map(key -> "refused_" + key.replace('.', '_'))
                .filter(texts::has)
                .findFirst()
                .map(texts::of)
                .orElseGet(() -> Problems.detail(problem, texts.language()));
    }

    /** As {@link #inWords(Visitor, Problem)}, with the field called as the page calls it. */
    static String inWords(Visitor visitor, Problem problem, String field) {
        String prefix = problem.code().wireName() + ".";
        if (problem.field() == null || !problem.messageKey().startsWith(prefix)) {
            return inWords(visitor, problem);
        }
        String reason = problem.messageKey().substring(prefix.length());
        String[] rest = problem.arguments().stream().skip(1).toArray(String[]::new);
        return inWords(visitor, Problem.atField(problem.code(), field, reason, rest));
    }

    Frame frame(Visitor visitor) {
        return new Frame(visitor, assets);
    }

    Response page(Visitor visitor, TemplateInstance page) {
        return page(visitor, 200, page);
    }

    Response page(Visitor visitor, int status, TemplateInstance page) {
        String html =
                page.setAttribute(TextNamespace.ATTRIBUTE, visitor.texts()).render();
        Response.ResponseBuilder answer = Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .header("Cache-Control", "no-store")
                .header("Content-Language", visitor.texts().language().tag());
        if (!visitor.returning()) {
            answer.cookie(sessionCookie(visitor.token(), visitor.secure(), NewCookie.DEFAULT_MAX_AGE));
        }
        return Body.of(html.getBytes(StandardCharsets.UTF_8))
                .into(answer, door.header(HttpHeaders.ACCEPT_ENCODING))
                .build();
    }

    Response asset(String path) {
        return assets.at(path).map(this::asset).orElseThrow(() -> Problem.of(Problem.Code.NOT_FOUND));
    }

    private Response asset(Assets.Asset asset) {
        Response.ResponseBuilder answer =
                Response.ok().type(asset.mediaType()).header("Cache-Control", "public, max-age=31536000, immutable");
        return asset.body()
                .into(answer, door.header(HttpHeaders.ACCEPT_ENCODING))
                .build();
    }

    /** Leads on to a page of ours, after a form as RFC 9110, section 15.4.4, has it. */
    static Response redirect(String location, NewCookie... cookies) {
        return Response.status(SEE_OTHER)
                .header("Location", location)
                .header("Cache-Control", "no-store")
                .cookie(cookies)
                .build();
    }

    static NewCookie sessionCookie(String token, boolean secure, int maxAge) {
        return new NewCookie.Builder(Door.sessionCookie(secure))
                .value(token)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.LAX)
                .maxAge(maxAge)
                .build();
    }
}
