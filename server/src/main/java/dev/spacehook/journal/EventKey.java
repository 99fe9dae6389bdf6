package dev.spacehook.journal;

/**
 * The id a caller gave to an event.
 *
 * @param client the API client that gave it; keys of two clients never meet
 * @param key 1 to 64 characters
 * @param contentHash SHA-256 of the event's content: the same key with other content is a conflict
 */
public record EventKey(String client, String key, byte[] contentHash) {}
