import Foundation
import Glibc

/// A plain TCP connection, for what no well-behaved client would send. Blocking calls run on threads of their own.
final class RawSocket: Sendable {
    struct Failure: Error { var call: String }

    private let descriptor: Int32

    /// Connects to a port of 127.0.0.1; reads and writes give up after 20 s.
    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(call: "connect: \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    /// Sends; the number of bytes that the other end took.
    @discardableResult
    func send(_ bytes: [UInt8]) async -> Int {
        await onThread { [descriptor] in
            var start = 0
            while start < bytes.count {
                let sent = bytes[start...].withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard sent > 0 else { break }
                start += sent
            }
            return start
        }
    }

    @discardableResult
    func send(_ text: String) async -> Int { await send(Array(text.utf8)) }

    /// Reads until the text is enough, the other end closes, or 20 s pass without a byte.
    func read(until isEnough: @escaping @Sendable (String) -> Bool) async -> (text: String, closed: Bool) {
        await onThread { [descriptor] in
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while !isEnough(String(decoding: bytes, as: UTF8.self)) {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                if count == 0 || (count < 0 && errno == ECONNRESET) {
                    return (String(decoding: bytes, as: UTF8.self), true)
                }
                guard count > 0 else { break }
                bytes += buffer[..<count]
            }
            return (String(decoding: bytes, as: UTF8.self), false)
        }
    }

    private func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }
}
