package dev.spacehook.cabinet;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The few files that pages load, read once at the start. Their addresses hold a digest of their content, so browsers
 * may keep them for ever. Immutable.
 */
@Singleton
final class Assets {

    private static final String HTMX = "META-INF/resources/webjars/htmx.org/2.0.7/dist/htmx.min.js";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final int DIGEST_CHARACTERS = 12;

    /** One file. */
    record Asset(String path, String mediaType, Body body) {}

    private final Map<String, Asset> byName = new HashMap<>();
    private final Map<String, Asset> byPath = new HashMap<>();

    Assets() {
        add("cabinet.css", "cabinet/cabinet.css", "text/css; charset=utf-8");
        add("cabinet.js", "cabinet/cabinet.js", SCRIPT);
        add("icon.svg", "cabinet/icon.svg", "image/svg+xml");
        add("htmx.js", HTMX, SCRIPT);
    }

    private void add(String name, String resource, String mediaType) {
        byte[] content = read(resource);
        Asset asset = new Asset("/assets/" + digest(content) + "/" + name, mediaType, Body.of(content));
        byName.put(name, asset);
        byPath.put(asset.path(), asset);
    }

    /** Where the file of this name is served. */
    String path(String name) {
        Asset asset = byName.get(name);
        if (asset == null) {
            throw new IllegalArgumentException("no asset " + name);
        }
        return asset.path();
    }

    Optional<Asset> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    private static byte[] read(String resource) {
        try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing in this build: " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
