package dev.spacehook.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertRefused(byte[] body) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> StrictJson.object(body))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(Problem.Code.BAD_JSON));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "}",
                "{} x",
                "{}{}",
                "{},",
                "NaN",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":'a'}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":[1,,2]}",
                "{\"a\":1,}",
                "{\"a\":[1,]}",
                "{/* */\"a\":1}",
                "{\"a\":1} // no",
                "#{}",
                "\uFEFF{}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "null",
                "true",
                "\"x\"",
                "1",
                "[]",
                "[{}]"
            })
    void refusesWhatIsNoObject(String body) {
        assertRefused(utf8(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"url\":\"https://good.example\",\"url\":\"https://10.0.0.1\"}",
                "{\"url\":\"https://10.0.0.1\",\"url\":\"https://good.example\"}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"x\":{\"a\":1,\"a\":1}}",
                "{\"x\":[{\"a\":null,\"a\":null}]}"
            })
    void refusesANameTwice(String body) {
        assertRefused(utf8(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C080", "EDA080", "EDB080", "E282", "FF", "F4908080", "F08080AF", "C1BF", "80", "E0809F"})
    void refusesInvalidUtf8(String hex) {
        assertRefused(HexFormat.of().parseHex("7B2261223A22" + hex + "227D"));
        assertRefused(HexFormat.of().parseHex("7B22" + hex + "223A317D"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\ud800", "\\udc00", "\\udc00\\ud800", "\\ud83dx", "x\\ud83d"})
    void refusesNulAndLoneSurrogates(String escaped) {
        assertRefused(utf8("{\"a\":\"" + escaped + "\"}"));
        assertRefused(utf8("{\"" + escaped + "\":1}"));
        assertRefused(utf8("{\"a\":{\"b\":[\"" + escaped + "\"]}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "-1e999999999",
                "1e400",
                "1e-99999999999999999999999999999999999999999999999999999999999999999"
            })
    void refusesNumbersOutOfBoundsEvenWhereNobodyAsks(String number) {
        assertRefused(utf8("{\"ignored\":" + number + "}"));
        assertRefused(utf8("{\"ignored\":[{\"x\":" + number + "}]}"));
    }

    @Test
    void refusesANumberOfFiveThousandDigits() {
        assertRefused(utf8("{\"ignored\":" + "9".repeat(5_000) + "}"));
        assertRefused(utf8("{\"ignored\":0." + "9".repeat(5_000) + "}"));
    }

    @Test
    void refusesDeepNesting() {
        assertRefused(utf8("[".repeat(100_000)));
        assertRefused(utf8("{\"a\":".repeat(20_000)));
        assertRefused(utf8("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}"));
    }

    @Test
    void readsValues() {
        JsonMembers members = StrictJson.object(utf8(" {\"s\":\"\\u00e9\uD83D\uDE00\",\"n\":-12,"
                + "\"big\":9223372036854775808,\"f\":1.5e3,\"t\":true,\"z\":null,\"l\":[1,\"2\"],\"o\":{}}\n"));

        assertThat(members.string("s", 1, 10)).isEqualTo("é😀");
        assertThat(members.value("n")).isEqualTo(-12L);
        assertThat(members.value("big")).isEqualTo(0x1p63);
        assertThat(members.value("f")).isEqualTo(1500.0);
        assertThat(members.optionalBoolean("t")).isTrue();
        assertThat(members.value("z")).isNull();
        assertThat(members.optionalList("l")).isEqualTo(List.of(1L, "2"));
        assertThat(members.value("o")).isInstanceOf(JsonMembers.class);
        members.refuseUnknown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"$ne\":null}", "[\"https://x.example\"]", "1", "true"})
    void aWrongTypeNamesItsMember(String value) {
        JsonMembers members = StrictJson.object(utf8("{\"url\":" + value + "}"));

        assertThatThrownBy(() -> members.string("url", 1, 100)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(Problem.Code.BAD_FIELD);
            assertThat(problem.field()).isEqualTo("url");
            assertThat(problem.messageKey()).isEqualTo("bad_field.string");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "createdAt", "__proto__", "URL"})
    void anUnknownMemberIsNamed(String name) {
        JsonMembers members = StrictJson.object(utf8("{\"url\":\"x\",\"" + name + "\":1}"));
        members.string("url", 1, 100);

        assertThatThrownBy(members::refuseUnknown)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.field()).isEqualTo(name));
        members.ignoring(name).refuseUnknown();
    }

    @Test
    void aLongUnknownNameIsCut() {
        JsonMembers members = StrictJson.object(utf8("{\"" + "😀".repeat(1_000) + "\":1}"));

        assertThatThrownBy(members::refuseUnknown)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.field()).hasSizeLessThan(70));
    }
}
