package dev.spacehook.cabinet;

import dev.spacehook.api.Problem;
import dev.spacehook.config.Secret;
import dev.spacehook.identity.ApiClients;
import dev.spacehook.identity.PersonalTokens;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** ClientId, Client secret and personal tokens. What is shown once is the answer to its form, and nowhere else. */
@Path("/access")
@RunOnVirtualThread
public final class AccessPages {

    private static final int LONGEST_NAME = 100;

    private final Desk desk;
    private final ApiClients clients;
    private final PersonalTokens tokens;

    @Inject
    AccessPages(Desk desk, ApiClients clients, PersonalTokens tokens) {
        this.desk = desk;
        this.clients = clients;
        this.tokens = tokens;
    }

    @POST
    @Path("/client")
    public Response client(@FormParam("csrf") String csrf, @FormParam("back") String back) {
        return desk.submit(csrf, visitor -> {
            clients.getOrCreate(visitor.personId(), visitor.actor());
            return Desk.redirect(Links.local(back));
        });
    }

    @POST
    @Path("/secret")
    public Response refreshSecret(@FormParam("csrf") String csrf, @FormParam("back") String back) {
        return desk.submit(csrf, visitor -> {
            Secret secret = clients.refreshSecret(visitor.personId(), visitor.actor());
            return once(visitor, "client_secret_new", secret, "client_secret_confirm", back);
        });
    }

    @POST
    @Path("/tokens")
    public Response createToken(
            @FormParam("csrf") String csrf,
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("back") String back) {
        return desk.submit(csrf, visitor -> {
            PersonalTokens.Created token = tokens.create(visitor.personId(), named(name), visitor.actor());
            return once(visitor, "token_new", token.token(), "token_confirm", back);
        });
    }

    private static @Nullable String named(String name) {
        String text = name.strip();
        if (text.length() > LONGEST_NAME) {
            throw Problem.badField("name", "length", "0", String.valueOf(LONGEST_NAME));
        }
        return text.isEmpty() ? null : text;
    }

    private Response once(Visitor visitor, String title, Secret value, String confirm, @Nullable String back) {
        Texts texts = visitor.texts();
        return desk.page(
                visitor,
                Templates.shownOnce(
                        desk.frame(visitor), texts.of(title), value.value(), texts.of(confirm), Links.local(back)));
    }

    @POST
    @Path("/tokens/{tokenId}/delete")
    public Response deleteToken(
            @PathParam("tokenId") String tokenId, @FormParam("csrf") String csrf, @FormParam("back") String back) {
        return desk.submit(csrf, visitor -> {
            tokens.delete(visitor.personId(), tokenId, visitor.actor());
            return Desk.redirect(Links.local(back));
        });
    }
}
