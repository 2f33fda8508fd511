import OpsCore

/// Committed changes, numbered: keeps the whole picture, remembers the newest changes, and feeds every stream.
public actor EventBus {
    /// Changes that a reconnecting stream may still resume from.
    static let rememberedLimit = 1024
    /// Changes that one slow stream may be behind before it is cut off.
    static let subscriberLimit = 1024

    private var picture: OpsSnapshot
    private var remembered: [NumberedChange] = []
    private var subscribers: [UInt64: AsyncStream<NumberedChange>.Continuation] = [:]
    private var nextSubscriber: UInt64 = 0
    /// True once the server ends or has ended: no stream is served any more.
    public private(set) var isClosed = false
    private let clock: any OpsClock

    public init(picture: OpsSnapshot, clock: any OpsClock = SystemClock()) {
        self.picture = picture
        self.clock = clock
    }

    /// Streams that are open now.
    public var subscriberCount: Int { subscribers.count }

    /// Jobs that wait.
    public var queueDepth: Int { picture.queue.depth }

    /// Everything, now.
    public func snapshot() -> OpsSnapshot {
        var copy = picture
        copy.at = clock.wall
        return copy
    }

    /// Numbers `change`, takes it into the picture and hands it to every stream.
    public func publish(_ change: OpsChange) {
        let numbered = NumberedChange(sequence: picture.sequence + 1, at: clock.wall, change: change)
        picture.apply(change, sequence: numbered.sequence, at: numbered.at)
        remember(numbered)
        for (id, continuation) in subscribers {
            if case .dropped = continuation.yield(numbered) {
                continuation.finish()
                subscribers[id] = nil
            }
        }
    }

    /// Several changes, one after the other, at the cost of one wait.
    public func publish(_ changes: [OpsChange]) {
        for change in changes { publish(change) }
    }

    /// Publishes where the picture would differ, so that an unchanged state costs nothing on any link.
    public func publishIfChanged(_ change: OpsChange) {
        switch change {
        case .tenants(let value) where value == picture.tenants: return
        case .breakers(let value) where value == picture.breakers: return
        case .queue(let value) where value == picture.queue: return
        case .slo(let value) where value == picture.slo: return
        case .alarms(let value) where value == picture.alarms: return
        case .server(let value) where value == picture.server: return
        case .link(let value) where picture.links.contains(value): return
        default: publish(change)
        }
    }

    /// Sets parts of the picture before the first stream is served.
    public func prepare(_ body: @Sendable (inout OpsSnapshot) -> Void) { body(&picture) }

    /// Changes after `sequence` without a gap where they are still remembered, else behind a snapshot.
    public func stream(after sequence: UInt64?) -> ChangeStream {
        let (changes, continuation) = AsyncStream.makeStream(
            of: NumberedChange.self, bufferingPolicy: .bufferingOldest(Self.subscriberLimit))
        guard !isClosed else {
            continuation.finish()
            return ChangeStream(snapshot: snapshot(), changes: changes)
        }
        // More than a stream may be behind is told as a snapshot.
        let missed = sequence.flatMap(changesAfter).flatMap { $0.count < Self.subscriberLimit / 2 ? $0 : nil }
        for change in missed ?? [] { continuation.yield(change) }
        let id = nextSubscriber
        nextSubscriber += 1
        subscribers[id] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { await self?.forget(id) }
        }
        return ChangeStream(snapshot: missed == nil ? snapshot() : nil, changes: changes)
    }

    /// Ends every stream; later ones end at once.
    public func close() {
        isClosed = true
        for continuation in subscribers.values { continuation.finish() }
        subscribers = [:]
    }

    private func changesAfter(_ sequence: UInt64) -> [NumberedChange]? {
        guard sequence <= picture.sequence else { return nil }
        guard sequence < picture.sequence else { return [] }
        guard let first = remembered.first, first.sequence <= sequence + 1 else { return nil }
        return Array(remembered.drop { $0.sequence <= sequence })
    }

    private func remember(_ change: NumberedChange) {
        remembered.append(change)
        // Twice the limit before trimming, so that trimming is rare.
        if remembered.count >= Self.rememberedLimit * 2 {
            remembered.removeFirst(remembered.count - Self.rememberedLimit)
        }
    }

    private func forget(_ id: UInt64) { subscribers[id] = nil }
}
