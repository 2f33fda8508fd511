import OpsCore
import OpsServer
import OpsStorage
import Testing

@Suite(.databases) struct JobRepositoryTests {
    static let jobs = JobRepository()
    static let now = RepositoryScope.now

    static func job(_ id: String, _ tenant: String) -> JobStatus {
        JobStatus(id: id, kind: "enrich", tenant: tenant, state: .queued, enqueuedAt: now)
    }

    /// Submits jobs named tenant + number, e.g. `a1`.
    static func submit(_ ids: [String], to database: any Database) async throws {
        try await database.write { connection in
            for id in ids { try jobs.insert(job(id, String(id.prefix(1))), input: ["eMail_Of": "x@y.z"], connection) }
        }
    }

    static func lease(_ id: String, owner: String = "w1", until seconds: Double = 30, in database: any Database)
        async throws -> Bool
    {
        try await database.write {
            try jobs.lease(id: id, owner: owner, until: now.advanced(seconds: seconds), at: now, $0)
        }
    }

    static func find(_ id: String, in database: any Database) async throws -> StoredJob {
        try #require(try await database.read { try jobs.find(id: id, $0) })
    }

    @Test(arguments: Backend.allCases) func lifeOfAJob(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.submit(["a1"], to: database)
            #expect(try await Self.find("a1", in: database).input == ["eMail_Of": "x@y.z"])
            #expect(try await Self.lease("a1", in: database))
            var stored = try await Self.find("a1", in: database)
            #expect(stored.status.state == .running)
            #expect(stored.status.attempts == 1)
            #expect(stored.status.startedAt == Self.now)
            #expect(stored.leaseOwner == "w1")
            stored.status.state = .succeeded
            stored.status.endedAt = Self.now.advanced(seconds: 2)
            stored.status.result = #"{"company":"Y"}"#
            let ended = stored.status
            #expect(try await database.write { try Self.jobs.finish(ended, leasedBy: "w1", $0) })
            let final = try await Self.find("a1", in: database)
            #expect(final.status == ended)
            #expect(final.leaseOwner == nil)
            let listed = try await database.read { try Self.jobs.list(tenant: "a", $0) }
            #expect(listed.map(\.result) == [nil])
        }
    }

    @Test(arguments: Backend.allCases) func tenantsSeeOnlyTheirOwn(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.submit(["a1", "b1", "a2"], to: database)
            let lists = try await database.read { connection in
                [
                    try Self.jobs.list(tenant: "a", connection), try Self.jobs.list(tenant: nil, connection),
                    try Self.jobs.list(tenant: "c", connection), try Self.jobs.list(tenant: nil, limit: 1, connection),
                ].map { $0.map(\.id) }
            }
            #expect(lists == [["a2", "a1"], ["a2", "b1", "a1"], [], ["a2"]])
            #expect(try await database.read { try Self.jobs.find(id: "b1", tenant: "a", $0) } == nil)
            #expect(try await database.read { try Self.jobs.find(id: "b1", tenant: "b", $0) } != nil)
        }
    }

    @Test(arguments: Backend.allCases) func floodHidesNobody(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.submit((1...30).map { "a\($0)" } + ["b1"], to: database)
            let queued = try await database.read { try Self.jobs.queued(perTenant: 2, $0) }
            #expect(queued.map(\.status.id) == ["a1", "a2", "b1"])
            let counts = try await database.read { try Self.jobs.counts($0) }
            #expect(counts.tenants == ["a": .init(queued: 30), "b": .init(queued: 1)])
            #expect((counts.queued, counts.running) == (31, 0))
            #expect(counts.oldestQueuedAt == Self.now)
        }
    }

    @Test(arguments: Backend.allCases) func oneWorkerGetsTheJob(_ backend: Backend) async throws {
        try await RepositoryScope.withTwo(backend) { first, second in
            try await Self.submit(["a1"], to: first)
            let won = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<10 {
                    let server = number.isMultiple(of: 2) ? first : second
                    group.addTask { try await Self.lease("a1", owner: "w\(number)", in: server) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(won.count { $0 } == 1)
        }
    }

    @Test(arguments: Backend.allCases) func lostLeaseCannotFinish(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.submit(["a1", "a2"], to: database)
            #expect(try await Self.lease("a1", until: 5, in: database))
            #expect(try await Self.lease("a2", until: 60, in: database))
            let late = Self.now.advanced(seconds: 6)
            let expired = try await database.read { try Self.jobs.expiredLeases(at: late, $0) }
            #expect(expired.map(\.status.id) == ["a1"])
            #expect(try await database.write { try Self.jobs.release(id: "a1", owner: "w1", $0) })
            #expect(try await Self.lease("a1", owner: "w2", in: database))
            var ended = try await Self.find("a1", in: database).status
            #expect(ended.attempts == 2)
            ended.state = .succeeded
            let status = ended
            let answers = try await database.write { connection in
                [
                    try Self.jobs.finish(status, leasedBy: "w1", connection),
                    try Self.jobs.renew(id: "a1", owner: "w1", until: late, connection),
                    try Self.jobs.release(id: "a1", owner: "w1", connection),
                    try Self.jobs.renew(id: "a1", owner: "w2", until: late, connection),
                    try Self.jobs.finish(status, leasedBy: "w2", connection),
                ]
            }
            #expect(answers == [false, false, false, true, true])
        }
    }

    @Test(arguments: Backend.allCases) func cancelledJobGivesUpItsLease(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.submit(["a1"], to: database)
            #expect(try await Self.lease("a1", in: database))
            var status = try await Self.find("a1", in: database).status
            status.state = .cancelled
            status.endedAt = Self.now
            let cancelled = status
            let answers = try await database.write { connection in
                [
                    try Self.jobs.update(cancelled, connection),
                    try Self.jobs.renew(id: "a1", owner: "w1", until: Self.now, connection),
                    try Self.jobs.update(Self.job("none", "a"), connection),
                ]
            }
            #expect(answers == [true, false, false])
            #expect(try await Self.find("a1", in: database).leaseOwner == nil)
        }
    }

    @Test(arguments: Backend.allCases) func endedJobsExpireTheOldestFirst(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.submit(["a1", "a2", "a3", "a4"], to: database)
            try await database.write { connection in
                for (id, seconds) in [("a1", 3.0), ("a2", 1.0), ("a3", 99.0)] {
                    var job = Self.job(id, "a")
                    job.state = .failed
                    job.error = .upstreamTimeout
                    job.endedAt = Self.now.advanced(seconds: seconds)
                    try Self.jobs.update(job, connection)
                }
            }
            let limit = Self.now.advanced(seconds: 10)
            #expect(try await database.write { try Self.jobs.expire(endedBefore: limit, limit: 1, $0) } == 1)
            #expect(try await database.read { try Self.jobs.list(tenant: nil, $0) }.map(\.id) == ["a4", "a3", "a1"])
            #expect(try await database.write { try Self.jobs.expire(endedBefore: limit, $0) } == 1)
        }
    }

    @Test(arguments: Backend.allCases) func resultIsBounded(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.submit(["a1"], to: database)
            for (size, fits) in [(JobRepository.resultLimitBytes, true), (JobRepository.resultLimitBytes + 1, false)] {
                var job = Self.job("a1", "a")
                job.result = String(repeating: "x", count: size)
                let sized = job
                let stored = try? await database.write { try Self.jobs.update(sized, $0) }
                #expect((stored == true) == fits)
            }
            #expect(try await Self.find("a1", in: database).status.result?.count == JobRepository.resultLimitBytes)
        }
    }
}
