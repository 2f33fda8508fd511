import Logging
import OpsCore

/// What is logged of one request (CONTRACT rows A8, C6): the one metadata value of its record, which
/// ``JSONLogHandler`` writes out without a dictionary.
struct RequestLine: CustomStringConvertible, Sendable {
    /// The metadata's name under which a record carries its line.
    static let field = "request"

    var requestID: String
    /// The id is our own, not the client's.
    var isOwnID: Bool
    var method: String
    var path: String
    /// The route's pattern; `unmatched` for a path that no route has.
    var endpoint: String
    var statusCode: Int
    var microseconds: Int64
    var address: String
    var caller: String?
    var tenant: String?
    var traceID: String?

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    /// Appends `,"request_id":…` and so on.
    func write(to text: inout LogText) {
        text.raw(#","request_id":"#)
        if isOwnID { text.known(requestID) } else { text.quoted(requestID) }
        text.raw(#","method":"#)
        if Self.methods.contains(method) { text.known(method) } else { text.quoted(method) }
        text.raw(#","path":"#)
        if path == endpoint { text.known(path) } else { text.quoted(LoggedPath.safe(path)) }
        text.raw(#","status_code":"#)
        text.number(statusCode)
        text.raw(#","duration_ms":"#)
        text.milliseconds(fromMicroseconds: microseconds)
        text.raw(#","endpoint":"#)
        text.known(endpoint)
        text.raw(#","address":"#)
        text.quoted(address)
        if let caller {
            text.raw(#","caller":"#)
            text.quoted(caller)
        }
        if let tenant {
            text.raw(#","tenant":"#)
            text.quoted(tenant)
        }
        if let traceID {
            text.raw(#","trace_id":"#)
            text.quoted(traceID)
        }
    }

    /// The same for a handler that takes metadata alone.
    var metadata: Logger.Metadata {
        var fields: Logger.Metadata = [
            "request_id": .string(requestID), "method": .string(method), "path": .string(LoggedPath.safe(path)),
            "status_code": .stringConvertible(statusCode),
            "duration_ms": .stringConvertible(Double(microseconds) / 1e3),
            "endpoint": .string(endpoint), "address": .string(address),
        ]
        if let caller { fields["caller"] = .string(caller) }
        if let tenant { fields["tenant"] = .string(tenant) }
        if let traceID { fields["trace_id"] = .string(traceID) }
        return fields
    }

    /// For a handler that knows nothing of lines: no more than what cannot hold anything of the sender's.
    var description: String { "\(statusCode) \(endpoint)" }

    /// The line that a record carries.
    static func carried(by metadata: Logger.Metadata?) -> RequestLine? {
        guard let metadata, metadata.count == 1, case .stringConvertible(let value)? = metadata[field] else {
            return nil
        }
        return value as? RequestLine
    }
}
