import Glibc

/// A plain blocking connection to a Redis on a Unix socket: one command, one reply of integers, texts or lists.
final class RedisLine {
    enum Reply: Equatable {
        case integer(Int64)
        case text(String?)
        case list([Reply])

        var integers: [Int64] {
            guard case .list(let items) = self else { return [] }
            return items.compactMap { if case .integer(let value) = $0 { value } else { nil } }
        }

        var texts: [String] {
            guard case .list(let items) = self else { return [] }
            return items.compactMap { if case .text(let value) = $0 { value } else { nil } }
        }
    }

    struct Failure: Error, CustomStringConvertible { var description: String }

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        // The pointer is used during the call alone.
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Failure(description: "connect: \(errno)") }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    @discardableResult
    func call(_ words: String...) throws -> Reply { try call(words) }

    func call(_ words: [String]) throws -> Reply {
        let command = "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
        let bytes = Array(command.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else { throw Failure(description: "write") }
        return try reply()
    }

    private func reply() throws -> Reply {
        let line = try line()
        let rest = String(line.dropFirst())
        switch line.first {
        case ":": return .integer(Int64(rest) ?? 0)
        case "+": return .text(rest)
        case "$": return .text(try bulk(Int(rest) ?? -1))
        case "*": return .list(try (0..<max(0, Int(rest) ?? 0)).map { _ in try reply() })
        default: throw Failure(description: line)
        }
    }

    private func bulk(_ count: Int) throws -> String? {
        guard count >= 0 else { return nil }
        while buffer.count < count + 2 { try fill() }
        defer { buffer.removeFirst(count + 2) }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    private func line() throws -> String {
        while true {
            if let end = buffer.firstIndex(of: 10) {
                defer { buffer.removeFirst(end + 1) }
                return String(decoding: buffer[..<(end - 1)], as: UTF8.self)
            }
            try fill()
        }
    }

    private func fill() throws {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else { throw Failure(description: "read: \(count) \(errno)") }
        buffer += chunk[..<count]
    }
}
