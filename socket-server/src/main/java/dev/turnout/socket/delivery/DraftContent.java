package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import okio.ByteString;

/**
 * The unfinished minute of all auctions as one compressed value. It is replaced every few seconds, and most of its text
 * repeats from auction to auction.
 */
final class DraftContent {

    private DraftContent() {}

    static byte[] encode(List<EncodedSnapshot> snapshots) {
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

    /** @throws IOException if the content is damaged; the compressed form has a checksum */
    static List<EncodedSnapshot> decode(byte[] content) throws IOException {
        List<EncodedSnapshot> snapshots = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(content)))) {
            for (int left = in.readInt(); left > 0; left--) {
                AuctionId auction = new AuctionId(in.readUTF());
                Instant minute = Instant.ofEpochMilli(in.readLong());
                snapshots.add(new EncodedSnapshot(auction, minute, ByteString.of(in.readNBytes(in.readInt()))));
            }
        }
        return snapshots;
    }
}
