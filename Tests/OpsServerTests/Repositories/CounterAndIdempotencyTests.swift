import OpsCore
import OpsServer
import OpsStorage
import Testing

@Suite(.databases) struct CounterAndIdempotencyTests {
    static let counters = CounterRepository()
    static let keys = IdempotencyRepository()

    @Test(arguments: Backend.allCases) func numbersRiseAndSurvive(_ backend: Backend) async throws {
        try await RepositoryScope.withTwo(backend) { first, second in
            let numbers = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<20 {
                    let server = number.isMultiple(of: 2) ? first : second
                    group.addTask { try await server.write { try Self.counters.next("n", $0) } }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(numbers.sorted() == Array(1...20))
            #expect(try await second.read { try Self.counters.current("n", $0) } == 20)
            #expect(try await second.read { try Self.counters.current("other", $0) } == 0)
        }
    }

    @Test(arguments: Backend.allCases) func raisingNeverLowers(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            let seen = try await database.write { connection in
                try [Int64(7), 3, 9].map { floor in
                    try Self.counters.raise("n", to: floor, connection)
                    return try Self.counters.current("n", connection)
                }
            }
            #expect(seen == [7, 7, 9])
            #expect(try await database.write { try Self.counters.next("n", $0) } == 10)
        }
    }

    @Test(arguments: Backend.allCases) func keyStandsForOneRequest(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            let claims = try await database.write { connection in
                try [("a", "1", "x"), ("a", "1", "y"), ("a", "2", "z"), ("b", "1", "w")].map { key, digest, id in
                    try Self.keys.claim(
                        key: key, digest: digest, commandID: id, at: RepositoryScope.now, connection)
                }
            }
            #expect(claims == [.fresh, .replay(commandID: "x"), .conflict, .fresh])
            #expect(try await database.read { try Self.keys.find(key: "c", digest: "1", $0) } == nil)
            let later = RepositoryScope.now.advanced(seconds: 1)
            #expect(try await database.write { try Self.keys.prune(before: later, $0) } == 2)
            #expect(try await database.read { try Self.keys.find(key: "a", digest: "1", $0) } == nil)
        }
    }
}
