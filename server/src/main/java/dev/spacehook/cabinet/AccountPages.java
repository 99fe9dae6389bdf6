package dev.spacehook.cabinet;

import dev.spacehook.api.Problem;
import dev.spacehook.identity.People;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** What concerns the person, not a group: password, access, changes. */
@Path("/account")
@RunOnVirtualThread
public final class AccountPages {

    private static final int WRONG_PASSWORD = 422;

    private final Desk desk;
    private final People people;
    private final Sessions sessions;
    private final Access access;
    private final Trail trail;

    @Inject
    AccountPages(Desk desk, People people, Sessions sessions, Access access, Trail trail) {
        this.desk = desk;
        this.people = people;
        this.sessions = sessions;
        this.access = access;
        this.trail = trail;
    }

    @GET
    public Response account(@QueryParam("done") String done) {
        return desk.show(visitor -> {
            String notice = "password".equals(done) ? visitor.texts().of("done_password") : null;
            return page(visitor, 200, null, notice);
        });
    }

    private Response page(Visitor visitor, int status, @Nullable String error, @Nullable String notice) {
        AccessView own = access.view(visitor, "/account#access", null);
        return desk.page(
                visitor, status, Templates.account(desk.frame(visitor), own, trail.ofPerson(visitor), error, notice));
    }

    @POST
    @Path("/password")
    public Response changePassword(
            @FormParam("csrf") String csrf,
            @FormParam("current") @DefaultValue("") String current,
            @FormParam("new") @DefaultValue("") String wanted) {
        return desk.submit(csrf, visitor -> {
            try {
                return changed(visitor, current, wanted);
            } catch (Problem problem) {
                return page(
                        visitor,
                        problem.code().status(),
                        Desk.inWords(visitor, problem, visitor.texts().of("password_new")),
                        null);
            }
        });
    }

    private Response changed(Visitor visitor, String current, String wanted) {
        String personId = visitor.personId();
        if (!isRight(visitor, current)) {
            return page(visitor, WRONG_PASSWORD, visitor.texts().of("wrong_current_password"), null);
        }
        int version = people.changePassword(personId, wanted, visitor.actor());
        NewCookie cookie = Desk.sessionCookie(
                sessions.begin(personId, version), visitor.secure(), (int) Sessions.LIFETIME.toSeconds());
        return Desk.redirect("/account?done=password", cookie);
    }

    private boolean isRight(Visitor visitor, String password) {
        Sessions.SignedIn who = visitor.who();
        return who != null
                && who.email() != null
                && people.verifyPassword(who.email(), password, visitor.address())
                        .isPresent();
    }
}
