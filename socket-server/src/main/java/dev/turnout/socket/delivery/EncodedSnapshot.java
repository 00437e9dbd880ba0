package dev.turnout.socket.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import okio.ByteString;

/**
 * A snapshot as it is stored and sent. The body is encoded once, so that every attempt sends the same bytes, also after a
 * restart with a newer version.
 *
 * @param minute start of the UTC minute
 */
record EncodedSnapshot(AuctionId auction, Instant minute, ByteString body) {

    /** Largest body that is stored; a usual one has about a kilobyte. */
    static final int MAX_BODY = 1 << 20;

    /** @throws IllegalArgumentException if it cannot be encoded, or its JSON is larger than {@link #MAX_BODY} */
    static EncodedSnapshot of(AuctionMinute minute) {
        byte[] body;
        try {
            body = Json.MAPPER.writeValueAsBytes(minute.snapshot());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the snapshot cannot be encoded: " + e.getOriginalMessage(), e);
        }
        if (body.length > MAX_BODY) {
            throw new IllegalArgumentException("the JSON has " + body.length + " bytes, more than " + MAX_BODY);
        }
        return new EncodedSnapshot(minute.auction(), minute.snapshot().timestamp(), ByteString.of(body));
    }

    /** Reads a row of the outbox. Empty if it is not what was written. */
    static Optional<EncodedSnapshot> read(ResultSet row) throws SQLException {
        String auction = Objects.requireNonNullElse(row.getString("auction"), "");
        byte[] body = row.getBytes("body");
        Instant minute = Instant.ofEpochMilli(row.getLong("minute"));
        return AuctionId.parse(auction)
                .filter(id -> body != null)
                .map(id -> new EncodedSnapshot(id, minute, ByteString.of(body)));
    }

    /** Many snapshots as one value: most of their text repeats from auction to auction. */
    static byte[] compress(List<EncodedSnapshot> snapshots) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 1 << 16))) {
            out.writeInt(snapshots.size());
            for (EncodedSnapshot each : snapshots) {
                out.writeUTF(each.auction().value());
                out.writeLong(each.minute().toEpochMilli());
                out.writeInt(each.body().size());
                each.body().write(out);
            }
        } catch (IOException e) {
            throw new AssertionError("memory does not fail", e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    /** @throws IOException if the bytes are damaged; the compressed form has a checksum */
    static List<EncodedSnapshot> decompress(byte[] compressed) throws IOException {
        List<EncodedSnapshot> snapshots = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(compressed)))) {
            for (int left = in.readInt(); left > 0; left--) {
                AuctionId auction = new AuctionId(in.readUTF());
                Instant minute = Instant.ofEpochMilli(in.readLong());
                snapshots.add(new EncodedSnapshot(auction, minute, ByteString.of(in.readNBytes(in.readInt()))));
            }
            // The checksum follows the content and is compared when the end is read.
            if (in.read() >= 0) {
                throw new IOException("there are bytes after the last snapshot");
            }
        }
        return snapshots;
    }
}
