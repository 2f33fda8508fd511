import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// What a request for an actuation asks, read and checked.
struct Actuation: Sendable {
    /// Nil: the valve's default action.
    var request: ActuationRequest?
    var idempotencyKey: String?
    /// How long the answer may wait for the outcome; nil: not at all.
    var waitSeconds: Int?

    /// - Throws: ``Refusal``.
    init(_ body: ByteBuffer, _ request: Request) throws {
        idempotencyKey = request.headers[.idempotencyKey]
        guard body.readableBytes > 0 else {
            waitSeconds = ValveController.longestWait
            return
        }
        var wanted = try JSONBody.decode(ActuationRequest.self, from: body, of: request)
        // It goes to the device, into the audit and onto screens.
        wanted.reason = wanted.reason.map(PayloadText.harmless)
        self.request = wanted
        waitSeconds = request.headers[.prefer].flatMap(Self.wait)
    }

    /// Seconds of `wait=N` among the preferences (RFC 7240), 60 at most; nil without one.
    static func wait(_ prefer: String) -> Int? {
        for preference in prefer.split(separator: ",") {
            guard let parts = preference.split(separator: ";").first?.split(separator: "="), parts.count == 2,
                parts[0].filter({ $0 != " " }).lowercased() == "wait",
                let seconds = Int(parts[1].filter { $0 != " " }), seconds >= 0
            else { continue }
            return min(seconds, ValveController.longestWait)
        }
        return nil
    }
}
