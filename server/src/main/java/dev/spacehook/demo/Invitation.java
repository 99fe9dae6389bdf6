package dev.spacehook.demo;

import java.nio.file.Path;

/** What to try next: addresses, a token, and lines that work as they are when pasted into another terminal. */
final class Invitation {

    private final Screen screen;
    private final String address;
    private final Scene scene;
    private final DemoFiles files;
    private final DemoReceiver receiver;

    Invitation(Screen screen, String address, Scene scene, DemoFiles files, DemoReceiver receiver) {
        this.screen = screen;
        this.address = address;
        this.scene = scene;
        this.files = files;
        this.receiver = receiver;
    }

    void print() {
        screen.heading("Look around");
        screen.line("cabinet   " + address + "/      e-mail " + Scene.EMAIL + "  password "
                + files.ownersCredentials().password());
        screen.line("API       " + address + "/doc/");
        screen.heading("The owner's token");
        screen.copyable("for Authorization: Bearer, and for Authorize in /doc/", scene.ownerToken());
        screen.heading("Lines to paste into another terminal (the token is in the header file)");
        curls();
        screen.heading("Notifications go on appearing here. Ctrl-C ends the demo.");
    }

    private void curls() {
        Path owner = files.header("owner", scene.ownerToken());
        Path platform = files.header("platform", scene.platformToken());
        String webhook = Scene.path(Scene.SPACE);
        screen.copyable("the webhook", curl(owner, "", webhook));
        screen.copyable(
                "an event of the platform: its notification appears here",
                curl(platform, json("POST", event()), "/v1/platform/events"));
        screen.copyable("a test", curl(owner, json("POST", "{\"eventName\":\"call_started\"}"), webhook + "/test"));
        screen.copyable("what was delivered", curl(owner, "", webhook + "/deliveries?limit=5"));
        boolean exists = scene.hasWebhook(Scene.OTHER_SPACE);
        screen.copyable(
                (exists ? "move the webhook" : "a webhook") + " of the second space, to the same receiver",
                curl(owner, json(exists ? "PUT" : "POST", url()), Scene.path(Scene.OTHER_SPACE)));
    }

    private String url() {
        return "{\"url\":\"" + receiver.urlOf(Scene.OTHER_SPACE) + "\"}";
    }

    private static String event() {
        return "{\"eventName\":\"call_started\",\"spaceId\":\"" + Scene.SPACE + "\",\"roomId\":\"my-room\"}";
    }

    private static String json(String method, String body) {
        return "-X " + method + " -H 'Content-Type: application/json' -d '" + body + "' ";
    }

    private String curl(Path header, String options, String path) {
        return "curl -H '@" + header + "' " + options + "'" + address + path + "'";
    }
}
