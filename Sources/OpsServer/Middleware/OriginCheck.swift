import HTTPTypes
import Hummingbird
import OpsCore

/// Cross-origin rules (CONTRACT row A9). Only an origin that is listed word for word is ever named in an answer; a mutation
/// from any other is refused, whatever key it bears. A page that this server itself serves has its own origin.
struct OriginCheck: Sendable {
    private let origins: Set<String>

    init(origins: [String]) { self.origins = Set(origins) }

    private static let exposed =
        "x-request-id, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, x-ratelimit-mode, ratelimit, "
        + "ratelimit-policy, retry-after, location"

    /// Notes what the answer says of origins.
    ///
    /// - Throws: ``Refusal`` with `ORIGIN_NOT_ALLOWED`.
    func check(_ request: Request, _ facts: inout RequestRecord.Facts) throws(Refusal) {
        // Always: whether an answer depends on the origin must not be learnt by a cache from the one that has none.
        guard request.headers.contains(.origin) else { return facts.headers.append(Self.varies) }
        let isPreflight = Self.isPreflight(request)
        facts.headers.append(isPreflight ? Self.preflightVaries : Self.varies)
        let origins = request.headers[values: .origin]
        guard let origin = origins.first else { return }
        let isListed = origins.count == 1 && self.origins.contains(origin)
        if isListed {
            facts.headers[.accessControlAllowOrigin] = origin
            facts.headers[.accessControlExposeHeaders] = Self.exposed
        } else if self.origins.contains("*") {
            facts.headers[.accessControlAllowOrigin] = "*"
        }
        let reads = [.get, .head, .options].contains(request.method) && !isPreflight
        let isOwn = origins.count == 1 && Self.isOwn(origin, request, isSecure: facts.isSecure)
        guard isListed || isOwn || reads else {
            throw Refusal(.originNotAllowed, "This origin is not listed (CORS_ORIGINS).")
        }
    }

    private static let varies = HTTPField(name: .vary, value: "Origin")
    private static let preflightVaries = HTTPField(
        name: .vary, value: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")

    /// True where the browser asks before it sends the request itself.
    static func isPreflight(_ request: Request) -> Bool {
        request.method == .options && request.headers.contains(.origin)
            && request.headers.contains(.accessControlRequestMethod)
    }

    /// True where the page came from the host that the request goes to, by the same scheme. The host was checked before.
    private static func isOwn(_ origin: String, _ request: Request, isSecure: Bool) -> Bool {
        guard let host = request.head.authority?.lowercased(), !host.isEmpty else { return false }
        return origin == "\(isSecure ? "https" : "http")://\(host)"
    }
}
