package dev.spacehook.api;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which methods a path has, for the header {@code Allow} of a 405 (RFC 9110, section 15.5.6): the framework omits it. */
@Singleton
final class AllowedMethods {

    private record Route(Pattern path, String method) {}

    private final Supplier<List<Route>> routes;

    AllowedMethods(BeanManager beans) {
        routes = new Once<>(() -> routes(beans));
    }

    /** The methods, comma-separated. */
    String of(String path) {
        TreeSet<String> methods = new TreeSet<>();
        for (Route route : routes.get()) {
            if (route.path().matcher(path).matches()) {
                methods.add(route.method());
            }
        }
        if (methods.contains(HttpMethod.GET)) {
            // the framework answers it by the method for GET
            methods.add(HttpMethod.HEAD);
        }
        return String.join(", ", methods);
    }

    private static List<Route> routes(BeanManager beans) {
        return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(Bean::getBeanClass)
                .filter(type -> type.isAnnotationPresent(Path.class))
                .flatMap(AllowedMethods::routes)
                .toList();
    }

    private static Stream<Route> routes(Class<?> resource) {
        List<Route> routes = new ArrayList<>();
        for (Method method : resource.getMethods()) {
            String http = httpMethod(method);
            if (http != null) {
                routes.add(new Route(pattern(path(resource) + "/" + path(method)), http));
            }
        }
        return routes.stream();
    }

    private static @Nullable String httpMethod(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> type.getAnnotation(HttpMethod.class).value())
                .findFirst()
                .orElse(null);
    }

    private static String path(java.lang.reflect.AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }

    private static Pattern pattern(String template) {
        String trimmed = ("/" + template).replaceAll("/+", "/").replaceAll("/$", "");
        return Pattern.compile(trimmed.replaceAll("\\{[^/]+}", "[^/]+") + "/?");
    }

    /** Looked for when first asked for: most processes never answer 405. */
    private static final class Once<T> implements Supplier<T> {

        private final Supplier<T> source;
        private volatile @Nullable T value;

        Once(Supplier<T> source) {
            this.source = source;
        }

        @Override
        public T get() {
            T known = value;
            if (known == null) {
                known = source.get();
                value = known;
            }
            return known;
        }
    }
}
