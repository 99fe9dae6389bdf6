package dev.spacehook.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.spacehook.event.EventName;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A delivery with what was signed and every attempt, in order. */
@JsonPropertyOrder({"delivery", "body", "attemptLog"})
public record DeliveryDetails(@JsonUnwrapped Delivery delivery, Body body, List<AttemptLogEntry> attemptLog) {

    /** The {@code body} member as it is signed: these members in this order. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"eventName", "roomId", "spaceId", "recordId"})
    public record Body(
            @Schema(implementation = String.class, examples = "\"record_finished\"")
            @JsonSerialize(using = Json.Name.class)
            EventName eventName,

            String roomId,
            String spaceId,
            @Nullable String recordId) {}
}
