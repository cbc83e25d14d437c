"""What is tried, and why it should end well."""
import collections

# name: as in attackers.py; seconds: at least so long, if not asked otherwise.
Attack = collections.namedtuple("Attack", "name title seconds does holds")

ATTACKS = [
    Attack("slow-heads", "Slow heads", 20,
           "5 000 connections send a byte of a request each second; each that is ended is replaced.",
           "A head has `limits.headTimeout`, 10 s, from its first byte, however often something comes; then it is answered with 408 and the "
           "connection ends. Until then it costs its bytes, 16 KiB at most."),
    Attack("never-reading", "Never reading", 75,
           "5 000 subscribers with a receive buffer of 4 KiB read nothing of a topic with 20 events of 16 KiB a second.",
           "Nobody has a queue: a reader with more than 256 KiB pending, less when all together near `limits.pending`, is behind and is given "
           "nothing more. The memory of the hub stays small, since what is pending is frames that all share. The kernel holds at most 128 KiB twice over for each (`SO_SNDBUF`). After "
           "`limits.stall`, 60 s, it is cut off. What is pending is counted for each reader, shared or not; who has "
           "anything pending gets no more once three quarters of `limits.pending` are used, and the last quarter is for those who have nothing."),
    Attack("churn", "Churn", 20,
           "2 000 subscriptions a second come and go, each with a filter that nobody had before; every other one leaves by a reset.",
           "Joining and leaving cost the same however many there are, and nothing is kept of who has left; live subscribers are served before "
           "newcomers."),
    Attack("replay", "Replay in a loop", 20,
           "8 subscribers read a log of 200 000 events from its beginning to its end, and then again.",
           "Who reads the log is behind: it is read beside the event loops, a page at a time and only when the socket has taken the one before, "
           "all pages together within `limits.replayPages`; drains come before pages."),
    Attack("rapid-reset", "Rapid reset", 20,
           "100 connections of HTTP/2 open streams and reset each at once, as fast as they are taken; each that is ended is replaced.",
           "A connection with more than 100 resets in 10 s of requests that had not come to anything yet is told ENHANCE_YOUR_CALM and ended. What "
           "such streams leave an event loop to do is at most 4 096 tasks: then some of them come before the next request."),
    Attack("deep-patterns", "Deep patterns", 20,
           "1 000 subscribers have 16 patterns each, of 32 segments with two `**` of them, and 20 events a second have a topic that all but "
           "matches each.",
           "16 patterns a filter, 32 segments and two `**` each: a node of the trie is visited at most once, and "
           "patterns with a common beginning share it. That makes an event of 32 segments among 16 000 such patterns some 15 ms of work, "
           "during which its event loop does nothing else."),
    Attack("distinct-values", "Distinct values", 20,
           "1 000 subscribers of 31 shapes with values of their own, and events without pause, each with 243 combinations of values that nobody "
           "had before.",
           "Values leave the index with their last subscriber; an event makes at most 256 look-ups for each of at most 32 shapes and leaves "
           "nothing in the index of shards; the log's index is counted with what it retains and goes with it."),
    Attack("forged", "Pages of other sites", 15,
           "5 000 requests a second that a page of another site can have a browser send to a hub in development mode: hosts that were rebound, "
           "other origins, forms, preflights. They forge the very events that are watched for.",
           "A `Host` or `Origin` that is not of this machine, what came through a proxy, and media types that a form can send are refused before "
           "a body is looked at."),
]
