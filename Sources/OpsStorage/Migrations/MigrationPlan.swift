/// Which migrations to run, decided from what the program has and what the database says was applied.
struct MigrationPlan {
    /// A row of `schema_migrations`.
    struct Applied: Equatable {
        var number: Int
        var name: String
        var atMilliseconds: Int64
    }

    let known: [Migration]
    let applied: [Applied]

    /// Throws where the known migrations are not numbered upwards, each once.
    init(known: [Migration], applied: [Applied]) throws {
        for (earlier, later) in zip(known, known.dropFirst()) where earlier.number >= later.number {
            throw Self.refused("the program's migrations \(earlier.number) and \(later.number) are out of order")
        }
        self.known = known
        self.applied = applied.sorted { $0.number < $1.number }
    }

    /// The migrations still to apply, in order. Throws where the database is newer than the program, was made by
    /// another, or lacks a migration below its newest.
    func pendingUp() throws -> [Migration] {
        try checkApplied()
        let newest = applied.last?.number ?? 0
        let numbers = Set(applied.map(\.number))
        let pending = known.filter { !numbers.contains($0.number) }
        if let late = pending.first(where: { $0.number < newest }) {
            throw Self.refused("migration \(late.number) is missing below the applied \(newest)")
        }
        return pending
    }

    /// The applied migrations above `number`, newest first. Throws where one of them cannot be undone.
    func pendingDown(to number: Int) throws -> [Migration] {
        try checkApplied()
        let numbers = Set(applied.map(\.number))
        let pending = known.filter { $0.number > number && numbers.contains($0.number) }
        if let lasting = pending.first(where: { $0.down.isEmpty }) {
            throw Self.refused("migration \(lasting.number) \(lasting.name) cannot be undone")
        }
        return pending.reversed()
    }

    /// Every migration that either side names, by number.
    func status() -> [MigrationStatus] {
        let times = Dictionary(applied.map { ($0.number, $0.atMilliseconds) }, uniquingKeysWith: { first, _ in first })
        let numbers = Set(known.map(\.number))
        let ours = known.map {
            MigrationStatus(number: $0.number, name: $0.name, appliedAtMilliseconds: times[$0.number])
        }
        let strangers = applied.filter { !numbers.contains($0.number) }.map {
            MigrationStatus(number: $0.number, name: $0.name, appliedAtMilliseconds: $0.atMilliseconds, known: false)
        }
        return (ours + strangers).sorted { $0.number < $1.number }
    }

    private func checkApplied() throws {
        let names = Dictionary(known.map { ($0.number, $0.name) }, uniquingKeysWith: { first, _ in first })
        for row in applied {
            guard let name = names[row.number] else {
                throw Self.refused(
                    "the database has migration \(row.number) \(row.name), which this program does not know",
                    advice: "It was migrated by a newer version: run that one, or restore a backup from before.")
            }
            guard name == row.name else {
                throw Self.refused(
                    "migration \(row.number) is \(row.name) in the database and \(name) in this program",
                    advice: "Is this database another program's?")
            }
        }
    }

    private static func refused(_ cause: String, advice: String? = nil) -> StorageError {
        StorageError(.migration, operation: "migrate the database", cause: cause, advice: advice)
    }
}
