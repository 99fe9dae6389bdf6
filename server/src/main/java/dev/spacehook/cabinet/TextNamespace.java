package dev.spacehook.cabinet;

import io.quarkus.qute.EngineConfiguration;
import io.quarkus.qute.EvalContext;
import io.quarkus.qute.Expression;
import io.quarkus.qute.NamespaceResolver;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code {t:key}} and {@code {t:key(argument)}} in templates: a text of {@link Texts}, escaped like any other value.
 * {@code {t:of(name)}} looks a computed key up.
 */
@EngineConfiguration
public final class TextNamespace implements NamespaceResolver {

    /** The attribute of a template instance that holds its {@link Texts}. */
    static final String ATTRIBUTE = "texts";

    @Override
    public String getNamespace() {
        return "t";
    }

    @Override
    public CompletionStage<Object> resolve(EvalContext context) {
        Texts texts = (Texts) Objects.requireNonNull(context.getAttribute(ATTRIBUTE));
        return evaluate(context).thenApply(arguments -> text(texts, context.getName(), arguments));
    }

    private static Object text(Texts texts, String name, List<Object> arguments) {
        return name.equals("of")
                ? texts.of(
                        arguments.getFirst().toString(),
                        arguments.subList(1, arguments.size()).toArray())
                : texts.of(name, arguments.toArray());
    }

    private static CompletionStage<List<Object>> evaluate(EvalContext context) {
        List<CompletableFuture<Object>> values = context.getParams().stream()
                .map((Expression parameter) -> context.evaluate(parameter).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(values.toArray(CompletableFuture[]::new))
                .thenApply(done -> values.stream().map(CompletableFuture::join).toList());
    }
}
