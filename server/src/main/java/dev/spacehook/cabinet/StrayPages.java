package dev.spacehook.cabinet;

import dev.spacehook.api.Language;
import dev.spacehook.api.Problem;
import dev.spacehook.api.RefusalPages;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;

/** What someone sees who asks for a page that is none of ours: nobody's, so that nothing has to be looked up for it. */
@Singleton
final class StrayPages implements RefusalPages {

    private final Assets assets;

    @Inject
    StrayPages(Assets assets) {
        this.assets = assets;
    }

    @Override
    public Page page(HttpServerRequest request, Problem problem) {
        Language language = Door.language(request);
        Texts texts = new Texts(language, ZoneOffset.UTC);
        String html = Templates.stray(
                        language.tag(),
                        assets.path("cabinet.css"),
                        assets.path("icon.svg"),
                        Desk.inWords(texts, problem))
                .setAttribute(TextNamespace.ATTRIBUTE, texts)
                .render();
        return new Page(language, html.getBytes(StandardCharsets.UTF_8));
    }
}
