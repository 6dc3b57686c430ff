/* A disk that fails when it is told to: loaded into a hub before the C library.
 *
 * PMH_FAULTS_DISK names a folder. While it holds a file `full`, no regular file can grow (ENOSPC).
 * While it holds a file named like another one (`registration.db-wal`), the next sync of that one
 * fails (EIO) and takes the file away: as on Linux, where a sync that failed forgets what it could
 * not write, a second one would succeed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int told(char *path, size_t size, const char *what) {
    const char *folder = getenv("PMH_FAULTS_DISK");
    if (!folder) return 0;
    snprintf(path, size, "%s/%s", folder, what);
    return 1;
}

static int refuses(int fd, off_t end) {
    struct stat file;
    char path[4096];
    if (fstat(fd, &file) || !S_ISREG(file.st_mode) || end <= file.st_size) return 0;
    if (!told(path, sizeof path, "full") || access(path, F_OK)) return 0;
    errno = ENOSPC;
    return 1;
}

static int fails(int fd) {
    char link[64], path[4096], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length <= 0) return 0;
    name[length] = 0;
    const char *base = strrchr(name, '/');
    if (!base || !told(path, sizeof path, base + 1) || unlink(path)) return 0;
    errno = EIO;
    return 1;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*next)(int, const void *, size_t);
    if (!next) next = dlsym(RTLD_NEXT, "write");
    off_t at = lseek(fd, 0, SEEK_CUR);
    return at >= 0 && refuses(fd, at + count) ? -1 : next(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    static ssize_t (*next)(int, const void *, size_t, off_t);
    if (!next) next = dlsym(RTLD_NEXT, "pwrite");
    return refuses(fd, at + count) ? -1 : next(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    static ssize_t (*next)(int, const void *, size_t, off64_t);
    if (!next) next = dlsym(RTLD_NEXT, "pwrite64");
    return refuses(fd, at + count) ? -1 : next(fd, bytes, count, at);
}

int fsync(int fd) {
    static int (*next)(int);
    if (!next) next = dlsym(RTLD_NEXT, "fsync");
    return fails(fd) ? -1 : next(fd);
}

int fdatasync(int fd) {
    static int (*next)(int);
    if (!next) next = dlsym(RTLD_NEXT, "fdatasync");
    return fails(fd) ? -1 : next(fd);
}
