package dev.turnout.socket.audience;

import org.jspecify.annotations.Nullable;

/**
 * The fields of a viewer that one session has sent.
 *
 * @param section the part of the auction that the session looks at
 * @param name a viewer without a name is counted and not listed
 * @param avatar address of a picture
 * @param anonymous counted, never listed
 */
public record Presence(
        @Nullable String section,
        @Nullable String name,
        @Nullable String avatar,
        boolean anonymous) {

    public static final Presence NONE = new Presence(null, null, null, false);

    /** One shared instance for the many sessions without any. */
    public static Presence of(
            @Nullable String section, @Nullable String name, @Nullable String avatar, boolean anonymous) {
        return section == null && name == null && avatar == null && !anonymous
                ? NONE
                : new Presence(section, name, avatar, anonymous);
    }

    public Presence withSection(@Nullable String newSection) {
        return of(newSection, name, avatar, anonymous);
    }

    boolean isListed() {
        return name != null && !anonymous;
    }
}
