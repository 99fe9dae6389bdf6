package dev.spacehook.cabinet;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The templates with what they show, checked when the service is built. */
@CheckedTemplate(basePath = "cabinet", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class Templates {

    private Templates() {}

    static native TemplateInstance stray(String language, String style, String icon, String text);

    static native TemplateInstance message(Frame frame, String text);

    static native TemplateInstance signIn(Frame frame, String next, String email, @Nullable String error);

    static native TemplateInstance groups(Frame frame, List<GroupView> groups);

    static native TemplateInstance integration(
            Frame frame,
            GroupView group,
            WebhookForm view,
            AccessView access,
            CheckView check,
            @Nullable String notice);

    static native TemplateInstance integration$check(Frame frame, GroupView group, CheckView check);

    static native TemplateInstance account(
            Frame frame, AccessView access, List<TrailLine> trail, @Nullable String error, @Nullable String notice);

    static native TemplateInstance shownOnce(Frame frame, String title, String value, String confirm, String back);

    static native TemplateInstance changes(Frame frame, GroupView group, List<TrailLine> trail, @Nullable String older);

    static native TemplateInstance notifications(
            Frame frame, GroupView group, NotificationsView view, Filter filter, ChartView chart, boolean canSend);

    static native TemplateInstance notificationsLive(Frame frame, GroupView group, NotificationsView view);

    static native TemplateInstance notifications$day(GroupView group, ChartView chart);

    static native TemplateInstance notification(
            Frame frame, GroupView group, DetailsView view, @Nullable String notice);

    static native TemplateInstance notification$live(Frame frame, GroupView group, DetailsView view);

    static native TemplateInstance signature(
            Frame frame, GroupView group, DoctorView doctor, boolean hasSecret, List<Snippets.Snippet> snippets);
}
