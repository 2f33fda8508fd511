import OpsCore

/// Counts the open streams and refuses one too many.
final class StreamGate: Sendable {
    /// A place that is held for as long as this object lives: even an answer that is never written gives it back.
    final class Place: Sendable {
        private let gate: StreamGate

        fileprivate init(_ gate: StreamGate) { self.gate = gate }

        deinit { gate.open.with { $0 -= 1 } }
    }

    private let open = Guarded(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// - Throws: ``Refusal`` with `OVERLOADED` where the limit is reached.
    func enter() throws -> Place {
        try open.with { open in
            guard open < limit else {
                throw Refusal(.overloaded, "\(limit) streams are open already; close one or try again later.")
            }
            open += 1
        }
        return Place(self)
    }
}
