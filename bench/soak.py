"""Soaks a hub with a durable log: retention by bytes is at work all the time, and every event has an attribute value of its own.

    python3 bench/soak.py --minutes 20 --out target/soak

Starts ./tidings serve in a folder of its own, publishes at a steady rate, follows as a subscriber of everything and as one who comes
back with an old id now and then, and notes every 15 s what the hub takes of disk, heap (after a collection) and memory. Writes
soak.csv and soak.svg; ends with 1 if an event did not arrive or if anything still grows in the second half.
"""
import argparse, http.client, json, os, pathlib, re, subprocess, sys, tempfile, threading, time

parser = argparse.ArgumentParser()
parser.add_argument("--minutes", type=float, default=20)
parser.add_argument("--rate", type=int, default=4000, help="events a second")
parser.add_argument("--retain", default="64MiB")
parser.add_argument("--heap", default="512m")
parser.add_argument("--out", default="target/soak")
options = parser.parse_args()

root = pathlib.Path(__file__).resolve().parent.parent
out = pathlib.Path(options.out)
out.mkdir(parents=True, exist_ok=True)
folder = tempfile.mkdtemp(prefix="tidings-soak-")
environment = dict(os.environ, TIDINGS_LOG_RETAIN_BYTES=options.retain, TIDINGS_JAVA_OPTS="-Xmx" + options.heap)
hub = subprocess.Popen([str(root / "tidings"), "serve", "--port", "0", "--data", folder + "/log", "--log-level", "warn"],
                       cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
ready = hub.stdout.readline()
port = int(ready.rsplit(":", 1)[1])
jcmd = str(pathlib.Path(os.readlink("/proc/%d/exe" % hub.pid)).parent / "jcmd")
end = time.time() + 60 * options.minutes
published = 0
failures = []


def publish():
    global published
    connection = http.client.HTTPConnection("127.0.0.1", port)
    batch = max(1, options.rate // 20)
    turn = time.time()
    while time.time() < end:
        lines = "".join(json.dumps({"topic": "soak.%d" % (n % 7), "attributes": {"once": "value-%d" % n, "tenant": n % 50},
                                    "data": {"n": n, "text": "x" * 100}}) + "\n"
                        for n in range(published, published + batch))
        connection.request("POST", "/events", lines, {"Content-Type": "application/x-ndjson"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            failures.append("publish: %d %s" % (answer.status, body[:200]))
            return
        published += batch
        turn += batch / options.rate
        time.sleep(max(0, turn - time.time()))


def follow():
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/events", headers={"Accept": "text/event-stream"})
    stream = connection.getresponse()
    expected = 0
    for line in stream:
        if line.startswith(b"data:"):
            n = json.loads(line[5:])["n"]
            if n != expected:
                failures.append("a follower of everything got %d instead of %d" % (n, expected))
                return
            expected += 1


def resume():
    """What one tenant missed since the id of some seconds ago, again and again: read from segments on the disk."""
    last = ""
    while time.time() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        headers = {"Accept": "text/event-stream"}
        if last:
            headers["Last-Event-ID"] = last
        connection.request("GET", "/events?tenant=7", headers=headers)
        stream = connection.getresponse()
        until = time.time() + 0.5
        for line in stream:
            if line.startswith(b"id:"):
                last = line[3:].strip().decode()
            if line.startswith(b"event: tidings.gap"):
                failures.append("a gap")
            if time.time() > until:
                break
        connection.close()
        time.sleep(5)


def disk():
    """In MiB: of the whole folder, and of that the write-ahead log."""
    whole = ahead = 0
    for path, _, names in os.walk(folder + "/log"):
        for name in names:
            try:
                size = os.stat(os.path.join(path, name)).st_blocks * 512
                whole += size
                ahead += size if name.endswith(".log") else 0
            except FileNotFoundError:
                pass
    return whole / 2**20, ahead / 2**20


def sample(minute):
    subprocess.run([jcmd, str(hub.pid), "GC.run"], stdout=subprocess.DEVNULL, check=True)
    heap = subprocess.run([jcmd, str(hub.pid), "GC.heap_info"], capture_output=True, text=True, check=True).stdout
    used = int(re.search(r"used (\d+)K", heap).group(1)) / 1024
    status = pathlib.Path("/proc/%d/status" % hub.pid).read_text()
    rss = int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024
    whole, ahead = disk()
    return {"minute": minute, "disk": whole, "write-ahead": ahead, "heap": used, "resident": rss, "events": published,
            "files": len(os.listdir("/proc/%d/fd" % hub.pid)), "threads": int(re.search(r"Threads:\s+(\d+)", status).group(1))}


def plot(samples, names):
    width, height, left, bottom = 900, 420, 60, 40
    top = max(s[n] for s in samples for n in names) * 1.1
    x = lambda m: left + (width - left - 20) * m / max(samples[-1]["minute"], 1)
    y = lambda v: height - bottom - (height - bottom - 20) * v / top
    colours = ["#2563eb", "#9333ea", "#16a34a", "#dc2626"]
    svg = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">' % (width, height),
           '<rect width="100%" height="100%" fill="white"/>']
    for i in range(6):
        value = top * i / 5
        svg.append('<path d="M%d %.0fH%d" stroke="#ddd"/><text x="%d" y="%.0f" text-anchor="end">%.0f</text>'
                   % (left, y(value), width - 20, left - 8, y(value) + 4, value))
    for i in range(0, int(samples[-1]["minute"]) + 1, 2):
        svg.append('<text x="%.0f" y="%d" text-anchor="middle">%d min</text>' % (x(i), height - bottom + 20, i))
    for name, colour in zip(names, colours):
        points = " ".join("%.1f,%.1f" % (x(s["minute"]), y(s[name])) for s in samples)
        svg.append('<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>' % (points, colour))
    for i, (name, colour) in enumerate(zip(names, colours)):
        svg.append('<text x="%d" y="16" fill="%s">%s, MiB</text>' % (left + 10 + 190 * i, colour, name))
    (out / "soak.svg").write_text("\n".join(svg + ["</svg>\n"]))


for work in (publish, follow, resume):
    threading.Thread(target=work, daemon=True).start()
samples = []
begin = time.time()
try:
    while time.time() < end and not failures:
        time.sleep(15)
        samples.append(sample((time.time() - begin) / 60))
        print(" ".join("%s %.1f" % item for item in samples[-1].items()), flush=True)
finally:
    hub.terminate()
    hub.wait()
    names = list(samples[0]) if samples else []
    (out / "soak.csv").write_text("\n".join([",".join(names)] + [",".join("%.2f" % s[n] for n in names) for s in samples]) + "\n")
plot(samples, ["disk", "write-ahead", "heap", "resident"])
quarter = len(samples) // 4
for name in ("disk", "heap", "resident", "files", "threads"):
    third = max(s[name] for s in samples[2 * quarter:3 * quarter])
    fourth = max(s[name] for s in samples[3 * quarter:])
    print("%s: at most %.1f in the third quarter, %.1f in the fourth" % (name, third, fourth))
    if fourth > 1.1 * third + 2:
        failures.append(name + " still grows")
print("events: %d; %s" % (published, failures or "all arrived, in order; no gap; nothing grows"))
sys.exit(1 if failures else 0)
