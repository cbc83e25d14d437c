package dev.tidings.examples.publishing;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishes the rows of an outbox in their order, and marks them. If it ends between the two, or hears no answer, it publishes them
 * again under the same keys, the rows' ids, and the hub knows them.
 */
public final class OutboxRelay {

    /** 100: some 30 KiB a request. The hub takes 1 000 events and 8 MiB. */
    private static final int ROWS = 100;

    /** 100 ms: how late an event is at most, for a database that tells nobody of new rows. */
    private static final long PAUSE_MILLIS = 100;

    private final Connection database;
    private final HttpPublisher hub;

    public OutboxRelay(Connection database, HttpPublisher hub) {
        this.database = database;
        this.hub = hub;
    }

    /** Takes the JDBC URL of the database and the URL where events are published. Goes on until it is ended. */
    public static void main(String[] args) throws Exception {
        try (Connection database = DriverManager.getConnection(args[0])) {
            OutboxRelay relay = new OutboxRelay(database, new HttpPublisher(URI.create(args[1])));
            while (true) {
                if (relay.relay() == 0) {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        }
    }

    /** Returns how many rows it has published and marked, 0 if there are none. */
    public int relay() throws SQLException, IOException, InterruptedException {
        List<Long> ids = new ArrayList<>();
        List<String> events = new ArrayList<>();
        try (PreparedStatement select = database.prepareStatement(
                "select id, topic, attributes, data from outbox where not published order by id limit " + ROWS)) {
            ResultSet row = select.executeQuery();
            while (row.next()) {
                ids.add(row.getLong("id"));
                events.add("{\"topic\":\"%s\",\"attributes\":%s,\"data\":%s,\"idempotencyKey\":\"outbox-%d\"}"
                        .formatted(
                                row.getString("topic"),
                                row.getString("attributes"),
                                row.getString("data"),
                                row.getLong("id")));
            }
        }
        if (!ids.isEmpty()) {
            hub.publish("[" + String.join(",", events) + "]");
            mark(ids);
        }
        return ids.size();
    }

    private void mark(List<Long> ids) throws SQLException {
        try (PreparedStatement update = database.prepareStatement("update outbox set published = true where id = ?")) {
            for (long id : ids) {
                update.setLong(1, id);
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
