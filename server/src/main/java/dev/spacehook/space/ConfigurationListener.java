package dev.spacehook.space;

/**
 * Told of each change of a space or its webhook after the commit and before the answer, so that on the node that
 * answers the change holds at once. Other nodes learn of it from the notification sent with the commit.
 */
public interface ConfigurationListener {

    /** May block for as long as reading one row takes; must not throw. */
    void changed(String spaceId);
}
