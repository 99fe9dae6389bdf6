package dev.spacehook.egress;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one request came, step by step.
 *
 * @param addresses how many addresses the host has that may be called; 0 where none was found
 * @param connected whether TCP came about with one of them
 * @param certificateUntil when the receiver's certificate expires or expired; null without one
 * @param location where a redirect points to, as it was sent; never followed, never to be trusted
 */
public record Examination(
        Outcome outcome,
        int addresses,
        boolean connected,
        @Nullable Instant certificateUntil,
        @Nullable String location) {}
