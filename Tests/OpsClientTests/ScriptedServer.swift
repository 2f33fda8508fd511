import Foundation

/// A server on a Unix socket that plays a script: for each connection in turn the answer to its one request, as raw
/// text, after which it closes the connection; the last entry is kept for all further connections and held open.
final class ScriptedServer: @unchecked Sendable {
    // Unchecked: `heard` and `held` are touched only while `lock` is held.
    let path: String
    private let lock = NSLock()
    private var heard: [String] = []
    private var held: [Int32] = []
    private let listener: Int32

    static let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"

    init(_ script: [String]) throws {
        path = "/tmp/opsc-\(UInt64.random(in: .min ... .max))"
        let listening = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        listener = listening
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { room in
            for (index, byte) in path.utf8.enumerated() where index < room.count - 1 { room[index] = byte }
        }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listening, $0, size) }
        }
        guard bound == 0, listen(listening, 16) == 0 else { throw CocoaError(.fileWriteUnknown) }
        let thread = Thread { [weak self] in
            var turn = 0
            while true {
                let connection = accept(listening, nil, nil)
                guard connection >= 0 else { return }
                guard let self else { return _ = Glibc.close(connection) }
                self.serve(connection, script[min(turn, script.count - 1)], isLast: turn >= script.count - 1)
                turn += 1
            }
        }
        thread.start()
    }

    /// The requests' heads, in order.
    var requests: [String] { lock.withLock { heard } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
        unlink(path)
        lock.withLock { held }.forEach { _ = Glibc.close($0) }
    }

    private func serve(_ connection: Int32, _ answer: String, isLast: Bool) {
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            request += buffer[..<count]
        }
        lock.withLock { heard.append(String(decoding: request, as: UTF8.self)) }
        let bytes = Array(answer.utf8)
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if isLast { lock.withLock { held.append(connection) } } else { _ = Glibc.close(connection) }
    }
}
