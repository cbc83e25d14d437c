"""docs/attacks.md and attacks.json."""
import json
import pathlib

from .attacks import ATTACKS

HEAD = """# Attacks

What somebody could try who has nothing but the hub's port, tried on a running hub while {subscribers} legitimate subscribers get {rate} events a
second each. Made by

```
{command}
```

on {began} at {revision}: {cpu}, {cores} cores, {memory} GiB, {system}, Linux {kernel}, {version}. The hub (`./tidings serve`, RocksDB log,
settings as they are by default, heap of at most {heap}) is pinned to one core; the legitimate clients, their publisher and the attackers share
another one, the attackers with the lowest priority. Load average of the machine {loadBefore:.1f} at the begin and {loadAfter:.1f} at the end:
{noise}

Each attack has a hub of its own and begins while its clients are watching. Latency is from when an event was due to be sent until a subscriber
had it. *Resident* and *kernel* are the most there was, the latter of all TCP sockets of the machine; *heap* is what is live at the end of each
phase, during the attack with it still going on. *Lost* counts events that a subscriber did not get, got twice, in the wrong order or should
not have had, in all three phases.

"""

TABLE = """| attack | | p50 | p99 | longest | resident | heap | kernel | files | hub's core | lost |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|
"""


# In milliseconds. Far beyond what a machine that others use explains.
LATE = 5000


def lateness(name, during):
    """What is wrong with how late events came, if anything."""
    p99 = during["p99"]
    return ["%s: events came %s late (p99)" % (name, millis(p99))] if p99 is not None and p99 / 1000 > LATE else []


def write(found, out):
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "attacks.json").write_text(json.dumps(found, indent=1) + "\n")
    about = found["machine"]
    quiet = found["loadBefore"] < 1
    text = HEAD.format(subscribers=found["subscribers"], rate=found["rate"], command=found["command"], began=found["began"],
                       revision=found["revision"], cpu=about["cpu"], cores=about["cores"], memory=about["memoryGiB"],
                       system=about["system"], kernel=about["kernel"], version=found["version"], heap=found["heap"],
                       loadBefore=found["loadBefore"], loadAfter=found["loadAfter"],
                       noise="nobody else used it." if quiet else "others used it too, and what stands under *before* shows how much that is.")
    text += TABLE + "".join(_rows(record) for record in found["attacks"]) + "\n## What holds, and what does not yet\n"
    by_name = {attack.name: attack for attack in ATTACKS}
    for record in found["attacks"]:
        attack = by_name[record["name"]]
        text += "\n**%s** (%s, %d s). %s %s\nThe attackers counted: %s.\n" % (
            attack.title, attack.name, record["seconds"], attack.does, attack.holds, _counts(record["attackers"]))
        for flaw in record["flaws"]:
            text += "**Not so:** %s\n" % flaw
    (out / "attacks.md").write_text(text)
    return out / "attacks.md"


def _rows(record):
    title = {attack.name: attack.title for attack in ATTACKS}[record["name"]]
    rows = ""
    for name in ("before", "during", "after"):
        phase = record[name]
        rows += "| %s | %s | %s | %s | %s | %.0f MiB | %.0f MiB | %.0f MiB | %d | %.0f %% | %s |\n" % (
            title if name == "before" else "", name, millis(phase["p50"]), millis(phase["p99"]), millis(phase["max"]), phase["resident"],
            phase["heap"], phase["kernel"], phase["files"], 100 * phase["cpu"], "none" if phase["exact"] else "**some**")
    return rows


def _counts(counts):
    return ", ".join("%s %s" % (name, "{:,}".format(number)) for name, number in counts.items()) or "nothing"


def millis(micros):
    return "?" if micros is None else "%.1f ms" % (micros / 1000)
