import Dispatch
import Foundation

@testable import OpsServer

/// A plain socket, for what no well-behaved client would send. Blocking calls run on threads of their own, since the server
/// under test needs those of the concurrency pool.
final class RawConnection: Sendable {
    struct Failure: Error { var call: String }

    private let descriptor: Int32
    private let ended = Guarded(false)

    /// True once a read found that the server closed the connection, and did not just fall silent.
    var wasClosed: Bool { ended.value }

    /// Connects to `port` on the loopback address.
    init(port: Int, receiveBuffer: Int32? = nil) async throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        try connect(withUnsafeBytes(of: &address) { Array($0) })
    }

    /// Connects to the socket at `path`.
    init(path: String) async throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var bytes = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_un>.size)
        withUnsafeBytes(of: sa_family_t(AF_UNIX)) { bytes.replaceSubrange(0..<2, with: $0) }
        bytes.replaceSubrange(2..<(2 + path.utf8.count), with: path.utf8)
        try connect(bytes)
    }

    deinit { close(descriptor) }

    private func connect(_ address: [UInt8]) throws {
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let result = address.withUnsafeBytes { raw in
            raw.withMemoryRebound(to: sockaddr.self) { Glibc.connect(descriptor, $0.baseAddress, socklen_t(raw.count)) }
        }
        guard result == 0 else { throw Failure(call: "connect: \(String(cString: strerror(errno)))") }
    }

    /// Sends all of `text`; false where the other end does not take it any more.
    @discardableResult
    func send(_ text: String) async -> Bool {
        await onThread { [descriptor] in
            let bytes = Array(text.utf8)
            var start = 0
            while start < bytes.count {
                let sent = bytes[start...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, 0x4000) }
                guard sent > 0 else { return false }
                start += sent
            }
            return true
        }
    }

    /// Says that nothing more will be sent; answers can still be read.
    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Reads until the text so far satisfies `isEnough`, the connection ends, or 10 s pass without a byte.
    func read(until isEnough: @escaping @Sendable (String) -> Bool) async -> String {
        await onThread { [descriptor, ended] in
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while !isEnough(String(decoding: bytes, as: UTF8.self)) {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                if count == 0 || (count < 0 && errno == ECONNRESET) { ended.with { $0 = true } }
                guard count > 0 else { break }
                bytes += buffer[..<count]
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Everything until the server closes the connection.
    func readToEnd() async -> String { await read { _ in false } }

    private func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }
}
