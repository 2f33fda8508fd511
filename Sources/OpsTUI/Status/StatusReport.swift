import Foundation
import OpsCore

/// What `opstui status --json` prints: schema `ops.status/1`. A value that is not known is null, never 0.
///
/// Times are milliseconds since the epoch, ages are counted at ``at``.
public struct StatusReport: Codable, Equatable, Sendable {
    /// The schema's name and version.
    public static let schema = "ops.status/1"

    /// The server that answered.
    public struct Server: Codable, Equatable, Sendable {
        /// Its version.
        public var version: String
        /// True where it lives inside a dashboard's process.
        public var embedded: Bool
        /// Seconds since it started.
        public var uptimeSec: Double
    }

    /// One of the links `stream`, `mqtt`, `redis`, `database`.
    public struct Link: Codable, Equatable, Sendable {
        /// How it is.
        public var state: LinkState
        /// Milliseconds since it last carried data.
        public var ageMs: OrNull<Int64>
    }

    /// A tenant and its traffic.
    public struct Tenant: Codable, Equatable, Sendable {
        /// Its name.
        public var name: String
        /// How it is.
        public var state: KeyState
        /// Requests a second.
        public var requestRatePerSecond: OrNull<Double>
        /// 0 to 1: answers with a status of 500 or more over all answers.
        public var errorRatio: OrNull<Double>
    }

    /// A circuit breaker.
    public struct Breaker: Codable, Equatable, Sendable {
        /// Its name.
        public var name: String
        /// How it is.
        public var state: BreakerState
    }

    /// The job queue.
    public struct Queue: Codable, Equatable, Sendable {
        /// Jobs that wait.
        public var depth: Int
        /// The most that may wait; 0 where there is no limit.
        public var limit: Int
        /// Jobs that run.
        public var running: Int
        /// Seconds that the oldest has waited.
        public var oldestAgeSec: OrNull<Double>
    }

    /// An incident that is not resolved.
    public struct Incident: Codable, Equatable, Sendable {
        /// Its id.
        public var id: Int64
        /// How much is at stake.
        public var severity: IncidentSeverity
        /// Where the work stands.
        public var status: IncidentPhase
        /// What it is about.
        public var title: String
        /// When it began.
        public var since: WallTime
    }

    /// An alert that is not resolved.
    public struct Alert: Codable, Equatable, Sendable {
        /// Its id.
        public var id: String
        /// Its name.
        public var name: String
        /// How it is.
        public var state: AlertState
        /// Where it came from.
        public var source: AlertSource
        /// When it began.
        public var since: WallTime
    }

    /// A valve as last reported.
    public struct Valve: Codable, Equatable, Sendable {
        /// Its id.
        public var id: String
        /// How it is.
        public var state: ValveState
        /// 0 closed to 100 open.
        public var positionPercent: OrNull<Double>
        /// How far the position can be trusted.
        public var quality: SignalQuality
        /// Milliseconds since it last carried data.
        public var ageMs: OrNull<Int64>
        /// True where it is too old to act on.
        public var stale: Bool
    }

    /// A service level objective's error budget.
    public struct SLO: Codable, Equatable, Sendable {
        /// Its name.
        public var name: String
        /// 1 untouched to 0 spent, negative where overspent.
        public var budgetLeftRatio: OrNull<Double>
        /// How many times faster than the budget allows.
        public var burnRate: OrNull<Double>
        /// Seconds until it is spent at that rate.
        public var exhaustedInSec: OrNull<Double>
        /// Whether it burns faster than a pair of windows allows, and who is told.
        public var burning: OrNull<SLOSeverity>
        /// The window, and how much of it is known, seconds.
        public var windowSec: OrNull<Double>
        /// What is said is said of these seconds.
        public var windowKnownSec: OrNull<Double>
    }

    /// Always `ops.status/1`.
    public var schema: String
    /// When the server made the snapshot.
    public var at: WallTime
    /// Who answered.
    public var server: Server
    /// The four links by name.
    public var links: [String: Link]
    /// Requests a second.
    public var requestRatePerSecond: OrNull<Double>
    /// 0 to 1: answers with a status of 500 or more over all answers.
    public var errorRatio: OrNull<Double>
    /// Milliseconds; 95 of 100 answers were faster.
    public var p95Ms: OrNull<Double>
    /// Tenants and their traffic.
    public var tenants: [Tenant]
    /// Circuit breakers.
    public var breakers: [Breaker]
    /// The job queue.
    public var queue: Queue
    /// Incidents that are not resolved.
    public var incidents: [Incident]
    /// Alerts that are not resolved.
    public var alerts: [Alert]
    /// Valves as last reported.
    public var valves: [Valve]
    /// Error budgets.
    public var slo: [SLO]

    /// The report as one line of JSON with sorted keys. Throws only where a number is not finite and slipped through.
    public func json() throws -> String {
        String(decoding: try OpsJSON.encoder().encode(self), as: UTF8.self)
    }
}
