package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Cuts the power of a machine that runs one process and has one folder: what was never synced is gone, as far as it pleases.
 * <p>
 * A library that is preloaded into the process (powercut.c) writes down what is synced. A file's name is durable when its folder
 * has been synced since; nothing is assumed of what file systems do beyond that. For one thread.
 */
final class PowerCut {

    private static final Path SOURCE = Path.of("src", "test", "c", "powercut.c");
    private static final int SECONDS = 60;

    /** What is left of what was not synced. */
    enum Leaves {
        /** Nothing. */
        NOTHING,
        /** Of each file more or less of its end, of each folder the older changes. */
        SOME,
        /** Likewise; but the files are as long as they were, with zeros in place of what is lost. */
        ZEROS
    }

    private final Path folder;
    private final Path library;
    private final Path journal;
    private final Path graves;
    private final Path bootId;
    private final Map<String, Long> lengthsAtTheStart = new HashMap<>();

    private PowerCut(Path folder, Path work) {
        this.folder = folder;
        this.library = work.resolve("powercut.so");
        this.journal = work.resolve("journal");
        this.graves = work.resolve("graves");
        this.bootId = work.resolve("boot-id");
    }

    /**
     * Everything there is so far is durable.
     *
     * @param folder whose files are lost
     * @param work for what is needed beside it, on the same file system
     */
    static PowerCut of(Path folder, Path work) throws IOException, InterruptedException {
        PowerCut cut = new PowerCut(folder.toRealPath(), Files.createDirectories(work));
        cut.compile();
        cut.machineStarts();
        return cut;
    }

    private void compile() throws IOException, InterruptedException {
        Path log = library.resolveSibling("cc.log");
        List<String> command = List.of(
                "cc",
                "-shared",
                "-fPIC",
                "-O1",
                "-o",
                library.toString(),
                SOURCE.toAbsolutePath().toString(),
                "-ldl");
        ProcessBuilder compiler =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        assumeTrue(System.getProperty("os.name").equals("Linux"), "power is cut on Linux only");
        assumeTrue(!Shell.run("command -v cc").isEmpty(), "no C compiler (cc) is installed");
        Process process = compiler.start();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    /** What the process has to be started with. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "POWERCUT_FOLDER", folder.toString(),
                "POWERCUT_JOURNAL", journal.toString(),
                "POWERCUT_GRAVES", graves.toString(),
                "POWERCUT_BOOT_ID", bootId.toString());
    }

    /** The process has ended, however: with the power. The machine is started again. */
    void cut(Leaves leaves, Random random) throws IOException {
        Journal written = readJournal();
        undo(written.pending(), leaves, random);
        for (Path file : files()) {
            long length = Files.size(file);
            long synced = Math.min(length, written.synced().getOrDefault(inode(file), 0L));
            long left =
                    leaves == Leaves.NOTHING ? synced : synced + (long) (random.nextDouble() * (length - synced + 1));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(left);
                if (leaves == Leaves.ZEROS && left < length) {
                    channel.position(left);
                    channel.write(ByteBuffer.allocate((int) (length - left)));
                }
            }
        }
        machineStarts();
    }

    private void machineStarts() throws IOException {
        Files.deleteIfExists(journal);
        delete(graves);
        Files.createDirectories(graves);
        Files.writeString(bootId, UUID.randomUUID() + "\n");
        lengthsAtTheStart.clear();
        for (Path file : files()) {
            lengthsAtTheStart.put(inode(file), Files.size(file));
        }
    }

    /** Deletes a folder with everything in it, if it is there. */
    static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> all = Files.walk(tree)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static String inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino").toString();
    }

    /**
     * A change of a folder.
     *
     * @param offset where it stands in the journal
     * @param words as in powercut.c
     */
    private record Change(long offset, List<String> words) {

        List<Path> folders() {
            return switch (words.get(0)) {
                case "create" -> List.of(parent(2));
                case "rename" -> List.of(parent(1), parent(2));
                default -> List.of(parent(1));
            };
        }

        private Path parent(int word) {
            return Path.of(words.get(word)).getParent();
        }
    }

    /**
     * What the journal says.
     *
     * @param synced how much of each file is durable
     * @param pending what is not durable of the folders, oldest first
     */
    private record Journal(Map<String, Long> synced, List<Change> pending) {}

    private Journal readJournal() throws IOException {
        Map<String, Long> synced = new HashMap<>(lengthsAtTheStart);
        List<Change> pending = new ArrayList<>();
        long offset = 0;
        for (String line : Files.exists(journal) ? Files.readAllLines(journal) : List.<String>of()) {
            List<String> words = List.of(line.split("\t"));
            switch (words.get(0)) {
                case "sync" -> synced.merge(words.get(1), Long.valueOf(words.get(2)), Math::max);
                case "truncate" ->
                    synced.computeIfPresent(
                            words.get(1), (inode, length) -> Math.min(length, Long.parseLong(words.get(2))));
                case "dirsync" ->
                    pending.removeIf(change -> change.offset() < Long.parseLong(words.get(2))
                            && change.folders().contains(Path.of(words.get(1))));
                default -> pending.add(new Change(offset, words));
            }
            offset += line.getBytes(UTF_8).length + 1;
        }
        return new Journal(synced, pending);
    }

    private void undo(List<Change> pending, Leaves leaves, Random random) throws IOException {
        Map<Path, Integer> left = new HashMap<>();
        for (Change change : pending) {
            change.folders().forEach(each -> left.merge(each, 1, Integer::sum));
        }
        left.replaceAll((each, count) -> leaves == Leaves.NOTHING ? 0 : random.nextInt(count + 1));
        List<Change> lost = new ArrayList<>();
        for (Change change : pending) {
            Path first = change.folders().get(0);
            if (left.merge(first, -1, Integer::sum) < 0) {
                lost.add(0, change);
            }
        }
        for (Change change : lost) {
            undo(change.words());
        }
    }

    private void undo(List<String> words) throws IOException {
        switch (words.get(0)) {
            case "create" -> Files.deleteIfExists(Path.of(words.get(2)));
            case "link" -> Files.deleteIfExists(Path.of(words.get(1)));
            case "mkdir" -> delete(Path.of(words.get(1)));
            case "unlink" -> bringBack(words.get(2), Path.of(words.get(1)));
            case "rename" -> {
                Path from = Path.of(words.get(1));
                Path to = Path.of(words.get(2));
                if (Files.exists(to)) {
                    Files.move(to, from, StandardCopyOption.REPLACE_EXISTING);
                }
                bringBack(words.get(3), to);
            }
            default -> throw new AssertionError("journal: " + words);
        }
    }

    private void bringBack(String grave, Path file) throws IOException {
        if (!grave.equals("-") && Files.isDirectory(file.getParent())) {
            Files.move(graves.resolve(grave), file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Copies a folder as {@code cp -r} does. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            all.forEach(each -> {
                try {
                    Files.copy(each, to.resolve(from.relativize(each).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
