"""The servers that are compared: how each is installed, started and asked its version.

    server = SERVERS["nchan"]
    server.install()
    running = server.start(core=0)
    ... running.url, running.pids ...
    running.stop()

Each runs one worker, pinned to the given core, with the settings that its documentation gives for production; peers/README.md
says which and why. Everything listens on the loopback interface. What a server writes goes to a log in a folder of its own,
which is removed when it stops.
"""
import atexit, ctypes, http.client, os, pathlib, random, re, resource, shutil, signal, socket, ssl, subprocess, tempfile, time, zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PEERS = pathlib.Path(__file__).resolve().parent / "peers"
# Of a process. 10 000 and more connections, and what a server needs beside them.
FILES = resource.getrlimit(resource.RLIMIT_NOFILE)[1]


class Running:
    """A server that answers. Stopped when Python ends, if not before."""

    def __init__(self, url, process, folder, pids):
        self.url = url
        self.pids = pids
        self.folder = folder
        self.log = folder / "log"
        self._process = process
        atexit.register(self.stop)

    def stop(self):
        atexit.unregister(self.stop)
        end(self._process, self.pids)
        shutil.rmtree(self.folder, ignore_errors=True)


class Server:
    """One way to push events. The classes below say what differs."""

    takes_arguments = False
    scheme = "http"
    options = {}
    """What the generator has to know to speak with it, beside its dialect."""

    def install(self):
        """Fetches and builds what is missing. Fast when nothing is."""

    def version(self):
        raise NotImplementedError

    def settings(self):
        raise NotImplementedError

    def command(self, port, folder, arguments):
        """What starts it in the foreground, as the process whose id counts."""
        raise NotImplementedError

    def environment(self, port, folder):
        return {}

    def pids(self, process):
        return [process.pid]

    def find_port(self, process, port, log):
        """The port, once it is known; None while it is not."""
        return port

    def start(self, port=0, core=0, arguments=()):
        if arguments and not self.takes_arguments:
            raise ValueError("arguments of %s: %s (expected: none)" % (self.name, arguments))
        folder = pathlib.Path(tempfile.mkdtemp(prefix="tidings-compare-%s-" % self.name))
        folder.chmod(0o755)  # nginx's worker is another user
        port = port or self.choose_port()
        log = folder / "log"
        with open(log, "wb") as output:
            process = subprocess.Popen(["taskset", "-c", str(core)] + self.command(port, folder, list(arguments)), cwd=str(folder),
                                       env=dict(os.environ, **self.environment(port, folder)), stdin=subprocess.DEVNULL,
                                       stdout=output, stderr=output, preexec_fn=before_start)
        deadline = time.time() + 60
        try:
            while True:
                if process.poll() is not None:
                    raise SystemExit("%s ended with %d instead of starting, see %s" % (self.name, process.returncode, log))
                found = self.find_port(process, port, log)
                if found and answers(found, self.scheme):
                    return Running("%s://127.0.0.1:%d" % (self.scheme, found), process, folder, self.pids(process))
                if time.time() > deadline:
                    raise SystemExit("%s does not answer after 60 s, see %s" % (self.name, log))
                time.sleep(0.05)
        except BaseException:
            end(process)
            raise

    def choose_port(self):
        """Below the ports of outgoing connections: waiting for one of those could connect a socket to itself."""
        for port in random.sample(range(20000, 32000), 100):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                    return port
                except OSError:
                    continue
        raise SystemExit("no free port between 20000 and 32000")


class Tidings(Server):
    dialect, path, runtime = "attributes", "/sse", "jvm"
    takes_arguments = True  # --config FILE, and whatever else ./tidings serve takes

    def __init__(self, name, title, durable):
        self.name, self.title, self.durable = name, title, durable

    def install(self):
        output([str(ROOT / "tidings"), "--version"])  # builds it if its sources are newer

    def version(self):
        return "%s, %s" % (output([str(ROOT / "tidings"), "--version"]), java_version())

    def settings(self):
        return "./tidings serve %s, defaults otherwise" % ("--data FOLDER (RocksDB, sync: os)" if self.durable else "--memory")

    def command(self, port, folder, arguments):
        log = ["--data", str(folder / "data")] if self.durable else ["--memory"]
        return [str(ROOT / "tidings"), "serve", "--port", str(port)] + log + arguments

    def environment(self, port, folder):
        return {"TIDINGS_JAVA_HOME": str(newest_java())}

    def choose_port(self):
        return 0  # it takes a free one and says which

    def find_port(self, process, port, log):
        ready = re.search(r"ready on https?://127\.0\.0\.1:(\d+)", log.read_text(errors="replace"))
        return int(ready.group(1)) if ready else None


class FullTidings(Tidings):
    """The hub with all that a hub on the open internet has, in its configuration."""

    takes_arguments = False
    options = {"token-secret": "the comparison's own secret, of 32 bytes and more"}

    CONFIG = """\
limits: {heartbeat: 1s}
metrics: {port: 0}
endpoints:
  /sse:
    topics: [load.event]
    attributes: {lane: {claim: lane}}
access:
  jwt: {algorithms: [HS256], keys: {secret: "%(token-secret)s"}}
""" % options

    def settings(self):
        return super().settings() + ("; a token (HS256) for each subscriber, from which its attribute is bound, and one for the publisher; "
                                     "a heartbeat in each second of silence; metrics, at a port of their own")

    def command(self, port, folder, arguments):
        config = folder / "tidings.yaml"
        config.write_text(self.CONFIG)
        return super().command(port, folder, ["--config", str(config)])


class ProtocolTidings(Tidings):
    """The hub in memory, and how it is spoken to."""

    def __init__(self, name, title, tls, streams=0):
        super().__init__(name, title, durable=False)
        self.tls = tls
        self.scheme = "https" if tls else "http"
        self.options = {"streams": streams} if streams else {}

    def install(self):
        super().install()
        if self.tls and not shutil.which("openssl"):
            install_packages("openssl")

    def settings(self):
        return "%s, %s%s" % (super().settings(), "HTTP/2, %(streams)d streams on a connection" % self.options if self.options else "HTTP/1.1",
                             ", TLS with a key of P-256" if self.tls else " without TLS")

    def environment(self, port, folder):
        every = super().environment(port, folder)
        if not self.tls:
            return every
        key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
        output(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-keyout", key, "-out", certificate])
        return dict(every, TIDINGS_SERVER_TLS_CERTIFICATES=certificate, TIDINGS_SERVER_TLS_KEY=key)


class Nchan(Server):
    name, title, dialect, path, runtime = "nchan", "nginx nchan", "channels", "/subscribe", "native"

    def install(self):
        if not pathlib.Path("/usr/lib/nginx/modules/ngx_nchan_module.so").exists():
            install_packages("nginx", "libnginx-mod-nchan")

    def version(self):
        nginx = re.search(r"nginx/(\S+)", output([nginx_binary(), "-v"])).group(1)
        package = output(["dpkg-query", "-W", "-f", "${Version}", "libnginx-mod-nchan"])
        return "nginx %s, nchan %s" % (nginx, re.sub(r"^\d+:|[+-].*", "", package))

    def settings(self):
        return ("worker_processes 1, access_log off, pcre_jit on, EventSource subscribers, "
                "nchan_message_buffer_length 100 for 10 s, nchan_shared_memory_size 1g (peers/nchan/nginx.conf.in)")

    def command(self, port, folder, arguments):
        text = (PEERS / "nchan" / "nginx.conf.in").read_text()
        files = min(FILES, 32768)  # nginx sets memory aside for each connection it may have
        # When only a sixteenth is free, nginx closes connections whose request has not come yet: more than it can ever have.
        for name, value in (("PORT", port), ("FILES", files), ("CONNECTIONS", files + files // 8)):
            text = text.replace("@%s@" % name, str(value))
        (folder / "nginx.conf").write_text(text)
        return [nginx_binary(), "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]

    def pids(self, process):
        """The worker, which publishes as well. The master sleeps."""
        children = pathlib.Path("/proc/%d/task/%d/children" % (process.pid, process.pid)).read_text().split()
        return [int(child) for child in children]


class BareWrite(Server):
    dialect, path, runtime = "channels", "/subscribe", "native"

    source = PEERS / "bare-write" / "bare-write.c"
    binary = PEERS / "bare-write" / "target" / "bare-write"

    def __init__(self, name, title, nodelay):
        self.name, self.title, self.nodelay = name, title, nodelay

    def install(self):
        if is_newer(self.binary, self.source):
            return
        if not shutil.which("cc"):
            install_packages("gcc", "libc6-dev")
        print("bare-write: compiling", flush=True)
        self.binary.parent.mkdir(exist_ok=True)
        run(["cc", "-O2", "-Wall", "-o", str(self.binary), str(self.source)], "bare-write does not compile")

    def version(self):
        return "C, " + output(["cc", "--version"]).splitlines()[0]

    def settings(self):
        sockets = "TCP_NODELAY, as the hub's sockets have" if self.nodelay else "sockets as the kernel makes them (no TCP_NODELAY)"
        return "cc -O2, epoll, one write(2) for each event and subscriber, " + sockets

    def command(self, port, folder, arguments):
        return [str(self.binary), str(port)] + (["--nodelay"] if self.nodelay else [])


class NestJs(Server):
    name, title = "nestjs", "NestJS @Sse + EventEmitter2 (the tutorial)"
    dialect, path, runtime = "attributes", "/sse", "node"

    folder = PEERS / "nestjs"
    oldest_node = (20, 11)

    def install(self):
        if not shutil.which("node"):
            install_packages("nodejs")
        found = output(["node", "--version"])
        if tuple(int(n) for n in re.findall(r"\d+", found)[:2]) < self.oldest_node:
            raise SystemExit("nestjs needs Node.js >= %d.%d, found %s (Debian 12 brings 18, Debian 13 brings 20)"
                             % (self.oldest_node + (found,)))
        built = self.folder / "dist" / "main.js"
        if is_newer(built, self.folder / "package-lock.json", self.folder / "tsconfig.json", *self.folder.glob("src/*.ts")):
            return
        if not shutil.which("npm"):
            install_packages("npm")
        print("nestjs: npm ci, tsc", flush=True)
        run(["npm", "ci", "--include=dev", "--no-fund", "--no-audit"], "nestjs: npm ci failed", cwd=self.folder)
        run(["npm", "run", "build"], "nestjs: tsc failed", cwd=self.folder)

    def version(self):
        def of(package):
            text = (self.folder / "node_modules" / package / "package.json").read_text()
            return re.search(r'"version":\s*"([^"]+)"', text).group(1)
        return "NestJS %s, Express %s, EventEmitter2 %s, Node.js %s" % (
            of("@nestjs/core"), of("express"), of("eventemitter2"), output(["node", "--version"]).lstrip("v"))

    def settings(self):
        return "NODE_ENV=production, Express, one process, maxListeners 0, keepAliveTimeout 65 s"

    def command(self, port, folder, arguments):
        return ["node", str(self.folder / "dist" / "main.js")]

    def environment(self, port, folder):
        return {"NODE_ENV": "production", "PORT": str(port)}


class Spring(Server):
    dialect, path, runtime = "attributes", "/sse", "jvm"

    def __init__(self, name, title, settings, libraries, flags=()):
        self.name, self.title = name, title
        self._settings, self._libraries, self._flags = settings, libraries, list(flags)
        self.folder = PEERS / name
        self.jar = self.folder / "target" / "peer.jar"
        self.netty = any(artifact == "netty-transport" for _, artifact in libraries)

    def install(self):
        if is_newer(self.jar, self.folder / "pom.xml", *(f for f in self.folder.glob("src/**/*") if f.is_file())):
            return
        if not shutil.which("mvn"):
            install_packages("maven")
        print("%s: mvn package" % self.name, flush=True)
        run(["mvn", "-q", "-B", "-ntp", "clean", "package"], self.name + " does not build", cwd=self.folder,
            env=dict(os.environ, JAVA_HOME=str(newest_java())))

    def version(self):
        names = " ".join(zipfile.ZipFile(self.jar).namelist())
        found = []
        for title, artifact in self._libraries:
            match = re.search(r"/%s-(\d[^/ ]*?)(\.Final)?\.jar" % artifact, names)
            if match:
                found.append("%s %s" % (title, match.group(1)))
        return ", ".join(found + [java_version()])

    def settings(self):
        return self._settings

    def command(self, port, folder, arguments):
        flags = self._flags + (NETTY_FLAGS if self.netty and java_major(newest_java()) >= 24 else []) + launcher_flags(newest_java())
        return [str(newest_java() / "bin" / "java")] + flags + ["-jar", str(self.jar), "--server.port=%d" % port]


# As ./tidings does for the hub: without the second, Netty on Java >= 24 reaches its memory a slower way.
NETTY_FLAGS = ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]

def launcher_flags(java):
    """What else ./tidings asks of Java for a hub on one core."""
    return ["-XX:MaxNewSize=32m", "-Dio.netty.leakDetection.level=disabled"] + (
        ["-XX:+UseCompactObjectHeaders"] if java_major(java) >= 25 else [])


SERVERS = {server.name: server for server in (
    Tidings("tidings", "Tidings", durable=False),
    Tidings("tidings-durable", "Tidings, durable", durable=True),
    FullTidings("tidings-full", "Tidings, everything on", durable=True),
    ProtocolTidings("tidings-tls", "Tidings, TLS", tls=True),
    ProtocolTidings("tidings-h2", "Tidings, HTTP/2", tls=False, streams=100),
    ProtocolTidings("tidings-h2-tls", "Tidings, HTTP/2 and TLS", tls=True, streams=100),
    Nchan(),
    BareWrite("bare-write", "a bare C write(2) loop", nodelay=False),
    BareWrite("prompt-write", "the same with TCP_NODELAY", nodelay=True),
    NestJs(),
    Spring("webflux", "Spring WebFlux, Sinks + filter",
           "Reactor Netty with one event loop and its native epoll transport, sink directBestEffort with a buffer for each client",
           (("Spring Boot", "spring-boot"), ("Spring Framework", "spring-webflux"), ("Reactor Netty", "reactor-netty-http"),
            ("Netty", "netty-transport")),
           ("-Dreactor.netty.ioWorkerCount=1",)),
    Spring("mvc", "Spring MVC, SseEmitter",
           "Tomcat with max-connections 20000, accept-count 4096, no limit of requests per connection",
           (("Spring Boot", "spring-boot"), ("Spring Framework", "spring-webmvc"), ("Tomcat", "tomcat-embed-core"))),
)}


LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def before_start():
    """All the files that are allowed, and an end with this Python, even if that is killed."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def answers(port, scheme):
    """Whether an HTTP answer comes, whatever it says and whoever signed its certificate."""
    connection = (http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=ssl._create_unverified_context())
                  if scheme == "https" else http.client.HTTPConnection("127.0.0.1", port, timeout=5))
    try:
        connection.request("GET", "/is-it-up")
        connection.getresponse()
        return True
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def end(process, pids=()):
    """Asks twice, since the hub drains for some seconds when asked once, and then insists: nobody needs what a server would save."""
    for _ in range(2):
        process.terminate()
        try:
            process.wait(2)
            return
        except subprocess.TimeoutExpired:
            pass
    process.kill()
    process.wait()
    for pid in pids:  # nginx's worker outlives a master that is killed
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def is_newer(built, *sources):
    return built.exists() and all(built.stat().st_mtime >= source.stat().st_mtime for source in sources)


def output(command):
    """What a command prints, on either stream: nginx -v writes to standard error."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)
    if result.returncode:
        raise SystemExit("%s ended with %d: %s" % (" ".join(command), result.returncode, result.stdout.strip()))
    return result.stdout.strip()


def run(command, trouble, **options):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, **options)
    if result.returncode:
        raise SystemExit("%s (%s):\n%s" % (trouble, " ".join(command), "\n".join(result.stdout.splitlines()[-15:])))


def nginx_binary():
    return shutil.which("nginx") or "/usr/sbin/nginx"  # an ordinary user's PATH has no sbin


def install_packages(*names):
    """Debian packages, none of which is started as a service: not now, and not when the machine starts again."""
    if not shutil.which("apt-get"):
        raise SystemExit("missing: %s (installed by itself on Debian only)" % " ".join(names))
    if os.geteuid():
        raise SystemExit("missing: %s (run as root, or apt-get install %s)" % (" ".join(names), " ".join(names)))
    print("apt-get install " + " ".join(names), flush=True)
    policy = pathlib.Path("/usr/sbin/policy-rc.d")  # Debian's way to say that an installation starts nothing
    ours = not policy.exists()
    had_nginx = pathlib.Path("/usr/sbin/nginx").exists()
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    try:
        if ours:
            policy.write_text("#!/bin/sh\nexit 101\n")
            policy.chmod(0o755)
        run(["apt-get", "update"], "apt-get update failed", env=environment)
        run(["apt-get", "install", "-y", "--no-install-recommends"] + list(names), "apt-get install failed", env=environment)
    finally:
        if ours:
            policy.unlink()
    if "nginx" in names and not had_nginx and os.path.isdir("/run/systemd/system"):
        subprocess.run(["systemctl", "disable", "nginx"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def java_major(home):
    """From the release file, which needs no JVM to read; 0 if there is none."""
    try:
        version = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', (home / "release").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(version.group(1)) if version else 0


def newest_java():
    """The newest JDK of this machine, found as ./tidings finds it."""
    chosen = os.environ.get("TIDINGS_JAVA_HOME")
    if chosen:
        return pathlib.Path(chosen)
    homes = [pathlib.Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    java = shutil.which("java")
    if java:
        homes.append(pathlib.Path(java).resolve().parent.parent)
    homes += sorted(pathlib.Path("/usr/lib/jvm").glob("*"))
    homes = [home for home in homes if (home / "bin" / "javac").exists()]
    newest = max(homes, key=java_major, default=None)
    if newest is None or java_major(newest) < 17:
        raise SystemExit("no JDK >= 17 found in JAVA_HOME, PATH or /usr/lib/jvm (on Debian: apt-get install default-jdk-headless)")
    return newest


def java_version():
    release = (newest_java() / "release").read_text()
    return "Java " + re.search(r'^JAVA_VERSION="([^"]+)"', release, re.MULTILINE).group(1)
