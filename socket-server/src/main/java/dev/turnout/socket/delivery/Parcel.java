package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import okio.ByteString;

/**
 * An entry that has its number in the outbox.
 *
 * <p>On disk: number (8 bytes), minute in epoch milliseconds (8), length of the auction's id (1), the id, the body.
 *
 * @param number counts the entries of an outbox from 0 without a gap, so that a missing one is noticed
 */
record Parcel(long number, Entry entry) {

    private static final int FIXED = 17;

    int size() {
        return FIXED + entry.auction().value().length() + entry.body().size();
    }

    void writeTo(ByteBuffer out) {
        out.putLong(number).putLong(entry.minute().toEpochMilli());
        byte[] id = entry.auction().value().getBytes(StandardCharsets.US_ASCII);
        out.put((byte) id.length).put(id).put(entry.body().asByteBuffer());
    }

    static Parcel read(ByteBuffer in) {
        long number = number(in);
        Instant minute = minute(in);
        AuctionId auction = auction(in);
        int header = FIXED + auction.value().length();
        return new Parcel(
                number,
                new Entry(auction, minute, ByteString.of(in.slice(in.position() + header, in.remaining() - header))));
    }

    static long number(ByteBuffer in) {
        return in.getLong(in.position());
    }

    static Instant minute(ByteBuffer in) {
        return Instant.ofEpochMilli(in.getLong(in.position() + 8));
    }

    static AuctionId auction(ByteBuffer in) {
        byte[] id = new byte[in.get(in.position() + 16)];
        in.get(in.position() + FIXED, id);
        return new AuctionId(new String(id, StandardCharsets.US_ASCII));
    }
}
