package dev.spacehook.identity;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Lets through whoever has a valid token. */
@Provider
@OwnerApi
@Priority(Priorities.AUTHENTICATION)
public final class OwnerFilter implements ContainerRequestFilter {

    private final Callers callers;

    OwnerFilter(Callers callers) {
        this.callers = callers;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        callers.authenticate();
    }
}
