/// What went wrong in a database: what was tried, why it failed and what to do. Holds no password and no bound value.
public struct StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What sort of failure it is, and what it says about the data.
    public enum Kind: String, Sendable {
        /// The URL or the file cannot be used; trying again will not help.
        case cannotOpen
        /// The server does not answer. Nothing was begun.
        case unavailable
        /// The connection was lost before COMMIT was sent. Nothing was changed.
        case connectionLost
        /// The connection was lost after COMMIT was sent: changed or not, only reading tells.
        case commitUnknown
        /// Another writer held the lock for too long. Nothing was changed.
        case busy
        /// A statement took too long. Nothing was changed.
        case timedOut
        /// A unique, check or foreign key rule was broken. Nothing was changed.
        case constraint
        /// The statement itself was refused. Nothing was changed.
        case statement
        /// A value or column is not what the statement or the reader wants.
        case badValue
        /// More than ``StorageLimits/rows`` rows.
        case tooManyRows
        /// More than ``StorageLimits/pending`` transactions wait.
        case overloaded
        /// The database was closed.
        case closed
        /// The data file is damaged or no database.
        case corrupt
        /// The schema and this program do not fit.
        case migration
    }

    /// What sort of failure it is.
    public var kind: Kind
    /// What was tried, e.g. the start of the statement; placeholders, never values.
    public var operation: String
    /// Why it failed, in the database's or our words.
    public var cause: String
    /// What a person can do; nil where nothing in particular.
    public var advice: String?

    /// A failure of `operation`; neither it nor `cause` or `advice` may hold a secret or a bound value.
    public init(_ kind: Kind, operation: String, cause: String, advice: String? = nil) {
        self.kind = kind
        self.operation = operation
        self.cause = cause
        self.advice = advice
    }

    /// All of it on one line, for logs and the screen.
    public var description: String {
        let base = "\(operation): \(cause) (\(kind.rawValue))"
        return advice.map { "\(base). \($0)" } ?? base
    }

    /// True where the same call may succeed later and surely changed nothing now.
    public var isWorthRetrying: Bool {
        switch kind {
        case .unavailable, .connectionLost, .busy, .timedOut, .overloaded: true
        default: false
        }
    }

    /// The start of `sql` on one line, as an error's operation.
    static func operation(_ sql: String) -> String {
        var line = ""
        line.reserveCapacity(96)
        for character in sql where line.count < 80 {
            if !character.isWhitespace {
                line.append(character)
            } else if line.last != " " {
                line.append(" ")
            }
        }
        return line
    }
}
