/// One command in the protocol's own form: an array of bulk strings.
struct RedisCommand: Sendable {
    let bytes: [UInt8]

    /// Longer commands are not sent: 1 MiB.
    static let maximumBytes = 1 << 20

    /// Commands after which replies no longer match requests one to one.
    private static let unsuited: Set<String> = [
        "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE", "MONITOR", "QUIT",
        "SYNC", "PSYNC", "HELLO", "RESET", "CLIENT",
    ]

    /// A command that this client cannot carry; the text is in the form of Redis' own errors.
    struct Unsuited: Error {
        let text: String
    }

    init(_ arguments: [String]) throws(Unsuited) {
        guard let name = arguments.first, !name.isEmpty else { throw Unsuited(text: "ERR empty command") }
        guard !Self.unsuited.contains(name.uppercased()) else {
            throw Unsuited(text: "ERR a shared connection cannot carry \(name.uppercased())")
        }
        let bytes = Self.encode(arguments)
        guard bytes.count <= Self.maximumBytes else { throw Unsuited(text: "ERR the command is longer than 1 MiB") }
        self.bytes = bytes
    }

    private static func encode(_ arguments: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(arguments.reduce(16) { $0 + $1.utf8.count + 16 })
        bytes.append(contentsOf: "*\(arguments.count)\r\n".utf8)
        for argument in arguments {
            bytes.append(contentsOf: "$\(argument.utf8.count)\r\n".utf8)
            bytes.append(contentsOf: argument.utf8)
            bytes.append(contentsOf: "\r\n".utf8)
        }
        return bytes
    }
}
