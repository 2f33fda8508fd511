/// Where one migration stands in one database.
public struct MigrationStatus: Sendable, Equatable {
    /// The migration's number.
    public var number: Int
    /// Its name, as the program has it, else as the database has it.
    public var name: String
    /// Milliseconds since 1970 UTC; nil where it is not applied.
    public var appliedAtMilliseconds: Int64?
    /// False where the database names a migration that this program does not have.
    public var known: Bool

    public init(number: Int, name: String, appliedAtMilliseconds: Int64?, known: Bool = true) {
        self.number = number
        self.name = name
        self.appliedAtMilliseconds = appliedAtMilliseconds
        self.known = known
    }
}
