package dev.spacehook.identity;

import dev.spacehook.api.Problem;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Lets through the platform's client. */
@Provider
@PlatformApi
@Priority(Priorities.AUTHENTICATION)
public final class PlatformFilter implements ContainerRequestFilter {

    private final Callers callers;

    PlatformFilter(Callers callers) {
        this.callers = callers;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!(callers.authenticate() instanceof Caller.Platform)) {
            throw Problem.of(Problem.Code.NOT_PLATFORM_CLIENT);
        }
    }
}
