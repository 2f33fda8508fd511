import OpsCore

/// Counts the open streams and refuses one too many, of all or of one caller. Some places are for local users alone, so
/// that no key shuts out the person on the host.
final class StreamGate: Sendable {
    /// A place that is held for as long as this object lives: even an answer that is never written gives it back.
    final class Place: Sendable {
        private let gate: StreamGate
        private let caller: Caller

        fileprivate init(_ gate: StreamGate, _ caller: Caller) {
            self.gate = gate
            self.caller = caller
        }

        deinit { gate.leave(caller) }
    }

    private struct Count {
        var all = 0
        /// Of these, by callers who are no local users.
        var remote = 0
        var byCaller: [Caller.Identity: Int] = [:]
    }

    private let open = Guarded(Count())
    private let limits: HTTPLimits

    init(_ limits: HTTPLimits) { self.limits = limits }

    /// - Throws: ``Refusal`` with `OVERLOADED` where a limit is reached.
    func enter(_ caller: Caller) throws -> Place {
        let forCaller = caller.isLocal ? limits.streamsPerUser : limits.streamsPerKey
        let forRemote = limits.streams - min(limits.streamsForUsers, limits.streams / 2)
        try open.with { open in
            guard open.byCaller[caller.identity, default: 0] < forCaller else {
                throw Refusal(.overloaded, "\(caller.name) has \(forCaller) streams open already; close one of them.")
            }
            guard open.all < limits.streams, caller.isLocal || open.remote < forRemote else {
                throw Refusal(.overloaded, "\(open.all) streams are open already; close one or try again later.")
            }
            open.all += 1
            open.remote += caller.isLocal ? 0 : 1
            open.byCaller[caller.identity, default: 0] += 1
        }
        return Place(self, caller)
    }

    private func leave(_ caller: Caller) {
        open.with { open in
            open.all -= 1
            open.remote -= caller.isLocal ? 0 : 1
            let left = open.byCaller[caller.identity, default: 1] - 1
            open.byCaller[caller.identity] = left > 0 ? left : nil
        }
    }
}
