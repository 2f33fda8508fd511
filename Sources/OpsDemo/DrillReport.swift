import Foundation
import OpsCore

/// How a drill ended.
public struct DrillReport: Sendable {
    /// Each step in words and when it was seen, in seconds; nil where it was not.
    public var steps: [(words: String, seenAt: Double?)]
    public var snapshot: OpsSnapshot?
    /// What went wrong on the way, e.g. a refused command.
    public var notes: [String]

    public var passed: Bool { steps.allSatisfy { $0.seenAt != nil } }

    /// A line a step, then the verdict.
    public func text() -> String {
        let width = steps.map(\.words.count).max() ?? 0
        let lines = steps.map { step in
            let name = step.words.padding(toLength: width, withPad: " ", startingAt: 0)
            guard let at = step.seenAt else { return "  FAILED  \(name)  not seen" }
            return "  ok      \(name)  after \(String(format: "%.1f", at)) s"
        }
        let verdict = passed ? "drill passed" : "drill FAILED"
        return (lines + notes.map { "  note    \($0)" } + [verdict]).joined(separator: "\n")
    }
}
