import Foundation
import OpsCore

/// What `opstui status --json` prints: schema `ops.status/1`. A value that is not known is null, never 0.
///
/// Times are milliseconds since the epoch, ages are counted at ``at``.
public struct StatusReport: Codable, Equatable, Sendable {
    public static let schema = "ops.status/1"

    /// The server that answered.
    public struct Server: Codable, Equatable, Sendable {
        public var version: String
        public var embedded: Bool
        public var uptimeSec: Double
    }

    /// One of the links `stream`, `mqtt`, `redis`, `database`.
    public struct Link: Codable, Equatable, Sendable {
        public var state: LinkState
        public var ageMs: OrNull<Int64>
    }

    public struct Tenant: Codable, Equatable, Sendable {
        public var name: String
        public var state: KeyState
        public var requestRatePerSecond: OrNull<Double>
        public var errorRatio: OrNull<Double>
    }

    public struct Breaker: Codable, Equatable, Sendable {
        public var name: String
        public var state: BreakerState
    }

    public struct Queue: Codable, Equatable, Sendable {
        public var depth: Int
        public var limit: Int
        public var running: Int
        public var oldestAgeSec: OrNull<Double>
    }

    public struct Incident: Codable, Equatable, Sendable {
        public var id: Int64
        public var severity: IncidentSeverity
        public var status: IncidentPhase
        public var title: String
        public var since: WallTime
    }

    public struct Alert: Codable, Equatable, Sendable {
        public var id: String
        public var name: String
        public var state: AlertState
        public var source: AlertSource
        public var since: WallTime
    }

    public struct Valve: Codable, Equatable, Sendable {
        public var id: String
        public var state: ValveState
        public var positionPercent: OrNull<Double>
        public var quality: SignalQuality
        public var ageMs: OrNull<Int64>
        public var stale: Bool
    }

    public struct SLO: Codable, Equatable, Sendable {
        public var name: String
        public var budgetLeftRatio: OrNull<Double>
    }

    public var schema: String
    public var at: WallTime
    public var server: Server
    public var links: [String: Link]
    public var requestRatePerSecond: OrNull<Double>
    public var errorRatio: OrNull<Double>
    public var p95Ms: OrNull<Double>
    public var tenants: [Tenant]
    public var breakers: [Breaker]
    public var queue: Queue
    public var incidents: [Incident]
    public var alerts: [Alert]
    public var valves: [Valve]
    public var slo: [SLO]

    /// The report as one line of JSON with sorted keys. Throws only where a number is not finite and slipped through.
    public func json() throws -> String {
        String(decoding: try OpsJSON.encoder().encode(self), as: UTF8.self)
    }
}
