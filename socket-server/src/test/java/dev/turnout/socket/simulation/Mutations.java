package dev.turnout.socket.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.model.Json;
import dev.turnout.socket.cluster.RedisTransport.StreamEntry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** The bugs that the simulation must find, each one that a design of this kind can have. */
final class Mutations {

    private Mutations() {}

    private interface LinkMaker {
        RedisLink make(World world, NodeProcess process, SimulatedRedis redis, Network network);
    }

    private static Mutation ofLink(LinkMaker maker) {
        return new Mutation() {
            @Override
            RedisLink link(World world, NodeProcess process, SimulatedRedis redis, Network network) {
                return maker.make(world, process, redis, network);
            }
        };
    }

    /** A node that starts again has the id that it had. */
    static Mutation reuseNodeIds() {
        return new Mutation() {
            @Override
            String nodeId(int machine, int run) {
                return "node" + machine;
            }
        };
    }

    /** A node takes its own beats for received as soon as it has sent them. */
    static Mutation dropTheEchoRule() {
        return ofLink((world, process, redis, network) -> new RedisLink(world, process, redis, network) {
            @Override
            public void publish(String message) {
                super.publish(message);
                if (message.contains("\"type\":\"beat\"")) {
                    process.after(0, () -> received(message));
                }
            }
        });
    }

    /** A late delta of a peer that was dropped registers it again, with the counts known before. */
    static Mutation acceptLateDeltas() {
        return ofLink((world, process, redis, network) -> new RedisLink(world, process, redis, network) {
            private final Map<String, ObjectNode> counts = new HashMap<>();

            @Override
            void censusReceived(String message) {
                JsonNode json = parse(message);
                String type = json.path("type").asText();
                ObjectNode known = counts.computeIfAbsent(
                        json.path("from").asText(), from -> JsonNodeFactory.instance.objectNode());
                if (type.equals("state")) {
                    known.removeAll();
                }
                if (type.equals("delta") || type.equals("state")) {
                    known.setAll((ObjectNode) json.get("counts"));
                    ObjectNode state = ((ObjectNode) json).put("type", "state");
                    state.set("counts", known.deepCopy());
                    super.censusReceived(state.toString());
                } else {
                    super.censusReceived(message);
                }
            }
        });
    }

    private static JsonNode parse(String message) {
        try {
            return Json.MAPPER.readTree(message);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** An owner that has lost track of a node's viewers does not ask for all of them. */
    static Mutation neverAskForAllViewers() {
        return ofLink((world, process, redis, network) -> new RedisLink(world, process, redis, network) {
            @Override
            public void send(String node, String message) {
                if (!message.contains("\"type\":\"request\"")) {
                    super.send(node, message);
                }
            }
        });
    }

    /** All viewers of a node are taken for those whose state changed, so that the others are not gone. */
    static Mutation takeAllViewersForChanges() {
        return ofLink((world, process, redis, network) -> new RedisLink(world, process, redis, network) {
            @Override
            public void send(String node, String message) {
                super.send(node, message.replace("\"all\":true", "\"all\":false"));
            }
        });
    }

    /** An owner tells a node only once where a viewer is counted. */
    static Mutation tellOnceWhereAViewerIsCounted() {
        return ofLink((world, process, redis, network) -> new RedisLink(world, process, redis, network) {
            private final Map<String, String> told = new HashMap<>();

            @Override
            public void send(String node, String message) {
                if (!message.contains("\"type\":\"counted\"") || !message.equals(told.put(node, message))) {
                    super.send(node, message);
                }
            }
        });
    }

    /** A node takes an epoch that it has read some seconds ago for the current one, also when it was paused since. */
    static Mutation forgetTheValidityOfAnEpoch() {
        return ofLink((world, process, redis, network) -> new RedisLink(world, process, redis, network) {
            private final Deque<List<@Nullable String>> read = new ArrayDeque<>();

            @Override
            public CompletionStage<List<@Nullable String>> epoch(String script, String... arguments) {
                CompletionStage<List<@Nullable String>> current = super.epoch(script, arguments);
                Object unused = current.thenAccept(read::add);
                return read.size() > 5 ? CompletableFuture.completedFuture(read.remove()) : current;
            }
        });
    }

    /** Each node takes itself for the only member. */
    static Mutation twoOwners() {
        return ofLink((world, process, redis, network) -> new RedisLink(world, process, redis, network) {
            @Override
            public CompletionStage<List<@Nullable String>> epoch(String script, String... arguments) {
                return super.epoch(script, arguments)
                        .thenApply(reply -> Arrays.asList(reply.get(0), own(arguments[0], reply.get(1)), reply.get(2)));
            }

            private @Nullable String own(String self, @Nullable String members) {
                return members == null
                        ? null
                        : Arrays.stream(members.split(","))
                                .filter(member -> member.startsWith(self + "@"))
                                .findFirst()
                                .orElse(members);
            }
        });
    }

    /** Now and then an entry of the stream is passed over. */
    static Mutation loseAnEntry() {
        return ofLink((world, process, redis, network) -> new RedisLink(world, process, redis, network) {
            private int entries;

            @Override
            public CompletionStage<List<StreamEntry>> read(String after) {
                return super.read(after)
                        .thenApply(read -> read.stream()
                                .map(entry -> ++entries % 20 == 0 ? emptied(entry) : entry)
                                .toList());
            }
        });
    }

    private static StreamEntry emptied(StreamEntry entry) {
        return new StreamEntry(entry.id(), "{}");
    }

    /** Now and then an entry of the stream is handed over after the one that follows it. */
    static Mutation swapEntries() {
        return ofLink((world, process, redis, network) -> new RedisLink(world, process, redis, network) {
            private final List<StreamEntry> held = new ArrayList<>();
            private int entries;

            @Override
            public CompletionStage<List<StreamEntry>> read(String after) {
                return super.read(after).thenApply(this::swapped);
            }

            private List<StreamEntry> swapped(List<StreamEntry> read) {
                List<StreamEntry> result = new ArrayList<>();
                for (StreamEntry entry : read) {
                    if (++entries % 10 == 0) {
                        held.add(entry);
                        result.add(emptied(entry));
                    } else {
                        result.add(entry);
                        result.addAll(held);
                        held.clear();
                    }
                }
                return result;
            }
        });
    }

    /** An append that was not answered is sent again under another number. */
    static Mutation appendAgain() {
        return ofLink((world, process, redis, network) -> new RedisLink(world, process, redis, network) {
            private int again = 1_000_000;

            @Override
            public CompletionStage<String> append(String content) {
                return super.append(content).exceptionallyCompose(failure -> {
                    ObjectNode json = (ObjectNode) parse(content);
                    return super.append(json.put("n", again++).toString());
                });
            }
        });
    }

    /** A minute is acknowledged before it is on disk. */
    static Mutation acknowledgeBeforeTheDisk() {
        return new Mutation() {
            @Override
            boolean losesLastWrites() {
                return true;
            }
        };
    }

    /** A lost connection to the backend is taken for a success. */
    static Mutation takeAFailureForSuccess() {
        return new Mutation() {
            @Override
            OkHttpClient client(OkHttpClient client) {
                OkHttpClient.Builder builder = client.newBuilder();
                builder.interceptors().add(0, chain -> {
                    try {
                        return chain.proceed(chain.request());
                    } catch (IOException e) {
                        return new Response.Builder()
                                .request(chain.request())
                                .protocol(Protocol.HTTP_1_1)
                                .code(200)
                                .message("not at all")
                                .body(ResponseBody.create("{}", MediaType.get("application/json")))
                                .build();
                    }
                });
                return builder.build();
            }
        };
    }
}
