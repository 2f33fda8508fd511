import OpsCore

/// A finding that came to a valve or left it.
struct FindingReport: Equatable, Sendable {
    var finding: ValveFinding
    var valve: ValveStatus
    var holds: Bool
}

/// Findings that wait to be stored, in order and bounded: of one finding on one valve at most ``perFinding`` reports are
/// kept, the oldest ones going in pairs, so that the last word always stays.
struct FindingQueue: Sendable {
    private struct Key: Hashable {
        var valve: String
        var finding: ValveFinding
    }

    static let perFinding = 4

    private var order: [Key] = []
    private var waiting: [Key: [FindingReport]] = [:]

    var isEmpty: Bool { order.isEmpty }

    mutating func add(_ report: FindingReport) {
        let key = Key(valve: report.valve.id, finding: report.finding)
        var reports = waiting[key] ?? []
        if reports.isEmpty { order.append(key) }
        // Saying the same again brings the newer picture of the valve, nothing else.
        if reports.last?.holds == report.holds { reports.removeLast() }
        reports.append(report)
        if reports.count > Self.perFinding { reports.removeFirst(2) }
        waiting[key] = reports
    }

    /// The report to store next; stays until ``drop(_:)``.
    var first: FindingReport? { order.first.flatMap { waiting[$0]?.first } }

    /// Forgets a report that was stored; the next one of another finding is first then.
    mutating func drop(_ report: FindingReport) {
        let key = Key(valve: report.valve.id, finding: report.finding)
        guard let place = order.firstIndex(of: key), var reports = waiting[key] else { return }
        order.remove(at: place)
        if reports.first == report { reports.removeFirst() }
        waiting[key] = reports.isEmpty ? nil : reports
        if !reports.isEmpty { order.append(key) }
    }
}
