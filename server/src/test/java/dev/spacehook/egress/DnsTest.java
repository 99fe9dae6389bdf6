package dev.spacehook.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsTest {

    private static final String NAME = "hook.receiver.example.com";

    private final ScriptedDns dns = new ScriptedDns();
    private final Receiver receiver = Receiver.answering("HTTP/1.1 204 No Content\r\n\r\n");

    /** Loopback is exempt as a network, so that a public-looking name can lead to a receiver of the test. */
    private final Sender sender = sender(Rules.rules(false, false, "127.0.0.0/8", "::1/128"));

    private Sender sender(UrlRules rules) {
        return Sender.setup().rules(rules).dns(dns.address()).start();
    }

    @AfterEach
    void stop() throws Exception {
        sender.close();
        receiver.close();
        dns.close();
    }

    private Outcome post(Sender from) {
        return from.post("http://" + NAME + ":" + receiver.port() + "/");
    }

    private void assertFailed(String error) {
        assertThat(post(sender)).isEqualTo(new Outcome.Failed(error, null));
    }

    private static void assertDelivered(Outcome outcome, String note) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Answered.class, answered -> {
            assertThat(answered.status()).isEqualTo(204);
            assertThat(answered.note()).isEqualTo(note.isEmpty() ? null : note);
        });
    }

    @Test
    void findsTheReceiver() {
        dns.say(NAME, ScriptedDns.addresses(60, "127.0.0.1"));
        assertDelivered(post(sender), "");
        assertThat(receiver.requests()).singleElement().asString().contains("\r\nHost: " + NAME + ":");
        assertThat(dns.questions()).containsOnly("1 " + NAME, "28 " + NAME);
    }

    @Test
    void doesNotFindTheName() {
        assertFailed("dns_not_found");
    }

    @Test
    void hearsOfAFailure() {
        dns.say(NAME, ScriptedDns.SERVFAIL);
        assertFailed("dns_failure");
    }

    @Test
    void hearsNothing() {
        dns.say(NAME, ScriptedDns.SILENCE);
        assertFailed("dns_timeout");
    }

    @Test
    void findsNoAddress() {
        dns.say(NAME, ScriptedDns.EMPTY);
        assertFailed("dns_no_address");
    }

    @Test
    void makesDoWithTheHalfThatCame() {
        dns.say(NAME, ScriptedDns.addresses(60, "127.0.0.1")).sayOfAaaa(NAME, ScriptedDns.SILENCE);
        assertDelivered(post(sender), "");
        dns.say(NAME, ScriptedDns.EMPTY).sayOfAaaa(NAME, ScriptedDns.SERVFAIL);
        try (Sender other = sender(Rules.DEMO)) {
            assertThat(post(other)).isEqualTo(new Outcome.Failed("dns_failure", null));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "169.254.169.254",
                "100.100.100.200",
                "0.0.0.0",
                "::1",
                "fd00:ec2::254",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "2002:a00:1::1",
                "2001:db8::1",
                "2a00:1450::200:5efe:a00:1"
            })
    void refusesAnAddressThatIsNotPublic(String address) {
        dns.say(NAME, ScriptedDns.addresses(60, address));
        try (Sender strict = sender(Rules.rules(false, false))) {
            assertThat(post(strict)).isEqualTo(new Outcome.Failed("forbidden_address", null));
        }
        assertThat(receiver.accepted()).isZero();
    }

    /** 240.0.0.1 stands for the forbidden one here; 127.0.0.1, exempt, for the good one. */
    @Test
    void refusesMixedAnswers() {
        dns.say(NAME, ScriptedDns.addresses(60, "127.0.0.1", "240.0.0.1"));
        assertFailed("forbidden_address");
        assertThat(receiver.accepted()).isZero();
    }

    @Test
    void refusesAGoodAddressBesideABadOneOfTheOtherKind() {
        dns.say(NAME, ScriptedDns.addresses(60, "127.0.0.1")).sayOfAaaa(NAME, ScriptedDns.addresses(60, "fe80::1"));
        assertFailed("forbidden_address");
    }

    /** The name answers 127.0.0.1 first and a forbidden address ever after, with a TTL of 0. */
    @Test
    void vetsARebindingNameAtEachUse() {
        dns.say(NAME, ScriptedDns.addresses(0, "127.0.0.1"), ScriptedDns.addresses(0, "10.0.0.1"));
        assertDelivered(post(sender), "");
        Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertFailed("forbidden_address"));
        assertThat(dns.questions().size()).as("one look-up a second at most").isLessThanOrEqualTo(8);
    }

    @Test
    void asksOnceForManyAtTheSameTime() {
        dns.say(NAME, ScriptedDns.addresses(60, "127.0.0.1"));
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(sender.send("http://" + NAME + ":" + receiver.port() + "/" + i));
        }
        all.forEach(outcome -> assertDelivered(outcome.join(), ""));
        assertThat(dns.questions()).containsOnlyOnce("1 " + NAME);
    }

    @Test
    void triesTheNextAddress() throws Exception {
        try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.2"))) {
            assertThat(elsewhere.getLocalPort()).isNotEqualTo(receiver.port());
            dns.say(NAME, ScriptedDns.addresses(60, "127.0.0.2", "127.0.0.1"));
            assertDelivered(post(sender), "next_address");
            assertDelivered(post(sender), "");
        }
    }

    @Test
    void saysWhatTheFirstAddressDidWhenAllFail() throws Exception {
        receiver.close();
        dns.say(NAME, ScriptedDns.addresses(60, "127.0.0.2", "127.0.0.1"));
        assertThat(post(sender)).isEqualTo(new Outcome.Failed("connect_refused", "next_address"));
    }

    @Test
    void anExemptNameMayLeadAnywhere() {
        dns.say("hook.corp", ScriptedDns.addresses(60, "127.0.0.1"));
        try (Sender other = sender(Rules.rules(false, false, "hook.corp"))) {
            assertDelivered(other.post("http://hook.corp:" + receiver.port()), "");
        }
    }

    @Test
    void knowsTheHostsFile() {
        try (Sender other = sender(Rules.rules(false, false, "localhost"))) {
            assertDelivered(other.post("http://localhost:" + receiver.port()), "");
        }
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void refusesThisMachinesOwnPublicAddress() throws Exception {
        InetAddress own = InetAddress.ofLiteral("8.8.4.4");
        AddressGuard guard = new AddressGuard(new Exemptions(List.of()), () -> Set.of(own));
        assertThat(guard.permits(NAME, List.of(own))).isFalse();
        assertThat(guard.permits(NAME, List.of(InetAddress.ofLiteral("8.8.8.8"))))
                .isTrue();
        AddressGuard exempting = new AddressGuard(new Exemptions(List.of("8.8.4.0/24")), () -> Set.of(own));
        assertThat(exempting.permits(NAME, List.of(own))).isTrue();
        assertThat(new OwnAddresses().get())
                .containsAll(NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .toList());
    }
}
