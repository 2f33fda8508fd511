import Foundation
import OpsCore
import OpsMetrics
import OpsServer

/// The time or the range that `opstui query` asks about, as its options name it.
struct QuerySpan {
    /// What is sent.
    struct Question {
        /// `query` or `query_range`.
        var endpoint: String
        var form: [(String, String)]
    }

    private static let hour: Int64 = 3_600_000
    private static let steps: Int64 = 60

    private let times: [(String, String)]
    private let isRange: Bool

    /// - Throws: ``CommandFailure`` for what is no time or no step.
    init(time: String?, start: String?, end: String?, step: String?, now: WallTime) throws {
        isRange = start != nil || end != nil || step != nil
        guard isRange else {
            times = try time.map { [("time", Self.seconds(try Self.moment($0, now, "--time")))] } ?? []
            return
        }
        let last = try end.map { try Self.moment($0, now, "--end") } ?? now.milliseconds
        let first = try start.map { try Self.moment($0, now, "--start") } ?? last - Self.hour
        let usual = max((last - first) / Self.steps / 1000, 1)
        times = [("start", Self.seconds(first)), ("end", Self.seconds(last)), ("step", step ?? "\(usual)")]
    }

    func question(_ expression: String) -> Question {
        Question(endpoint: isRange ? "query_range" : "query", form: [("query", expression)] + times)
    }

    /// Milliseconds since the epoch. What is a duration and no number is that long ago.
    private static func moment(_ text: String, _ now: WallTime, _ option: String) throws -> Int64 {
        if let time = PrometheusTime.milliseconds(text) { return time }
        if let ago = PromQLDuration.milliseconds(text) { return now.milliseconds - ago }
        throw CommandFailure(
            .failed,
            "\(option): \(SafeText.clean(text, limit: 60)) is no time; write seconds since 1970, 2026-11-30T03:00:00Z, or "
                + "how long ago: 15m")
    }

    private static func seconds(_ milliseconds: Int64) -> String { QueryJSON.seconds(milliseconds) }
}
