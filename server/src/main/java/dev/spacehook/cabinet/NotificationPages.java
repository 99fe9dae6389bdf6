package dev.spacehook.cabinet;

import dev.spacehook.api.Problem;
import dev.spacehook.event.EventName;
import dev.spacehook.history.Deliveries;
import dev.spacehook.history.Delivery;
import dev.spacehook.history.DeliveryDetails;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The section Notifications of a group: what was sent, what came of it, sending again. */
@Path("/spaces/{spaceId}/notifications")
@RunOnVirtualThread
public final class NotificationPages {

    private final Desk desk;
    private final Groups groups;
    private final Notifications notifications;
    private final Deliveries deliveries;

    @Inject
    NotificationPages(Desk desk, Groups groups, Notifications notifications, Deliveries deliveries) {
        this.desk = desk;
        this.groups = groups;
        this.notifications = notifications;
        this.deliveries = deliveries;
    }

    /** What the address of the list says. */
    public static final class ListQuery {
        @QueryParam("view")
        @Nullable
        String view;

        @QueryParam("status")
        @Nullable
        String status;

        @QueryParam("eventName")
        @Nullable
        String eventName;

        @QueryParam("roomId")
        @Nullable
        String roomId;

        @QueryParam("from")
        @Nullable
        String from;

        @QueryParam("to")
        @Nullable
        String to;

        @QueryParam("cursor")
        @Nullable
        String cursor;

        @QueryParam("again")
        @Nullable
        String again;

        @QueryParam("seen")
        @Nullable
        String seen;

        Notifications.Query read() {
            Filter filter = Filter.of(view, status, eventName, roomId, from, to);
            return new Notifications.Query(filter, blank(cursor), blank(again));
        }

        private static @Nullable String blank(@Nullable String text) {
            return text == null || text.isBlank() ? null : text;
        }
    }

    @GET
    public Response list(@PathParam("spaceId") String spaceId, @BeanParam ListQuery query) {
        return desk.show(visitor -> {
            GroupView group = groups.require(visitor, spaceId, "notifications");
            Notifications.Query read = query.read();
            Notifications.Read now = notifications.read(visitor, group, read);
            return desk.page(
                    visitor,
                    Templates.notifications(
                            desk.frame(visitor),
                            group,
                            now.view(),
                            read.filter(),
                            chart(visitor, spaceId),
                            now.canSend()));
        });
    }

    /** The parts of the page that keep themselves up to date: nothing new, no content. */
    @GET
    @Path("/live")
    public Response live(@PathParam("spaceId") String spaceId, @BeanParam ListQuery query) {
        return desk.show(visitor -> {
            GroupView group = groups.require(visitor, spaceId, "notifications");
            Notifications.Read now = notifications.read(visitor, group, query.read());
            return news(
                    visitor,
                    now.digest(),
                    query.seen,
                    () -> Templates.notificationsLive(desk.frame(visitor), group, now.view()));
        });
    }

    private Response news(Visitor visitor, String digest, @Nullable String seen, Supplier<TemplateInstance> part) {
        return digest.equals(seen) ? Response.noContent().build() : desk.page(visitor, part.get());
    }

    private ChartView chart(Visitor visitor, String spaceId) {
        return ChartView.of(visitor.texts(), new DayChart(deliveries.lastDay(spaceId), Instant.now()));
    }

    /** The chart, which keeps itself up to date too, but less often: it counts thousands of events. */
    @GET
    @Path("/day")
    public Response day(@PathParam("spaceId") String spaceId, @QueryParam("seen") String seen) {
        return desk.show(visitor -> {
            GroupView group = groups.require(visitor, spaceId, "notifications");
            ChartView chart = chart(visitor, spaceId);
            return news(visitor, chart.digest(), seen, () -> Templates.notifications$day(group, chart));
        });
    }

    @GET
    @Path("/{id}")
    public Response one(
            @PathParam("spaceId") String spaceId, @PathParam("id") String id, @QueryParam("done") String done) {
        return desk.show(visitor -> {
            GroupView group = groups.require(visitor, spaceId, "notifications");
            DetailsView view = notifications.details(visitor, group, deliveries.get(spaceId, id));
            String notice = "resent".equals(done) ? visitor.texts().of("done_resent") : null;
            return desk.page(visitor, Templates.notification(desk.frame(visitor), group, view, notice));
        });
    }

    @GET
    @Path("/{id}/live")
    public Response liveOne(
            @PathParam("spaceId") String spaceId, @PathParam("id") String id, @QueryParam("seen") String seen) {
        return desk.show(visitor -> {
            GroupView group = groups.require(visitor, spaceId, "notifications");
            DeliveryDetails details = deliveries.get(spaceId, id);
            return news(
                    visitor,
                    Notifications.digest(details),
                    seen,
                    () -> Templates.notification$live(
                            desk.frame(visitor), group, notifications.details(visitor, group, details)));
        });
    }

    @POST
    @Path("/{id}/resend")
    public Response resend(
            @PathParam("spaceId") String spaceId, @PathParam("id") String id, @FormParam("csrf") String csrf) {
        return desk.submit(csrf, visitor -> {
            groups.require(visitor, spaceId, "notifications");
            deliveries.resend(spaceId, id);
            return Desk.redirect("/spaces/" + spaceId + "/notifications/" + id + "?done=resent");
        });
    }

    @POST
    @Path("/resend")
    public Response resendAll(
            @PathParam("spaceId") String spaceId,
            @FormParam("csrf") String csrf,
            @FormParam("from") String from,
            @FormParam("to") String to) {
        return desk.submit(csrf, visitor -> {
            groups.require(visitor, spaceId, "notifications");
            Instant since = instant(visitor, from);
            Instant until = instant(visitor, to);
            long count = deliveries.resendAll(spaceId, Delivery.Status.FAILED, since, until);
            return Desk.redirect("/spaces/" + spaceId + "/notifications?again="
                    + Notifications.again(count, since, until == null ? Instant.now() : until));
        });
    }

    /** As the offer writes it, in UTC, or as the form's field does, in the visitor's zone. */
    private static @Nullable Instant instant(Visitor visitor, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : java.time.LocalDateTime.parse(text)
                            .atZone(visitor.texts().zone())
                            .toInstant();
        } catch (DateTimeException e) {
            throw Problem.badField("from", "time");
        }
    }

    @POST
    @Path("/test")
    public Response test(
            @PathParam("spaceId") String spaceId,
            @FormParam("csrf") String csrf,
            @FormParam("eventName") String eventName) {
        return desk.submit(csrf, visitor -> {
            groups.require(visitor, spaceId, "notifications");
            EventName name =
                    EventName.ofWireName(eventName == null ? "" : eventName).orElse(EventName.CALL_STARTED);
            Delivery test = deliveries.sendTest(spaceId, name);
            return Desk.redirect("/spaces/" + spaceId + "/notifications/" + test.id());
        });
    }
}
