package dev.tidings.hub.shard;

/**
 * What a shard holds at a moment between two tasks of its event loop: all zero when everybody has left.
 *
 * @param filed subscriptions in the index
 * @param ahead those behind whose place the shard has yet to reach
 * @param waitingForRoom those behind for whom all that is pending leaves no room
 * @param waitingPages pages in line for the budget
 * @param pageBytes what pages take of the budget
 */
record Census(
        int audiences,
        int members,
        int filed,
        int behind,
        int ahead,
        int waitingForRoom,
        int waitingPages,
        long pageBytes,
        long pendingBytes) {

    static final Census NOTHING = new Census(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
