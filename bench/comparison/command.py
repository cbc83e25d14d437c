"""The command line of bench/compare: what is asked for, what has to be there first, and the session."""
import argparse
import datetime
import os
import pathlib
import shutil
import signal
import subprocess
import sys

from . import machine, report, session
from .results import Results, take_over
from .works import works

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TARGET = ROOT / "target" / "compare"
LOAD = ROOT / "load" / "target" / "load" / "lib" / "tidings-load.jar"


def main(arguments):
    options = _options(arguments)
    machine.allow_open_files()
    # Looks at the limit of open files when it is imported.
    from . import servers as peers

    chosen = _chosen(options, peers.SERVERS)
    titles = {name: server.title for name, server in peers.SERVERS.items()}
    runs = session.plan(chosen, peers.SERVERS, options.servers)
    if options.list:
        _list(chosen, runs, titles)
        return 0
    if options.report:
        results = Results(options.report)
        file = report.write(options.report, options.out or TARGET, works(results.about["quick"]), titles)
        print("report: " + _shown(file))
        return 1 if results.broken_promises() else 0
    # kill ends a session as Ctrl-C does, with everything stopped; and a shell starts what is in the background with Ctrl-C ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        return _measure(options, arguments, chosen, runs, peers, titles)
    except KeyboardInterrupt:
        print("\nstopped; --report can still make a report of what was measured", file=sys.stderr)
        return 130


def _options(arguments):
    parser = argparse.ArgumentParser(prog="bench/compare", description="Measures Tidings side by side with other servers.",
                                     epilog="Ends with 1 if Tidings lost, doubled or reordered anything, or could not be measured.")
    parser.add_argument("--quick", action="store_true", help="less than 5 minutes: fewer works and servers, shorter runs")
    parser.add_argument("--only", metavar="WORK[,WORK]", type=_names, help="these works; --list has their names")
    parser.add_argument("--servers", metavar="NAME[,NAME]", type=_names, help="these servers")
    parser.add_argument("--out", metavar="DIR", type=pathlib.Path,
                        help="for benchmarks.md and benchmarks/*.svg (docs; with --quick, --only, --servers or --seconds target/compare)")
    parser.add_argument("--seconds", type=int, help="timed seconds of each steady run; to try something out")
    parser.add_argument("--list", action="store_true", help="what would run, and for how long")
    parser.add_argument("--again", metavar="DIR", type=pathlib.Path,
                        help="with --only: the report of a former session's folder, with these works as they are now")
    parser.add_argument("--report", metavar="DIR", type=pathlib.Path, help="the report again, from a former session's folder")
    return parser.parse_args(arguments)


def _names(text):
    return [name.strip() for name in text.split(",") if name.strip()]


def _chosen(options, servers):
    every = works(options.quick, options.seconds)
    for asked, known, flag in ((options.only, [work.name for work in every], "--only"), (options.servers, list(servers), "--servers")):
        unknown = [name for name in asked or [] if name not in known]
        if unknown:
            raise SystemExit("%s: %s (expected: of %s)" % (flag, ", ".join(unknown), ", ".join(known)))
    return [work for work in every if not options.only or work.name in options.only]


def _list(chosen, runs, titles):
    for name, title, some in [(work.name, work.title, [run for run in runs if run.work == work.name]) for work in chosen] + [
            ("", "together", runs)]:
        print("%-10s %-28s %3d runs, ~%4.1f minutes" % (name, title, len(some), session.expected_seconds(some) / 60))
    print("servers: " + ", ".join(name for name in titles if any(run.server == name for run in runs)))


def _measure(options, arguments, chosen, runs, peers, titles):
    if len(machine.cores()) < 2:
        raise SystemExit("one core (expected: >= 2, one for the server and one for the load)")
    _tools(peers)
    _build(peers)
    names = [name for name in peers.SERVERS if any(run.server == name for run in runs)]
    unavailable = {name: reason for name, reason in ((name, _install(peers.SERVERS[name])) for name in names) if reason}
    ready = [name for name in names if name not in unavailable]
    about = {"command": " ".join(["bench/compare"] + arguments), "quick": options.quick, "began": session.now(), "revision": _revision(),
             "machine": machine.facts(), "loadBefore": machine.load_average(),
             "versions": {name: peers.SERVERS[name].version() for name in ready},
             "settings": {name: peers.SERVERS[name].settings() for name in ready}}
    _list(chosen, runs, titles)
    folder = TARGET / datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    whole = options.again or not (options.quick or options.only or options.servers or options.seconds)
    out = options.out or (ROOT / "docs" if whole else TARGET)
    measuring = session.Session(folder, peers.SERVERS, unavailable, peers.newest_java() / "bin" / "java", LOAD, about)
    try:
        measuring.run(runs)
    finally:
        print("results: %s" % _shown(folder))
    if options.again:
        take_over(options.again, folder)
        chosen = works(quick=False)
    print("report: %s" % _shown(report.write(folder, out, chosen, titles)))
    broken = Results(folder).broken_promises()
    for sentence in broken:
        print("BROKEN: " + sentence)
    return 1 if broken else 0


def _tools(peers):
    needed = {"mvn": "maven", "taskset": "util-linux"}
    missing = [package for tool, package in needed.items() if not shutil.which(tool)]
    try:
        peers.newest_java()
    except SystemExit:
        missing.append("default-jdk-headless")
    if missing:
        peers.install_packages(*missing)


def _build(peers):
    """The load generator, if its sources are newer. The hub builds itself."""
    sources = [file for module in ("load", "sse") for file in (ROOT / module).glob("src/main/**/*") if file.is_file()]
    if peers.is_newer(LOAD, *sources):
        return
    print("building the load generator", flush=True)
    # The gates are for those who change Tidings (./verify); a newer JDK may warn of more than they know.
    command = ["mvn", "-q", "-B", "-ntp", "-DskipTests", "-Dspotless.check.skip=true", "-Denforcer.skip=true",
               "-Dmaven.compiler.failOnWarning=false", "-P", "!strict", "-pl", "load", "-am", "package"]
    TARGET.mkdir(parents=True, exist_ok=True)
    log = TARGET / "build.log"
    with open(log, "w") as out:
        done = subprocess.run(command, cwd=str(ROOT), env=dict(os.environ, JAVA_HOME=str(peers.newest_java())), stdin=subprocess.DEVNULL,
                              stdout=out, stderr=subprocess.STDOUT)
    if done.returncode:
        raise SystemExit("the build failed, see " + _shown(log))
    # Maven leaves a jar alone of which only the sources' times have changed.
    os.utime(LOAD)


def _install(server):
    """Why it cannot run here, or nothing."""
    try:
        server.install()
        server.version()
        return ""
    except (SystemExit, OSError) as trouble:
        reason = str(trouble).splitlines()[0].replace(str(ROOT) + "/", "")
        print("%s: %s" % (server.name, reason), flush=True)
        return "not installed: " + reason


def _revision():
    """Of the working tree, as far as Git knows it."""
    try:
        done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=str(ROOT), capture_output=True, text=True)
    except OSError:
        return "an unknown revision"
    return done.stdout.strip() or "an unknown revision"


def _shown(path):
    """Relative, for people."""
    return os.path.relpath(str(path))
