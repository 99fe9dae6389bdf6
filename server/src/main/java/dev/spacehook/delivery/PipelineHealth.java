package dev.spacehook.delivery;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while events are taken. */
@Readiness
@Singleton
final class PipelineHealth implements HealthCheck {
    private final Pipeline pipeline;

    PipelineHealth(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("intake")
                .status(pipeline.isAccepting())
                .build();
    }
}
