/*
 * Preloaded into a process, writes down what a power cut would leave of its files.
 *
 * Everything is done as usual; a journal outside of the folder that is watched says what has been synced so far:
 *
 *   sync INODE SIZE              fsync or fdatasync has returned, and this is how long the file was before
 *   truncate INODE SIZE          it is shorter from now on, synced or not
 *   dirsync PATH OFFSET          fsync of a folder has returned, and this is how long the journal was before
 *   create INODE PATH            these three wait for a dirsync of their folder
 *   mkdir PATH
 *   link PATH
 *   rename FROM TO GRAVE         so does this; GRAVE has what TO was before, or is -
 *   unlink PATH GRAVE            and this: GRAVE has the file
 *
 * Fields end with a tab. What a kill has kept from being written down, nobody has been told of yet.
 *
 * POWERCUT_FOLDER    what is watched, with everything below
 * POWERCUT_JOURNAL   the journal
 * POWERCUT_GRAVES    an empty folder on the same file system, for what was deleted
 * POWERCUT_BOOT_ID   read in place of the boot id of this machine
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define BOOT_ID "/proc/sys/kernel/random/boot_id"

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_rename)(const char *, const char *);
static int (*real_link)(const char *, const char *);
static int (*real_unlink)(const char *);
static int (*real_unlinkat)(int, const char *, int);
static int (*real_mkdir)(const char *, mode_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

static const char *folder;
static const char *graves;
static const char *boot_id;
static int journal = -1;
static atomic_int next_grave;

__attribute__((constructor)) static void begin(void) {
    real_open = dlsym(RTLD_NEXT, "open64");
    real_openat = dlsym(RTLD_NEXT, "openat64");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_link = dlsym(RTLD_NEXT, "link");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_unlinkat = dlsym(RTLD_NEXT, "unlinkat");
    real_mkdir = dlsym(RTLD_NEXT, "mkdir");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    folder = getenv("POWERCUT_FOLDER");
    graves = getenv("POWERCUT_GRAVES");
    boot_id = getenv("POWERCUT_BOOT_ID");
    const char *path = getenv("POWERCUT_JOURNAL");
    if (folder && graves && boot_id && path) journal = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...) {
    char line[3 * PATH_MAX];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    int before = errno;
    if (write(journal, line, length) != length) abort();
    errno = before;
}

static int path_of(int fd, char path[PATH_MAX]) {
    char link[64];
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    errno = before;
    if (length < 0) return 0;
    path[length] = 0;
    return 1;
}

/* An absolute path, without looking at what it names; 1 if it is watched. */
static int watched(int at, const char *path, char absolute[PATH_MAX]) {
    if (journal < 0 || !path) return 0;
    char base[PATH_MAX] = "";
    if (path[0] != '/' && (at == AT_FDCWD ? !getcwd(base, sizeof base) : !path_of(at, base))) return 0;
    int length = path[0] == '/' ? snprintf(absolute, PATH_MAX, "%s", path)
                                : snprintf(absolute, PATH_MAX, "%s/%s", base, path);
    if (length >= PATH_MAX) abort();
    while (length > 1 && absolute[length - 1] == '/') absolute[--length] = 0;
    size_t prefix = strlen(folder);
    return strncmp(absolute, folder, prefix) == 0 && (absolute[prefix] == '/' || absolute[prefix] == 0);
}

/* Keeps a file that is about to lose its name; the journal knows it by the number. */
static int bury(const char *path) {
    char grave[PATH_MAX];
    int number = atomic_fetch_add(&next_grave, 1);
    snprintf(grave, sizeof grave, "%s/%d", graves, number);
    int before = errno;
    int failed = real_link(path, grave);
    errno = before;
    return failed ? -1 : number;
}

static int open_watched(int at, const char *path, int flags, mode_t mode) {
    char absolute[PATH_MAX];
    if (journal >= 0 && path && strcmp(path, BOOT_ID) == 0) return real_open(boot_id, flags, mode);
    if (!(flags & (O_CREAT | O_TRUNC)) || !watched(at, path, absolute)) return real_openat(at, path, flags, mode);
    int before = errno;
    int created = access(absolute, F_OK) != 0;
    errno = before;
    int fd = real_openat(at, path, flags, mode);
    struct stat file;
    if (fd >= 0 && fstat(fd, &file) == 0) {
        if (created) note("create\t%lu\t%s\t\n", (unsigned long)file.st_ino, absolute);
        else if (flags & O_TRUNC) note("truncate\t%lu\t0\t\n", (unsigned long)file.st_ino);
    }
    return fd;
}

#define MODE_OF(flags, mode)                                                                                           \
    mode_t mode = 0;                                                                                                   \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                             \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        mode = va_arg(arguments, mode_t);                                                                              \
        va_end(arguments);                                                                                             \
    }

int open(const char *path, int flags, ...) {
    MODE_OF(flags, mode)
    return open_watched(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE_OF(flags, mode)
    return open_watched(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int at, const char *path, int flags, ...) {
    MODE_OF(flags, mode)
    return open_watched(at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...) {
    MODE_OF(flags, mode)
    return open_watched(at, path, flags | O_LARGEFILE, mode);
}

int creat(const char *path, mode_t mode) { return open_watched(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int mkdir(const char *path, mode_t mode) {
    char absolute[PATH_MAX];
    int failed = real_mkdir(path, mode);
    if (!failed && watched(AT_FDCWD, path, absolute)) note("mkdir\t%s\t\n", absolute);
    return failed;
}

int link(const char *from, const char *to) {
    char absolute[PATH_MAX];
    int failed = real_link(from, to);
    if (!failed && watched(AT_FDCWD, to, absolute)) note("link\t%s\t\n", absolute);
    return failed;
}

int rename(const char *from, const char *to) {
    char source[PATH_MAX], target[PATH_MAX];
    if (!watched(AT_FDCWD, from, source) || !watched(AT_FDCWD, to, target)) return real_rename(from, to);
    int grave = bury(target);
    int failed = real_rename(from, to);
    if (!failed && grave < 0) note("rename\t%s\t%s\t-\t\n", source, target);
    if (!failed && grave >= 0) note("rename\t%s\t%s\t%d\t\n", source, target, grave);
    return failed;
}

int unlink(const char *path) {
    char absolute[PATH_MAX];
    if (!watched(AT_FDCWD, path, absolute)) return real_unlink(path);
    int grave = bury(absolute);
    int failed = real_unlink(path);
    if (!failed && grave >= 0) note("unlink\t%s\t%d\t\n", absolute, grave);
    return failed;
}

int unlinkat(int at, const char *path, int flags) {
    char absolute[PATH_MAX];
    if ((flags & AT_REMOVEDIR) || !watched(at, path, absolute)) return real_unlinkat(at, path, flags);
    return unlink(absolute);
}

int ftruncate(int fd, off_t length) {
    char path[PATH_MAX], absolute[PATH_MAX];
    struct stat file;
    int failed = real_ftruncate(fd, length);
    if (!failed && path_of(fd, path) && watched(AT_FDCWD, path, absolute) && fstat(fd, &file) == 0) {
        note("truncate\t%lu\t%ld\t\n", (unsigned long)file.st_ino, (long)length);
    }
    return failed;
}

int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

static int sync_watched(int (*sync)(int), int fd) {
    char path[PATH_MAX], absolute[PATH_MAX];
    struct stat file, written;
    if (!path_of(fd, path) || !watched(AT_FDCWD, path, absolute) || fstat(fd, &file) != 0) return sync(fd);
    /* What is written while this waits may be synced or not. */
    if (fstat(journal, &written) != 0) abort();
    int failed = sync(fd);
    if (failed) return failed;
    if (S_ISDIR(file.st_mode)) note("dirsync\t%s\t%ld\t\n", absolute, (long)written.st_size);
    else note("sync\t%lu\t%ld\t\n", (unsigned long)file.st_ino, (long)file.st_size);
    return 0;
}

int fsync(int fd) { return sync_watched(real_fsync, fd); }

int fdatasync(int fd) { return sync_watched(real_fdatasync, fd); }
