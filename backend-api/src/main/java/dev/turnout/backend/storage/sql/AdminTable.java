package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.AccessRecords.Admin;
import dev.turnout.backend.storage.AccessRecords.HashedSession;
import dev.turnout.backend.storage.AdminSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tables {@code admin} and {@code admin_session}. */
final class AdminTable {

    private AdminTable() {}

    static Optional<String> passwordHash(Handle handle, String admin) {
        return handle.createQuery("SELECT password_hash FROM admin WHERE name = :name")
                .bind("name", admin)
                .mapTo(String.class)
                .findOne();
    }

    static List<Admin> all(Handle handle) {
        return handle.createQuery("SELECT * FROM admin ORDER BY name")
                .map((row, context) -> new Admin(
                        row.getString("name"), row.getString("password_hash"), Columns.instant(row, "created_at")))
                .list();
    }

    static List<HashedSession> allSessions(Handle handle) {
        return handle.createQuery("SELECT * FROM admin_session ORDER BY token_hash")
                .map((row, context) -> new HashedSession(row.getString("token_hash"), session(row)))
                .list();
    }

    /** With their sessions. */
    static void deleteAll(Handle handle) {
        handle.execute("DELETE FROM admin_session");
        handle.execute("DELETE FROM admin");
    }

    static boolean insert(Handle handle, String admin, String passwordHash, Instant at) {
        return handle.execute(
                        "INSERT INTO admin (name, password_hash, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        admin,
                        passwordHash,
                        at.toEpochMilli())
                == 1;
    }

    static void changePassword(Handle handle, String admin, String passwordHash) {
        handle.execute("UPDATE admin SET password_hash = ? WHERE name = ?", passwordHash, admin);
        handle.execute("DELETE FROM admin_session WHERE admin = ?", admin);
    }

    static void insertSession(Handle handle, String tokenHash, AdminSession session) {
        handle.execute(
                "INSERT INTO admin_session (token_hash, admin, created_at, expires_at) VALUES (?, ?, ?, ?)",
                tokenHash,
                session.admin(),
                session.createdAt().toEpochMilli(),
                session.expiresAt().toEpochMilli());
    }

    static Optional<AdminSession> session(Handle handle, String tokenHash) {
        return handle.createQuery("SELECT * FROM admin_session WHERE token_hash = :tokenHash")
                .bind("tokenHash", tokenHash)
                .map((row, context) -> session(row))
                .findOne();
    }

    private static AdminSession session(ResultSet row) throws SQLException {
        return new AdminSession(
                row.getString("admin"), Columns.instant(row, "created_at"), Columns.instant(row, "expires_at"));
    }

    static void deleteSession(Handle handle, String tokenHash) {
        handle.execute("DELETE FROM admin_session WHERE token_hash = ?", tokenHash);
    }

    static int deleteExpired(Handle handle, Instant now) {
        return handle.execute("DELETE FROM admin_session WHERE expires_at <= ?", now.toEpochMilli());
    }
}
