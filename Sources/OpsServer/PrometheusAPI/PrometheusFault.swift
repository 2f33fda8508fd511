/// Why a question of Prometheus' read API has no answer, in the kinds and with the statuses that Prometheus 3 uses
/// ("Format overview" and "errorType" in its HTTP API's documentation).
struct PrometheusFault: Error, Equatable, Sendable {
    /// What clients tell apart.
    enum Kind: String, Sendable {
        case badData = "bad_data"
        case execution
        case timeout
        case canceled
        case `internal`
        case notFound = "not_found"
        case unavailable
    }

    var kind: Kind
    var message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// A parameter that cannot be used.
    static func parameter(_ name: String, _ why: String) -> PrometheusFault {
        PrometheusFault(.badData, "invalid parameter \"\(name)\": \(why)")
    }

    /// The status of HTTP that goes with the kind.
    var status: Int {
        switch kind {
        case .badData: 400
        case .execution: 422
        case .notFound: 404
        case .timeout, .unavailable: 503
        case .canceled: 499
        case .internal: 500
        }
    }
}
