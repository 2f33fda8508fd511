/// Hands events from the client's thread to its one consumer: one wake-up for as many as have gathered.
final class EventMailbox: Sendable {
    private struct State {
        var queue: InboundQueue
        /// Drained from the queue, in reverse order.
        var ready: [MQTTEvent] = []
        var waiter: CheckedContinuation<MQTTEvent?, Never>?
        var finished = false

        mutating func next() -> MQTTEvent? {
            if ready.isEmpty { ready = queue.drain().reversed() }
            return ready.popLast()
        }
    }

    private let state: LockedState<State>

    init(capacity: Int = 10_000) { state = LockedState(State(queue: InboundQueue(capacity: capacity))) }

    /// The stream of one consumer.
    func stream() -> AsyncStream<MQTTEvent> {
        AsyncStream(unfolding: { await self.next() }, onCancel: { self.abandon() })
    }

    func put(_ event: MQTTEvent) { change { $0.queue.add(event) } }

    func put(_ messages: [MQTTMessage]) {
        change { state in
            for message in messages { state.queue.add(message) }
        }
    }

    /// Ends the stream after what waits.
    func finish() { change { $0.finished = true } }

    private func change(_ body: (inout State) -> Void) {
        let (waiter, event) = state.with { state -> (CheckedContinuation<MQTTEvent?, Never>?, MQTTEvent?) in
            body(&state)
            guard let waiter = state.waiter else { return (nil, nil) }
            let event = state.next()
            guard event != nil || state.finished else { return (nil, nil) }
            state.waiter = nil
            return (waiter, event)
        }
        waiter?.resume(returning: event)
    }

    private func next() async -> MQTTEvent? {
        await withCheckedContinuation { continuation in
            let answer = state.with { state -> MQTTEvent?? in
                if let event = state.next() { return .some(event) }
                // A second consumer is a mistake; it gets the end of the stream.
                if state.finished || state.waiter != nil { return .some(nil) }
                state.waiter = continuation
                return .none
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    private func abandon() {
        let waiter = state.with { state in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: nil)
    }
}
