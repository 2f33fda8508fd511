/// What waits to be written on one stream: bounded, and taken all at once, so that a burst is one write.
final class StreamInbox<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var isEnded = false
    }

    /// Rings where something waits; ends after the last.
    let bell: AsyncStream<Void>

    private let state = Guarded(State())
    private let ring: AsyncStream<Void>.Continuation
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        (bell, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// False where it is full or has ended: the client does not keep up, or has gone.
    @discardableResult
    func put(_ item: Item) -> Bool {
        let (isTaken, isFirst) = state.with { state -> (Bool, Bool) in
            guard !state.isEnded, state.items.count < capacity else { return (false, false) }
            state.items.append(item)
            return (true, state.items.count == 1)
        }
        if isFirst { ring.yield() }
        return isTaken
    }

    /// Nothing more is taken; what waits is still written.
    func finish() {
        state.with { $0.isEnded = true }
        ring.finish()
    }

    func take() -> [Item] {
        state.with { state in
            defer { state.items = [] }
            return state.items
        }
    }
}
