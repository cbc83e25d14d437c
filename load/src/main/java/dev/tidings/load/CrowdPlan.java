package dev.tidings.load;

/**
 * Who subscribes.
 *
 * @param subscribers how many, &gt;= 0
 * @param firstLane the first lane they read
 * @param lanes over how many lanes they are spread; divides {@code subscribers}
 * @param receiveBytes the size of each socket's receive buffer, 0 for the system's choice; with one of its own a socket also takes
 *     segments of a network's size only, since with those of the loopback interface the server's kernel would buffer megabytes
 */
public record CrowdPlan(int subscribers, long firstLane, int lanes, int receiveBytes) {
    public CrowdPlan {
        if (subscribers < 0) throw new IllegalArgumentException("subscribers: " + subscribers + " (expected: >= 0)");
        if (firstLane < 0) throw new IllegalArgumentException("firstLane: " + firstLane + " (expected: >= 0)");
        if (lanes < 1 || subscribers % lanes != 0) {
            throw new IllegalArgumentException("lanes: " + lanes + " (expected: a divisor of " + subscribers + ")");
        }
        if (receiveBytes < 0) throw new IllegalArgumentException("receiveBytes: " + receiveBytes + " (expected: >= 0)");
    }

    /** All read the same lane. */
    public static CrowdPlan broadcast(int subscribers) {
        return new CrowdPlan(subscribers, 0, 1, 0);
    }

    /** Each has a lane of its own. */
    public static CrowdPlan targeted(int subscribers) {
        return new CrowdPlan(subscribers, 0, Math.max(1, subscribers), 0);
    }

    public CrowdPlan withFirstLane(long first) {
        return new CrowdPlan(subscribers, first, lanes, receiveBytes);
    }

    public CrowdPlan withReceiveBytes(int bytes) {
        return new CrowdPlan(subscribers, firstLane, lanes, bytes);
    }

    long lane(int subscriber) {
        return firstLane + subscriber % lanes;
    }
}
