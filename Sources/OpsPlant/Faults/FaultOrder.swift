/// A fault at a moment: `SECONDS:VALVE:FAULT` or `SECONDS:broker:FAULT`, e.g. `20:v-103:leak=0.015`.
public struct FaultOrder: Equatable, Sendable {
    /// What is struck.
    public enum Kind: Equatable, Sendable {
        case valve(String, PlantFault)
        case broker(BrokerFault)
    }

    /// Seconds after the plant's start, 0 … 86400.
    public var at: Double
    public var kind: Kind

    public init(at: Double, _ kind: Kind) {
        self.at = at
        self.kind = kind
    }

    /// Reads one order; `valves` are the ids that there are.
    ///
    /// - Throws: ``FaultTextError``, which names what was expected.
    public init(parsing text: String, valves: Set<String>) throws(FaultTextError) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let at = Double(parts[0]), (0...86_400).contains(at) else {
            throw FaultTextError(text, "expected SECONDS:VALVE:FAULT or SECONDS:broker:FAULT, e.g. 20:v-103:stuck")
        }
        self.at = at
        if parts[1] == "broker" {
            guard let fault = BrokerFault(parsing: parts[2]) else {
                throw FaultTextError(text, "expected frozen=SECONDS or killed for the broker")
            }
            kind = .broker(fault)
            return
        }
        guard valves.contains(parts[1]) else {
            throw FaultTextError(text, "there is no such valve; known: \(valves.sorted().joined(separator: ", "))")
        }
        guard let fault = PlantFault(parsing: parts[2]) else {
            let words = PlantFault.words.map(\.word).joined(separator: ", ")
            throw FaultTextError(text, "there is no such fault; expected one of \(words)")
        }
        kind = .valve(parts[1], fault)
    }
}

extension FaultOrder: CustomStringConvertible {
    /// As ``init(parsing:valves:)`` reads it, the time rounded to a tenth of a second.
    public var description: String {
        let time = (at * 10).rounded() / 10
        return switch kind {
        case .valve(let valve, let fault): "\(time):\(valve):\(fault.text)"
        case .broker(let fault): "\(time):broker:\(fault.text)"
        }
    }
}
