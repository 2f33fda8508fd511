/// What an account may do with the topics of one filter.
public struct MosquittoACL: Sendable, Equatable {
    /// The direction, in the broker's words.
    public enum Access: String, Sendable { case read, write, readwrite }

    public var access: Access
    /// A topic filter, wildcards allowed.
    public var pattern: String

    public init(_ access: Access, _ pattern: String) {
        self.access = access
        self.pattern = pattern
    }

    /// May receive.
    public static func read(_ pattern: String) -> MosquittoACL { MosquittoACL(.read, pattern) }
    /// May publish.
    public static func write(_ pattern: String) -> MosquittoACL { MosquittoACL(.write, pattern) }
    /// May do both.
    public static func readwrite(_ pattern: String) -> MosquittoACL { MosquittoACL(.readwrite, pattern) }
}

/// An account of a broker of ours.
public struct MosquittoAccount: Sendable, CustomStringConvertible, CustomReflectable {
    public var username: String
    /// Written hashed to a private file; never printed.
    public var password: String
    public var acl: [MosquittoACL]

    public init(username: String, password: String, acl: [MosquittoACL]) {
        self.username = username
        self.password = password
        self.acl = acl
    }

    public var description: String { "MosquittoAccount(\(username))" }
    public var customMirror: Mirror { Mirror(self, children: ["username": username]) }

    /// The lines of the broker's ACL file.
    var aclLines: [String] { ["user \(username)"] + acl.map { "topic \($0.access.rawValue) \($0.pattern)" } }

    /// - Throws: `ChildError.badAccount` for what the broker's line-based files cannot hold.
    func check() throws(ChildError) {
        let texts = [username, password] + acl.map(\.pattern)
        guard texts.allSatisfy({ !$0.isEmpty && !$0.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } })
        else {
            throw .badAccount("an empty text or a control character")
        }
        guard !username.contains(":"), !username.hasPrefix("#") else {
            throw .badAccount("a colon or a leading # in the name")
        }
    }
}
