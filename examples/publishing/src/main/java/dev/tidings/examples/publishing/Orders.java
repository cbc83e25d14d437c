package dev.tidings.examples.publishing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** An application that stores orders, and tells of each in an outbox: both in one transaction, so both or neither. */
public final class Orders {

    private final Connection database;

    /** Makes the tables where there are none. */
    public Orders(Connection database) throws SQLException {
        this.database = database;
        database.setAutoCommit(false);
        try (Statement tables = database.createStatement()) {
            tables.execute("""
                    create table if not exists orders (
                      number bigint primary key, email varchar(255) not null, total integer not null)""");
            tables.execute("""
                    create table if not exists outbox (
                      id bigint generated always as identity primary key,
                      topic varchar(255) not null,
                      attributes varchar(4000) not null,
                      data varchar(100000) not null,
                      published boolean default false not null)""");
            database.commit();
        }
    }

    /** Stores an order, and that it shall be told. Nothing of it needs the hub. */
    public void place(long number, String email, int total) throws SQLException {
        try (PreparedStatement order = database.prepareStatement("insert into orders values (?, ?, ?)");
                PreparedStatement event =
                        database.prepareStatement("insert into outbox (topic, attributes, data) values (?, ?, ?)")) {
            order.setLong(1, number);
            order.setString(2, email);
            order.setInt(3, total);
            order.executeUpdate();
            event.setString(1, "order.placed");
            // JSON, made by a library where a text may have anything in it.
            event.setString(2, "{\"email\":\"" + email + "\"}");
            event.setString(3, "{\"number\":" + number + ",\"total\":" + total + "}");
            event.executeUpdate();
            database.commit();
        } catch (SQLException e) {
            database.rollback();
            throw e;
        }
    }
}
