"""What a session has left behind, and which of several rounds counts."""
import json
import math
import pathlib

# A delivery that never came, came again or came where it should not. Announced gaps are told to the client, and are no loss.
WRONGS = ("lost", "announced", "duplicates", "late", "strayed", "foreign", "dropped", "refused")


class Results:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.about = json.loads((folder / "session.json").read_text())
        self.records = [json.loads(file.read_text()) for file in sorted(folder.glob("[0-9]*.json")) if ".raw" not in file.name]

    def of(self, case, server=None):
        return [r for r in self.records if r["case"] == case and server in (None, r["server"])]

    def servers(self, case):
        """In the order in which they ran."""
        return list(dict.fromkeys(r["server"] for r in self.of(case)))

    def best(self, case, server):
        """
        The round with the least CPU time per delivery, since neighbours on the machine only add to it; its figures belong together.
        One in which something went wrong only if there is no other.
        """
        done = [r for r in self.of(case, server) if r["result"]]
        return min(done, key=lambda r: (not exact(r["result"]), r["result"].get("cpuMicrosPerDelivery") or math.inf)) if done else None

    def figure(self, case, server, *names):
        """Of the best round, or None."""
        record = self.best(case, server)
        value = record["result"] if record else None
        for name in names:
            value = value.get(name) if value else None
        return value

    def reason(self, case, server):
        """Why there is no figure."""
        tried = self.of(case, server)
        if not tried:
            return "not part of this run"
        return tried[-1]["skipped"] or tried[-1]["failure"]

    def wrongs(self, case, server):
        """What went wrong in any of its rounds, by kind."""
        return _sum(wrongs(r["result"]) for r in self.of(case, server) if r["result"])

    def broken_promises(self):
        """Sentences: of a hub, what was lost, doubled, out of order or not measured at all."""
        sentences = []
        for record in self.records:
            if not record["server"].startswith("tidings"):
                continue
            where = "%s, %s, round %d: " % (record["title"], record["server"], record["round"])
            if record["failure"] or record["skipped"]:
                sentences.append(where + (record["failure"] or record["skipped"]))
            elif not exact(record["result"]):
                sentences.append(where + (told(wrongs(record["result"])) or trouble(record["result"]) or "not exact"))
        return sentences


def take_over(former, folder):
    """Brings what a former session measured, and this one did not, into this one's folder."""
    former, now = Results(former), Results(folder)
    measured = {r["case"] for r in now.records}
    for number, record in enumerate(former.records):
        if record["case"] not in measured:
            # Before what was measured now, in the former order.
            (pathlib.Path(folder) / ("0000%03d.json" % number)).write_text(json.dumps(record, indent=1))
    again = {name: now.about[name] for name in ("command", "began", "finished", "revision")}
    (pathlib.Path(folder) / "session.json").write_text(json.dumps(dict(former.about, again=again), indent=1))


def wrongs(result):
    """By kind, of this object and all within it."""
    if isinstance(result, list):
        return _sum(map(wrongs, result))
    if not isinstance(result, dict):
        return {}
    own = {kind: result[kind] for kind in WRONGS if isinstance(result.get(kind), int) and result[kind]}
    return _sum([own] + [wrongs(value) for value in result.values()])


def exact(result):
    """Whether the generator says so of this object and of all within it."""
    if isinstance(result, list):
        return all(map(exact, result))
    return not isinstance(result, dict) or (result.get("exact") is not False and all(map(exact, result.values())))


def is_bottleneck(result):
    """Whether the generator was, in any part of it."""
    parts = result if isinstance(result, list) else result.values() if isinstance(result, dict) else []
    return (isinstance(result, dict) and result.get("bottleneck") is True) or any(map(is_bottleneck, parts))


def trouble(result):
    """The first thing that went wrong in this object or within it."""
    if isinstance(result, list):
        return next(filter(None, map(trouble, result)), "")
    if not isinstance(result, dict):
        return ""
    return result.get("trouble") or trouble(list(result.values()))


def told(wrong):
    return ", ".join("%s %s" % (kind, "{:,}".format(n).replace(",", " ")) for kind, n in wrong.items())


def _sum(counts):
    total = {}
    for count in counts:
        for kind, n in count.items():
            total[kind] = total.get(kind, 0) + n
    return total
