import Foundation
import Glibc

/// A door in front of a real broker that answers MQTT 5 as a broker of an earlier time does, and lets 3.1.1 through.
public final class OldBrokerGate: Sendable {
    public let port: Int
    private let listener: Int32
    private let broker: Int
    private let counts = GateCounts()

    /// - Parameter broker: the real one's port.
    public init(broker: Int) throws {
        self.broker = broker
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        // The address lives as long as each call.
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                bind(listener, place, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, place, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRINUSE) }
        port = Int(UInt16(bigEndian: address.sin_port))
        let thread = Thread { [self] in accept() }
        thread.start()
    }

    /// How often each version was greeted with.
    public var greetings: [UInt8: Int] { counts.value }

    public func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else {
                Glibc.close(listener)
                return
            }
            Thread { [self] in serve(client) }.start()
        }
    }

    /// CONNECT: a head of two bytes or more, "MQTT" with its length, the version's number.
    private func serve(_ client: Int32) {
        defer { Glibc.close(client) }
        var first = [UInt8](repeating: 0, count: 4096)
        let count = recv(client, &first, first.count, 0)
        guard count > 9, let name = first.firstIndex(of: UInt8(ascii: "M")), name + 4 < count else { return }
        let version = first[name + 4]
        counts.add(version)
        guard version == 4 else {
            send(client, [0x20, 2, 0, 1] as [UInt8], 4, Int32(MSG_NOSIGNAL))
            return
        }
        relay(client, Array(first[..<count]))
    }

    private func relay(_ client: Int32, _ first: [UInt8]) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Glibc.close(server) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(broker).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected, send(server, first, first.count, Int32(MSG_NOSIGNAL)) == first.count else { return }
        var places = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while poll(&places, 2, 60_000) > 0 {
            for (index, other) in [(0, server), (1, client)] where places[index].revents != 0 {
                var bytes = [UInt8](repeating: 0, count: 65_536)
                let count = recv(places[index].fd, &bytes, bytes.count, 0)
                guard count > 0, send(other, bytes, count, Int32(MSG_NOSIGNAL)) == count else { return }
            }
        }
    }
}

/// Invariant for `@unchecked Sendable`: `counted` is touched only inside `lock`.
private final class GateCounts: @unchecked Sendable {
    private let lock = NSLock()
    private var counted: [UInt8: Int] = [:]

    var value: [UInt8: Int] { lock.withLock { counted } }
    func add(_ version: UInt8) { lock.withLock { counted[version, default: 0] += 1 } }
}
