package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.AudienceListener;
import dev.turnout.socket.audience.Change;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.cluster.NodeMessage.Viewers;
import dev.turnout.socket.cluster.NodeMessage.ViewersCheck;
import dev.turnout.socket.cluster.NodeMessage.ViewersCounted;
import dev.turnout.socket.cluster.NodeMessage.ViewersRequest;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Counts a viewer with sessions on several nodes once: connects the audience with {@link ViewerReports} and
 * {@link ViewerOwner}. Only with {@code COUNT_BY=viewers}. Audience thread only.
 */
final class ViewerCensus implements AudienceListener, Census.Listener {

    private final String self;
    private final Audience audience;
    private final OwnerThread thread;
    private final MomentSource moments;
    private final LongSupplier nanoClock;
    private final ViewerReports reports;
    private final ViewerOwner owner;
    private boolean running;
    private boolean timerSet;
    private long timerDue;

    ViewerCensus(
            String self,
            Audience audience,
            OwnerThread thread,
            MomentSource moments,
            LongSupplier nanoClock,
            NodeSender nodes) {
        this.self = self;
        this.audience = audience;
        this.thread = thread;
        this.moments = moments;
        this.nanoClock = nanoClock;
        this.reports = new ViewerReports(self, this::forEachViewer, nodes, nanoClock.getAsLong());
        this.owner = new ViewerOwner(self, nodes, nanoClock.getAsLong());
    }

    private void forEachViewer(AuctionId id, BiConsumer<Long, ViewerState> each) {
        audience.room(id)
                .ifPresent(room ->
                        room.forEachShared((hash, elsewhere) -> each.accept(hash, ViewerState.present(elsewhere))));
    }

    void start() {
        running = true;
        schedule();
    }

    void stop() {
        running = false;
    }

    @Override
    public void peers(Set<String> living) {
        Set<String> members = new HashSet<>(living);
        members.add(self);
        owner.members(members, nanoClock.getAsLong());
        reports.members(members, nanoClock.getAsLong());
        schedule();
    }

    @Override
    public void deaf(boolean deaf) {
        owner.deaf(deaf, nanoClock.getAsLong());
    }

    @Override
    public void changed(AuctionRoom room, Change change, long now) {
        if (change instanceof Change.Joined joined && joined.firstOfViewer()) {
            if (joined.session().viewerKey() != null) {
                report(room, joined.session().viewerHash(), ViewerState.GONE, ViewerState.HERE);
            }
        } else if (change instanceof Change.Left left && left.lastOfViewer()) {
            if (left.session().viewerKey() != null) {
                ViewerState before = ViewerState.present(left.difference() == 0);
                report(room, left.session().viewerHash(), before, ViewerState.GONE);
            }
        } else if (change instanceof Change.Elsewhere elsewhere) {
            boolean isElsewhere = elsewhere.difference() < 0;
            report(room, elsewhere.viewerHash(), ViewerState.present(!isElsewhere), ViewerState.present(isElsewhere));
        }
    }

    private void report(AuctionRoom room, long viewerHash, ViewerState before, ViewerState after) {
        reports.changed(room.id(), viewerHash, before, after, nanoClock.getAsLong());
        schedule();
    }

    void received(NodeMessage message) {
        long now = nanoClock.getAsLong();
        if (message instanceof Viewers viewers) {
            owner.reported(viewers, now);
        } else if (message instanceof ViewersCheck check) {
            owner.checked(check, now);
        } else if (message instanceof ViewersRequest request) {
            reports.requested(request.from(), nanoClock.getAsLong());
        } else if (message instanceof ViewersCounted counted) {
            counted(counted);
        }
        schedule();
    }

    private void counted(ViewersCounted counted) {
        counted.rooms().forEach((room, viewers) -> {
            if (reports.ownerOf(room).equals(counted.from())) {
                viewers.forEach((hash, state) ->
                        audience.countElsewhere(room, hash, state == ViewerState.ELSEWHERE, moments.now()));
            }
        });
    }

    private void schedule() {
        long now = nanoClock.getAsLong();
        long next = reports.nextTick(now);
        long due = owner.nextTick(now) - next < 0 ? owner.nextTick(now) : next;
        if (running && (!timerSet || due - timerDue < 0)) {
            timerSet = true;
            timerDue = due;
            thread.after(Duration.ofNanos(Math.max(0, due - now)), () -> expired(due));
        }
    }

    /** A timer that an earlier one has replaced does nothing. */
    private void expired(long due) {
        if (timerSet && due == timerDue) {
            timerSet = false;
            if (running) {
                owner.tick(nanoClock.getAsLong());
                reports.tick(nanoClock.getAsLong());
                schedule();
            }
        }
    }
}
