import OpsCore

/// Which corners the schedules came to: ones that never see a refusal prove nothing of it.
struct Tally: CustomStringConvertible {
    private(set) var ends: [CommandState: Int] = [:]
    private(set) var refusals: [String: Int] = [:]
    private(set) var unknown = 0

    mutating func add(_ run: VirtualRun) {
        for status in run.server.latest {
            ends[status.state, default: 0] += 1
            if status.steps.contains(where: { $0.state == .unknown }) { unknown += 1 }
        }
        refusals.merge(run.refusals, uniquingKeysWith: +)
    }

    /// What was not come to often enough in a thousand schedules.
    var gaps: [String] {
        let states: [CommandState] = [.confirmed, .rejected, .timedOut, .superseded, .failed]
        let causes: [ProblemCode] = [
            .stateChanged, .timeLimitOver, .noAccessAuthority, .localMode, .alreadySelected,
        ]
        return states.filter { ends[$0, default: 0] < 10 }.map(\.rawValue)
            + causes.filter { refusals[$0.rawValue, default: 0] < 1 }.map(\.rawValue)
            + (unknown < 20 ? ["unknown"] : [])
    }

    var description: String {
        "lacking \(gaps); ends \(ends.map { "\($0.key.rawValue) \($0.value)" }.sorted()), refusals \(refusals), "
            + "in doubt \(unknown)"
    }
}
