import Hummingbird
import OpsCore

/// Refuses what the connection found faulty. A request over the Unix socket that claims to be forwarded is refused as well:
/// a proxy never uses the socket, since whoever it speaks for would have the proxy's own rights.
enum WireFaultCheck {
    /// - Throws: the ``WireFault``, or ``Refusal`` with `FORBIDDEN`.
    static func check(_ request: Request, _ facts: RequestRecord.Facts) throws {
        if let fault = facts.fault { throw fault }
        if facts.peer != nil, ForwardingHeaders.arePresent(in: request.headers) {
            throw Refusal(
                .forbidden, "A forwarded request may not use the Unix socket; let the proxy use the TCP address.")
        }
    }
}
