package dev.spacehook.bench.chaos;

import java.util.function.Consumer;

/**
 * Something that breaks, and the way back where nobody else finds it.
 *
 * @param isLong takes minutes: in the long form only
 * @param happen returns once the installation should work again
 */
record Fault(String name, boolean isLong, Consumer<Stage> happen) {

    static Fault quick(String name, Consumer<Stage> happen) {
        return new Fault(name, false, happen);
    }

    static Fault slow(String name, Consumer<Stage> happen) {
        return new Fault(name, true, happen);
    }
}
