package dev.spacehook.identity;

import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.Password;
import dev.spacehook.api.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hashes we verify: our own and those the platform brings over. What checking one may cost is bounded before it is
 * stored, as its parameters are the sender's choice.
 */
final class PasswordHashes {

    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d{2})\\$[./A-Za-z0-9]{53}");
    private static final Pattern ARGON2 =
            Pattern.compile("\\$argon2(?:id|i|d)\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d)"
                    + "\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{16,86}");
    private static final int LEAST_BCRYPT_COST = 4;
    private static final int MOST_BCRYPT_COST = 14;
    private static final int MOST_ARGON2_MEMORY_KIB = 128 * 1024;
    private static final int MOST_ARGON2_PASSES = 10;

    private PasswordHashes() {}

    static boolean matches(String password, String hash) {
        if (hash.startsWith("$2")) {
            // password4j knows the letters a, b, x and y, and treats b and y alike
            return Password.check(password, hash).with(BcryptFunction.getInstanceFromHash(hash));
        }
        return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
    }

    /** @throws Problem 422 {@code bad_field} if this is no bcrypt or Argon2 hash, or one too costly to check */
    static String require(String field, String hash) {
        if (!isBcrypt(hash) && !isArgon2(hash)) {
            throw Problem.badField(field, "password_hash");
        }
        return hash;
    }

    private static boolean isBcrypt(String hash) {
        Matcher bcrypt = BCRYPT.matcher(hash);
        if (!bcrypt.matches()) {
            return false;
        }
        int cost = Integer.parseInt(bcrypt.group(1));
        return cost >= LEAST_BCRYPT_COST && cost <= MOST_BCRYPT_COST;
    }

    private static boolean isArgon2(String hash) {
        Matcher argon2 = ARGON2.matcher(hash);
        if (!argon2.matches()) {
            return false;
        }
        int memory = Integer.parseInt(argon2.group(1));
        int passes = Integer.parseInt(argon2.group(2));
        int lanes = Integer.parseInt(argon2.group(3));
        return lanes > 0
                && passes > 0
                && passes <= MOST_ARGON2_PASSES
                && memory >= 8 * lanes
                && memory <= MOST_ARGON2_MEMORY_KIB;
    }
}
