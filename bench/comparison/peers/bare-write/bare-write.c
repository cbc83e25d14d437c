/*
 * The least that a server can do without batching: one epoll loop, and one write(2) for each event and subscriber.
 *
 *   bare-write PORT [--nodelay]
 *
 *   GET /subscribe/N    200, text/event-stream, chunked; the socket joins the audience before its head is written
 *   POST /publish/N     the body, one line of text, goes to the whole audience whatever N is, as one chunk "data: BODY\n\n"
 *
 * Requests may be pipelined and may arrive in pieces; they need Content-Length. It knows no ids, no resuming, no back pressure: a
 * subscriber whose socket does not take an event whole is dropped. Its figures are a physical limit, not those of a product.
 *
 * Without --nodelay the sockets are as the kernel makes them, and Nagle's algorithm joins small writes while one is under way: the
 * cheapest such a loop can be, at some cost in latency. With it every write is a packet, which takes up to three times the time.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INPUT = 1 << 18, BACKLOG = 4096, EVENTS = 512 };

struct connection {
    int socket;
    int place;     /* in the audience, or -1 */
    int closed;
    char *pending; /* the beginning of a request whose end has not come, or NULL */
    size_t pending_length;
};

static int nodelay;

static struct connection **audience;
static int members, audience_size;

static char input[INPUT + 1];
static char frame[INPUT + 64];
static char answers[INPUT];
static size_t answers_length;

/* Freed when the round of epoll events is over, as one of them may still name the connection. */
static struct connection **buried;
static int graves, buried_size;

static void push(struct connection ***list, int *length, int *size, struct connection *connection) {
    if (*length == *size) {
        *size = *size ? 2 * *size : 1024;
        *list = realloc(*list, *size * sizeof **list);
        if (!*list) abort();
    }
    (*list)[(*length)++] = connection;
}

static void leave(struct connection *connection) {
    if (connection->place < 0) return;
    struct connection *last = audience[--members];
    audience[connection->place] = last;
    last->place = connection->place;
    connection->place = -1;
}

static void drop(struct connection *connection) {
    if (connection->closed) return;
    leave(connection);
    close(connection->socket);
    connection->closed = 1;
    push(&buried, &graves, &buried_size, connection);
}

static void broadcast(const char *body, size_t length) {
    int head = sprintf(frame, "%zx\r\ndata: ", length + 8);
    memcpy(frame + head, body, length);
    memcpy(frame + head + length, "\n\n\r\n", 4);
    ssize_t whole = head + length + 4;
    for (int i = 0; i < members;) {
        struct connection *member = audience[i];
        if (write(member->socket, frame, whole) == whole) i++;
        else drop(member); /* the last member is now at i */
    }
}

static void flush_answers(struct connection *connection) {
    if (answers_length && write(connection->socket, answers, answers_length) != (ssize_t) answers_length) drop(connection);
    answers_length = 0;
}

static void answer(struct connection *connection, const char *text) {
    size_t length = strlen(text);
    if (answers_length + length > sizeof answers) flush_answers(connection);
    memcpy(answers + answers_length, text, length);
    answers_length += length;
}

/* Handles the request that begins at text. Returns its length, 0 if its end has not come yet, -1 if it is not understood. */
static ssize_t handle(struct connection *connection, char *text, size_t length) {
    char *end = memmem(text, length, "\r\n\r\n", 4);
    if (!end) return length < 16384 ? 0 : -1;
    size_t head = end + 4 - text, body = 0;
    end[2] = 0; /* a text that ends with its last line's CR LF */
    char *field = strcasestr(text, "\r\ncontent-length:");
    if (field) body = strtoul(field + 17, NULL, 10);
    end[2] = '\r';
    if (body > INPUT / 2) return -1;
    if (length < head + body) return 0;
    if (!strncmp(text, "POST /publish/", 14)) {
        broadcast(text + head, body);
        answer(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    } else if (!strncmp(text, "GET /subscribe/", 15)) {
        connection->place = members;
        push(&audience, &members, &audience_size, connection);
        answer(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                           "Transfer-Encoding: chunked\r\n\r\n");
        flush_answers(connection);
        return length; /* whatever follows is no request */
    } else {
        answer(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    }
    return head + body;
}

static void take(struct connection *connection) {
    size_t length = connection->pending_length;
    if (length) memcpy(input, connection->pending, length);
    ssize_t got = read(connection->socket, input + length, INPUT - length);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        drop(connection);
        return;
    }
    if (connection->place >= 0) return;
    length += got;
    size_t at = 0;
    while (at < length && !connection->closed && connection->place < 0) {
        ssize_t used = handle(connection, input + at, length - at);
        if (used < 0) drop(connection);
        if (used <= 0) break;
        at += used;
    }
    if (connection->closed) answers_length = 0;
    else flush_answers(connection);
    free(connection->pending);
    connection->pending = NULL;
    connection->pending_length = 0;
    if (!connection->closed && at < length && connection->place < 0) {
        connection->pending_length = length - at;
        connection->pending = malloc(length - at);
        if (!connection->pending) abort();
        memcpy(connection->pending, input + at, length - at);
    }
}

static void welcome(int poll, int server) {
    int socket;
    while ((socket = accept4(server, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (nodelay) setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &nodelay, sizeof nodelay);
        struct connection *connection = calloc(1, sizeof *connection);
        if (!connection) abort();
        connection->socket = socket;
        connection->place = -1;
        struct epoll_event interest = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = connection};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, socket, &interest)) abort();
    }
}

int main(int count, char **arguments) {
    nodelay = count == 3 && !strcmp(arguments[2], "--nodelay");
    if (count != 2 + nodelay) {
        fprintf(stderr, "usage: bare-write PORT [--nodelay]\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1])),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(server, (struct sockaddr *) &address, sizeof address) || listen(server, BACKLOG)) {
        perror("bare-write");
        return 1;
    }
    int poll = epoll_create1(0);
    struct epoll_event interest = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS];
    epoll_ctl(poll, EPOLL_CTL_ADD, server, &interest);
    for (;;) {
        int ready = epoll_wait(poll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (!connection) welcome(poll, server);
            else if (!connection->closed) take(connection);
        }
        while (graves) {
            struct connection *connection = buried[--graves];
            free(connection->pending);
            free(connection);
        }
    }
}
