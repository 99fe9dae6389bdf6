package dev.spacehook.cabinet;

import dev.spacehook.api.Language;
import dev.spacehook.api.Problem;
import dev.spacehook.identity.Actor;
import dev.spacehook.identity.Audit;
import dev.spacehook.identity.People;
import dev.spacehook.space.CabinetLinks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signing in and out, the list of groups, the language, the files of the pages. */
@Path("/")
@RunOnVirtualThread
public final class SignInPages {

    private static final int WRONG_PASSWORD = 422;
    private static final int A_YEAR = 31_536_000;
    private static final int AT_ONCE = 0;

    private final Desk desk;
    private final Groups groups;
    private final Sessions sessions;
    private final People people;
    private final CabinetLinks links;
    private final Audit audit;

    @Inject
    SignInPages(Desk desk, Groups groups, Sessions sessions, People people, CabinetLinks links, Audit audit) {
        this.desk = desk;
        this.groups = groups;
        this.sessions = sessions;
        this.people = people;
        this.links = links;
        this.audit = audit;
    }

    @GET
    public Response groups() {
        return desk.show(visitor -> desk.page(visitor, Templates.groups(desk.frame(visitor), groups.of(visitor))));
    }

    @GET
    @Path("/login")
    public Response signIn(@QueryParam("next") @DefaultValue("/") String next) {
        return desk.show(visitor ->
                visitor.who() == null ? form(visitor, 200, next, "", null) : Desk.redirect(Links.local(next)));
    }

    @POST
    @Path("/login")
    public Response signIn(
            @FormParam("csrf") String csrf,
            @FormParam("email") @DefaultValue("") String email,
            @FormParam("password") @DefaultValue("") String password,
            @FormParam("next") @DefaultValue("/") String next) {
        return desk.submit(csrf, visitor -> {
            Optional<People.SignedIn> person = people.verifyPassword(email.strip(), password, visitor.address());
            return person.map(signedIn -> enter(visitor, signedIn, next))
                    .orElseGet(() -> form(
                            visitor,
                            WRONG_PASSWORD,
                            next,
                            email,
                            visitor.texts().of("wrong_password")));
        });
    }

    private Response form(Visitor visitor, int status, String next, String email, @Nullable String error) {
        return desk.page(
                visitor, status, Templates.signIn(desk.frame(visitor), Links.local(next), Shown.of(email), error));
    }

    private Response enter(Visitor visitor, People.SignedIn person, String next) {
        String token = sessions.begin(person.personId(), person.passwordVersion());
        noteSignIn(visitor, person.personId(), "signed_in");
        return enter(visitor, token, Links.local(next));
    }

    private static Response enter(Visitor visitor, String token, String next) {
        NewCookie cookie = Desk.sessionCookie(token, visitor.secure(), (int) Sessions.LIFETIME.toSeconds());
        return Desk.redirect(next, cookie);
    }

    private void noteSignIn(Visitor visitor, String personId, String action) {
        audit.record(Audit.Entry.ofPerson(personId, Actor.person(personId, visitor.address()), action, null));
    }

    /** Comes from the platform's own page; good once. */
    @GET
    @Path("/login/{key}")
    public Response byLink(@PathParam("key") String key) {
        return desk.show(visitor -> {
            CabinetLinks.Admission admission =
                    links.consume(key).orElseThrow(() -> Problem.of(Problem.Code.NOT_FOUND, "cabinet_link"));
            noteSignIn(visitor, admission.personId(), "signed_in_by_link");
            return enter(visitor, sessions.begin(admission.personId()), "/spaces/" + admission.spaceId());
        });
    }

    /** Those who look at a link before a person does must not use it up. */
    @HEAD
    @Path("/login/{key}")
    public Response aboutLink() {
        return Response.noContent().build();
    }

    @POST
    @Path("/logout")
    public Response signOut(@FormParam("csrf") String csrf) {
        return desk.submit(csrf, visitor -> {
            sessions.end(visitor.token());
            return Desk.redirect("/login", Desk.sessionCookie("", visitor.secure(), AT_ONCE));
        });
    }

    @POST
    @Path("/language")
    public Response language(
            @FormParam("csrf") String csrf,
            @FormParam("language") @DefaultValue("") String language,
            @FormParam("back") String back) {
        return desk.submit(csrf, visitor -> {
            NewCookie cookie = new NewCookie.Builder(Door.LANGUAGE_COOKIE)
                    .value(Language.of(language).tag())
                    .path("/")
                    .httpOnly(true)
                    .secure(visitor.secure())
                    .sameSite(NewCookie.SameSite.LAX)
                    .maxAge(A_YEAR)
                    .build();
            return Desk.redirect(Links.local(back), cookie);
        });
    }

    @GET
    @Path("/assets/{digest}/{name}")
    public Response asset(@PathParam("digest") String digest, @PathParam("name") String name) {
        return desk.asset("/assets/" + digest + "/" + name);
    }
}
