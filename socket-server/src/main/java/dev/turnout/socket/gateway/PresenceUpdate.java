package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.socket.audience.Presence;
import org.jspecify.annotations.Nullable;

/**
 * A change of a viewer's fields: absent fields are unchanged, null removes one. Every way in which a field
 * can be wrong is a {@link BadRequest} that names it.
 */
final class PresenceUpdate {

    static final String TOO_MANY_SECTIONS = "the auction has too many sections";

    private static final String SECTION = "section";
    private static final String NAME = "name";
    private static final String AVATAR = "avatar";
    private static final String ANONYMOUS = "anonymous";

    private final JsonFields fields;
    private final @Nullable String section;
    private final @Nullable String name;
    private final @Nullable String avatar;
    private final boolean anonymous;

    private PresenceUpdate(JsonFields fields) {
        this.fields = fields;
        section = fields.shown(SECTION, ShownText::section);
        name = fields.shown(NAME, ShownText::name);
        avatar = fields.shown(AVATAR, ShownText::avatar);
        anonymous = fields.flag(ANONYMOUS);
    }

    static PresenceUpdate of(JsonFields fields) {
        return new PresenceUpdate(fields);
    }

    static PresenceUpdate of(JsonNode payload) {
        return of(JsonFields.of(payload, "presence takes an object {section?, name?, avatar?, anonymous?}"));
    }

    boolean hasNameOrAvatar() {
        return fields.has(NAME) || fields.has(AVATAR);
    }

    Presence applyTo(Presence before) {
        return Presence.of(
                fields.has(SECTION) ? section : before.section(),
                fields.has(NAME) ? name : before.name(),
                fields.has(AVATAR) ? avatar : before.avatar(),
                fields.has(ANONYMOUS) ? anonymous : before.anonymous());
    }
}
