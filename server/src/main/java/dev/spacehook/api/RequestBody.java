package dev.spacehook.api;

/**
 * The body of a request as it came, whatever its {@code Content-Type}: a parameter of this type makes a JAX-RS method
 * read it, 64 KiB at most. Methods without one leave the body unread and unparsed.
 */
@SuppressWarnings("ArrayRecordComponent")
public record RequestBody(byte[] bytes) {

    /** The most bytes that are read. */
    public static final int LIMIT = 64 * 1024;

    /**
     * The body as a JSON object.
     *
     * @throws Problem 400 {@code bad_json}
     */
    public JsonMembers json() {
        return StrictJson.object(bytes);
    }

    /** Never the content: it may hold secrets. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
