import Glibc

/// A TCP port on the loopback that takes connections and never says a word.
final class SilentListener: Sendable {
    let port: UInt16
    private let socket: Int32

    init?() {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutableBytes(of: &address) { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(descriptor, base, length) == 0 && listen(descriptor, 8) == 0
                && getsockname(descriptor, base, &length) == 0
        }
        guard isListening else {
            close(descriptor)
            return nil
        }
        socket = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(socket) }
}
