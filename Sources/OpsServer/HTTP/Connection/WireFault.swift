import OpsCore

/// Why a request is refused by its connection: it could not be read, came too slowly, or may not be read as it stands.
///
/// The refusal runs through the same chain as every other answer, so it bears an id, headers and a log line.
struct WireFault: Error, Equatable, Sendable {
    var refusal: Refusal

    init(_ code: ProblemCode, _ detail: String) { refusal = Refusal(code, detail) }

    private init(_ refusal: Refusal) { self.refusal = refusal }

    /// What is not HTTP as RFC 9112 has it: 400.
    static func malformed(_ detail: String) -> WireFault { WireFault(.unreadable(detail)) }

    static let noProxy = WireFault(.methodNotAllowed, "This server is no proxy and makes no tunnels.")
    static let unreadable = malformed("The request is not well-formed HTTP/1.1.")
    static let cutShort = malformed("The request ended before it was whole.")
    static let headerTooLarge = malformed("The request line or the header fields are larger than this server reads.")
    static let wastefulChunks = malformed("The chunks of the body hold far more framing than content.")
    static let lateHeader = WireFault(.requestTimeout, "The header did not arrive in time.")
    static let lateBody = WireFault(.requestTimeout, "The body did not arrive in time, or arrived too slowly.")
    static let tooManyInFlight = WireFault(
        .overloaded, "Too many requests were sent on this connection before their answers; wait for answers.")
    static let noPlace = WireFault(
        .overloaded, "The server has all the connections it takes; close some or try again later.")
    static let noPlaceForAddress = WireFault(
        .overloaded, "This address has all the connections that one address gets; close some or try again later.")
}
