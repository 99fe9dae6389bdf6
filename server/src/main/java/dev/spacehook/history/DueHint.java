package dev.spacehook.history;

/** Tells the dispatcher of this node that rows of a space have just been put into {@code due}. */
public interface DueHint {

    /** Claims for the space soon. A hint only: losing it delays the delivery until the next regular claim. */
    void wake(String spaceId);
}
