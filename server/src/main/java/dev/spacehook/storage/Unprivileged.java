package dev.spacehook.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How PostgreSQL, which refuses to run as root, is run without privileges.
 *
 * @param prefix the words before each command; they replace themselves by it, so the process id stays
 * @param uid who must own the database's files; null: leave the owner alone
 */
record Unprivileged(
        List<String> prefix,
        @Nullable Integer uid,
        @Nullable Integer gid) {

    private static final int ROOT = 0;

    /** The way for this process: nothing to do, a user namespace, or another account. */
    static Unprivileged detect() {
        if (currentUid() != ROOT) {
            return new Unprivileged(List.of(), null, null);
        }
        return namespace()
                .or(Unprivileged::account)
                .orElseThrow(
                        () -> new EmbeddedPostgresException(
                                "PostgreSQL does not run as root, and neither a user namespace (unshare) nor another account (setpriv)"
                                        + " can be used here. Run Spacehook as an ordinary user, or set SPACEHOOK_DATABASE_URL."));
    }

    /** Same files as root's, no privileges: works in any directory. Containers often forbid it. */
    static Optional<Unprivileged> namespace() {
        List<String> prefix = List.of("unshare", "--user", "--map-user=1000");
        return works(prefix) ? Optional.of(new Unprivileged(prefix, ROOT, ROOT)) : Optional.empty();
    }

    /** The account that Debian's PostgreSQL uses, else nobody. */
    static Optional<Unprivileged> account() {
        return account("postgres").or(() -> account("nobody"));
    }

    private static Optional<Unprivileged> account(String name) {
        Optional<Integer> uid = id("-u", name);
        Optional<Integer> gid = id("-g", name);
        if (uid.isEmpty() || gid.isEmpty()) {
            return Optional.empty();
        }
        List<String> prefix = List.of("setpriv", "--reuid=" + uid.get(), "--regid=" + gid.get(), "--clear-groups");
        return works(prefix) ? Optional.of(new Unprivileged(prefix, uid.get(), gid.get())) : Optional.empty();
    }

    private static boolean works(List<String> prefix) {
        return Commands.succeeds(Commands.concat(prefix, List.of("true")));
    }

    private static Optional<Integer> id(String option, String name) {
        Commands.Result result = Commands.run(List.of("id", option, name), "");
        return result.isSuccess() ? Optional.of(Integer.valueOf(result.output().strip())) : Optional.empty();
    }

    private static int currentUid() {
        return Integer.parseInt(Commands.run(List.of("id", "-u"), "").output().strip());
    }

    List<String> command(List<String> command) {
        return Commands.concat(prefix, command);
    }

    /**
     * Lets the account pass through the data directory to what is its own there, and nothing else.
     *
     * @throws EmbeddedPostgresException if a directory above is closed to it
     */
    void openPathTo(Path dataDir) {
        if (uid == null || uid == ROOT) {
            return;
        }
        try {
            Files.setAttribute(dataDir, "unix:gid", gid);
            Files.setPosixFilePermissions(dataDir, PosixFilePermissions.fromString("rwx--x---"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!Commands.succeeds(command(List.of("test", "-x", dataDir.toString())))) {
            throw new EmbeddedPostgresException("PostgreSQL does not run as root, and the account it would run under"
                    + " (uid " + uid + ") cannot reach " + dataDir + ". Choose a SPACEHOOK_DATA_DIR whose parent"
                    + " directories others may pass, for example /var/lib/spacehook, or run as an ordinary user.");
        }
    }

    /** Makes the tree belong to whom the server runs as; cheap where it does already. */
    void own(Path root) throws IOException {
        if (uid == null || uid.equals(Files.getAttribute(root, "unix:uid"))) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                chown(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                // after its content, the root last: a change that was cut short is done again
                chown(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void chown(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
}
