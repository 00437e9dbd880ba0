package dev.turnout.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a small file of MaxMind's format (version 2.0, records of 24 bits, IPv6 with IPv4 below ::/96) that maps networks
 * to countries, for tests.
 */
public final class CountryFile {

    private static final int IPV4_BITS_BEFORE = 96;
    private static final int SEPARATOR = 16;
    private static final byte[] METADATA_MARKER = {
        (byte) 0xAB, (byte) 0xCD, (byte) 0xEF, 'M', 'a', 'x', 'M', 'i', 'n', 'd', '.', 'c', 'o', 'm'
    };
    private static final int STRING = 2;
    private static final int UINT16 = 5;
    private static final int UINT32 = 6;
    private static final int MAP = 7;
    private static final int UINT64 = 9;
    private static final int ARRAY = 11;
    private static final int FIRST_EXTENDED = 8;
    private static final int MAX_SHORT = 28;

    /** Children of each node: 0 none, positive a node, negative the bitwise complement of a data offset. */
    private final List<int[]> nodes = new ArrayList<>(List.of(new int[2]));

    private final Map<String, Integer> offsets = new LinkedHashMap<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** A file with one network, in a new temporary folder, which is deleted when this JVM ends. */
    public static Path temporary(String network, String country) {
        try {
            Path folder = Files.createTempDirectory("countries");
            Path file = folder.resolve("countries.mmdb");
            folder.toFile().deleteOnExit(); // in reverse order: after the file
            file.toFile().deleteOnExit();
            new CountryFile().with(network, country).write(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a network such as {@code 192.0.2.0/24}; networks must not overlap. */
    public CountryFile with(String network, String country) throws IOException {
        String[] parts = network.split("/", -1);
        byte[] address = InetAddress.getByName(parts[0]).getAddress();
        int before = address.length == 4 ? IPV4_BITS_BEFORE : 0;
        byte[] bytes = new byte[16];
        System.arraycopy(address, 0, bytes, before / 8, address.length);
        int length = before + Integer.parseInt(parts[1]);
        int node = 0;
        for (int i = 0; i < length - 1; i++) {
            int bit = bit(bytes, i);
            if (nodes.get(node)[bit] == 0) {
                nodes.add(new int[2]);
                nodes.get(node)[bit] = nodes.size() - 1;
            }
            node = nodes.get(node)[bit];
        }
        nodes.get(node)[bit(bytes, length - 1)] = ~offset(country);
        return this;
    }

    private static int bit(byte[] bytes, int index) {
        return bytes[index / 8] >> (7 - index % 8) & 1;
    }

    /** As in GeoLite2-Country: {@code {"country": {"iso_code": "CH"}}}. */
    private int offset(String country) throws IOException {
        Integer known = offsets.get(country);
        if (known != null) {
            return known;
        }
        int offset = data.size();
        data.write(control(MAP, 1));
        data.write(text("country"));
        data.write(control(MAP, 1));
        data.write(text("iso_code"));
        data.write(text(country));
        offsets.put(country, offset);
        return offset;
    }

    /** Replaces the file in one step, as an update should. */
    public void write(Path file) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, bytes());
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private byte[] bytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int child : node) {
                int value = child == 0 ? nodes.size() : child > 0 ? child : nodes.size() + SEPARATOR + ~child;
                out.write(new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value});
            }
        }
        out.write(new byte[SEPARATOR]);
        out.write(data.toByteArray());
        out.write(METADATA_MARKER);
        out.write(metadata());
        return out.toByteArray();
    }

    private byte[] metadata() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(control(MAP, 9));
        out.write(text("binary_format_major_version"));
        out.write(number(UINT16, 2));
        out.write(text("binary_format_minor_version"));
        out.write(number(UINT16, 0));
        out.write(text("build_epoch"));
        out.write(number(UINT64, 1));
        out.write(text("database_type"));
        out.write(text("Test-Country"));
        out.write(text("description"));
        out.write(control(MAP, 0));
        out.write(text("ip_version"));
        out.write(number(UINT16, 6));
        out.write(text("languages"));
        out.write(control(ARRAY, 0));
        out.write(text("node_count"));
        out.write(number(UINT32, nodes.size()));
        out.write(text("record_size"));
        out.write(number(UINT16, 24));
        return out.toByteArray();
    }

    private static byte[] text(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(control(STRING, bytes.length));
        out.write(bytes);
        return out.toByteArray();
    }

    private static byte[] number(int type, int value) throws IOException {
        byte[] bytes = ByteBuffer.allocate(4).putInt(value).array();
        int size = type == UINT16 ? 2 : 4;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(control(type, size));
        out.write(bytes, 4 - size, size);
        return out.toByteArray();
    }

    /** The type and size that precede a value. */
    private static byte[] control(int type, int size) {
        if (size > MAX_SHORT) {
            throw new IllegalArgumentException("only values of up to " + MAX_SHORT + " bytes are written");
        }
        return type < FIRST_EXTENDED
                ? new byte[] {(byte) (type << 5 | size)}
                : new byte[] {(byte) size, (byte) (type - FIRST_EXTENDED + 1)};
    }
}
