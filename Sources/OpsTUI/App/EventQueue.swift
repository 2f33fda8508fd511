import OpsClient
import OpsCore

/// Where all sources post and the loop takes: bounded and in order. A source that outruns the loop waits; ticks, frames
/// and sizes that nobody has taken yet are not doubled.
actor EventQueue {
    static let limit = 512

    private let clock: any OpsClock
    private var events: [DashboardEvent] = []
    private var taker: CheckedContinuation<Void, Never>?
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isClosed = false

    init(clock: any OpsClock) { self.clock = clock }

    /// Adds an event with the time of now. Waits while the queue is full.
    func post(_ kind: DashboardEvent.Kind) async {
        while events.count >= Self.limit, !isClosed {
            await withCheckedContinuation { waiting.append($0) }
        }
        guard !isClosed else { return }
        let event = DashboardEvent(at: Moment(wall: clock.wall, monotonic: clock.monotonic), kind: kind)
        if let last = events.last, last.isReplaced(by: event) { events.removeLast() }
        events.append(event)
        taker?.resume()
        taker = nil
    }

    /// All events so far; waits for the first. Empty once the queue is closed. One taker at a time.
    func take() async -> [DashboardEvent] {
        if events.isEmpty, !isClosed { await withCheckedContinuation { taker = $0 } }
        let taken = events
        events.removeAll(keepingCapacity: taken.count < 64)
        release()
        return taken
    }

    /// Lets everybody go; later posts are dropped.
    func close() {
        isClosed = true
        events = []
        taker?.resume()
        taker = nil
        release()
    }

    private func release() {
        let released = waiting
        waiting = []
        for source in released { source.resume() }
    }
}

extension DashboardEvent {
    /// True where `next`, coming right after, makes this event pointless.
    func isReplaced(by next: DashboardEvent) -> Bool {
        switch (kind, next.kind) {
        case (.tick, .tick), (.frame, .frame), (.frame, .tick), (.resized, .resized), (.stream(.alive), .stream): true
        default: false
        }
    }

    /// True for what a person waits to see at once.
    var isUrgent: Bool {
        switch kind {
        case .key, .pasted, .resized, .ended, .stop, .terminalGone, .frame, .tick: true
        case .stream(.snapshot), .stream(.down): true
        case .stream, .telemetry, .notice: false
        }
    }
}
