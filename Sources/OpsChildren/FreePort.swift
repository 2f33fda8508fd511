import Glibc

/// TCP ports of the loopback interface that nobody listens on.
public enum FreePort {
    /// A port that was free a moment ago. Another process may take it first: whoever uses it must be ready to ask again.
    public static func find() throws(ChildError) -> Int {
        let descriptor = try SystemCall.check("socket") {
            socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        }
        defer { close(descriptor) }
        var address = loopback(port: 0)
        try SystemCall.check("bind") { withSocketAddress(&address) { bind(descriptor, $0, $1) } }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try SystemCall.check("getsockname") {
            withSocketAddress(&address) { pointer, _ in getsockname(descriptor, pointer, &length) }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Whether something accepts connections on the port.
    public static func isListening(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = loopback(port: UInt16(truncatingIfNeeded: port))
        return withSocketAddress(&address) { connect(descriptor, $0, $1) } == 0
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    /// The pointer lives for the call alone.
    private static func withSocketAddress(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
