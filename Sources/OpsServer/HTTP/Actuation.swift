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
        idempotencyKey = try Self.key(request.headers[.idempotencyKey])
        guard body.readableBytes > 0 else {
            waitSeconds = ValveController.longestWait
            return
        }
        self.request = try Self.validated(JSONBody.decode(ActuationRequest.self, from: body, of: request))
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

    private static func key(_ text: String?) throws -> String? {
        guard let text else { return nil }
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw Refusal(.validationFailed, "Idempotency-Key must be 1 to 128 visible ASCII characters.")
        }
        return text
    }

    private static func validated(_ request: ActuationRequest) throws -> ActuationRequest {
        switch (request.action, request.position) {
        case (.position, .none): throw Refusal(.validationFailed, "`position` is missing.")
        case (.position, .some(let position)) where !(0...100).contains(position):
            throw Refusal(.validationFailed, "`position` must be 0 (closed) to 100 (open).")
        case (.position, .some), (_, .none): break
        case (_, .some): throw Refusal(.validationFailed, "`position` goes with the action `position` alone.")
        }
        guard (request.reason ?? "").count <= 500 else {
            throw Refusal(.validationFailed, "`reason` may have 500 characters.")
        }
        return request
    }
}
