package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.socket.audience.Presence;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A change of a viewer's fields: absent fields are unchanged, null removes one. Every way in which a field
 * can be wrong is a {@link BadRequest} that names it.
 */
final class PresenceUpdate {

    private static final String SECTION = "section";
    private static final String NAME = "name";
    private static final String AVATAR = "avatar";
    private static final String ANONYMOUS = "anonymous";

    private final JsonNode object;
    private final @Nullable String section;
    private final @Nullable String name;
    private final @Nullable String avatar;
    private final boolean anonymous;

    private PresenceUpdate(JsonNode object) {
        this.object = object;
        section = text(SECTION, ShownText::section);
        name = text(NAME, ShownText::name);
        avatar = text(AVATAR, ShownText::avatar);
        anonymous = flag(ANONYMOUS);
    }

    static PresenceUpdate of(JsonNode object) {
        if (!object.isObject()) {
            throw new BadRequest("presence takes an object {section?, name?, avatar?, anonymous?}");
        }
        return new PresenceUpdate(object);
    }

    private @Nullable String text(String field, Function<String, @Nullable String> clean) {
        if (!object.hasNonNull(field)) {
            return null;
        }
        if (!object.path(field).isTextual()) {
            throw new BadRequest(field + " must be a string");
        }
        return clean.apply(object.path(field).textValue());
    }

    private boolean flag(String field) {
        JsonNode value = object.path(field);
        if (object.hasNonNull(field) && !value.isBoolean()) {
            throw new BadRequest(field + " must be true or false");
        }
        return value.booleanValue();
    }

    boolean hasSection() {
        return object.has(SECTION);
    }

    boolean hasNameOrAvatar() {
        return object.has(NAME) || object.has(AVATAR);
    }

    Presence applyTo(Presence before) {
        return Presence.of(
                object.has(SECTION) ? section : before.section(),
                object.has(NAME) ? name : before.name(),
                object.has(AVATAR) ? avatar : before.avatar(),
                object.has(ANONYMOUS) ? anonymous : before.anonymous());
    }
}
