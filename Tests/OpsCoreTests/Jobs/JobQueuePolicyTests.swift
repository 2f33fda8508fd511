import OpsCore
import Testing

@Suite struct JobQueuePolicyTests {
    private func job(_ id: String, _ tenant: String) -> QueuedJob {
        QueuedJob(id: id, tenant: tenant, enqueuedAt: wall(0))
    }

    private func queue(_ ids: [String], _ limits: JobLimits) throws -> JobQueuePolicy {
        var queue = JobQueuePolicy(limits: limits)
        for id in ids { try queue.enqueue(job(id, String(id.prefix(1)))) }
        return queue
    }

    @Test func tenantsTakeTurns() throws {
        var queue = try queue(["a1", "a2", "a3", "a4", "b1", "b2", "c1"], JobLimits(workers: 10, concurrency: 10))
        #expect((0..<8).map { _ in queue.next(at: at(0))?.job.id } == ["a1", "b1", "c1", "a2", "b2", "a3", "a4", nil])
    }

    @Test func aTenantsConcurrencyIsCappedAndOthersPass() throws {
        var queue = try queue(["a1", "a2", "a3", "b1"], JobLimits(workers: 10, concurrency: 2))
        #expect((0..<4).map { _ in queue.next(at: at(0))?.job.id } == ["a1", "b1", "a2", nil])
        #expect(queue.finish("a1", attempt: 1) == true)
        #expect(queue.next(at: at(1))?.job.id == "a3")
    }

    @Test func noMoreRunThanThereAreWorkers() throws {
        var queue = try queue(["a1", "b1", "c1"], JobLimits(workers: 2))
        #expect((0..<3).map { _ in queue.next(at: at(0))?.job.id } == ["a1", "b1", nil])
        #expect(queue.running == 2)
        #expect(queue.depth == 1)
    }

    @Test func aFullQueueRefusesAndSaysWhenToComeBack() throws {
        var queue = try queue(["a1", "b1"], JobLimits(length: 2, retryAfterSeconds: 7))
        let refusal = try #require(throws: Refusal.self) { try queue.enqueue(job("c1", "c")) }
        #expect(refusal.code == .queueFull)
        #expect(refusal.retryAfterSeconds == 7)
        try queue.enqueue(job("a1", "a"))
        #expect(queue.depth == 2, "the same job again is no new one")
        _ = queue.next(at: at(0))
        try queue.enqueue(job("c1", "c"))
    }

    @Test func oneTenantCannotFillTheQueue() throws {
        var queue = try queue(["a1", "a2"], JobLimits(length: 10, lengthPerTenant: 2))
        #expect(throws: Refusal.self) { try queue.enqueue(job("a3", "a")) }
        try queue.enqueue(job("b1", "b"))
    }

    @Test func aSilentWorkersJobRunsAgainUntilItsAttemptsAreUsedUp() throws {
        var queue = try queue(["a1", "a2"], JobLimits(workers: 1, lease: .seconds(30), attempts: 2))
        #expect(queue.next(at: at(0))?.job.attempts == 1)
        #expect(queue.expire(at: at(29)).isEmpty)
        #expect(queue.nextExpiry == at(30))
        #expect(queue.expire(at: at(30)).map { if case .requeued(let job) = $0 { job.id } else { "" } } == ["a1"])
        let second = queue.next(at: at(31))
        #expect(second?.job.id == "a1", "it goes before its tenant's others")
        #expect(second?.job.attempts == 2)
        #expect(queue.expire(at: at(61)).map { if case .failed(let job) = $0 { job.id } else { "" } } == ["a1"])
        #expect(queue.next(at: at(62))?.job.id == "a2")
    }

    @Test func renewingKeepsALease() throws {
        var queue = try queue(["a1"], JobLimits(lease: .seconds(30)))
        _ = queue.next(at: at(0))
        #expect(queue.renew("a1", attempt: 1, at: at(20)) == true)
        #expect(queue.expire(at: at(49)).isEmpty)
        #expect(queue.expire(at: at(50)).count == 1)
        #expect(queue.renew("a1", attempt: 1, at: at(51)) == false)
    }

    @Test func anOldAttemptsOutcomeIsNotTaken() throws {
        var queue = try queue(["a1"], JobLimits(lease: .seconds(30)))
        _ = queue.next(at: at(0))
        _ = queue.expire(at: at(30))
        _ = queue.next(at: at(31))
        #expect(queue.finish("a1", attempt: 1) == false)
        #expect(queue.finish("a1", attempt: 2) == true)
        #expect(queue.finish("a1", attempt: 2) == false)
    }

    @Test func cancelsWaitingAndRunningJobs() throws {
        var queue = try queue(["a1", "a2", "b1"], JobLimits(workers: 1))
        _ = queue.next(at: at(0))
        #expect(queue.cancel("a1") == .running)
        #expect(queue.finish("a1", attempt: 1) == false)
        #expect(queue.cancel("a2") == .queued)
        #expect(queue.cancel("a2") == nil)
        #expect(queue.next(at: at(1))?.job.id == "b1")
        #expect(queue.depth == 0)
    }

    @Test func theStatusIsForThePane() throws {
        var queue = JobQueuePolicy(limits: JobLimits(length: 9, workers: 1))
        for (second, id) in ["a1", "b1", "a2"].enumerated() {
            try queue.enqueue(QueuedJob(id: id, tenant: String(id.prefix(1)), enqueuedAt: wall(Double(second))))
        }
        _ = queue.next(at: at(0))
        #expect(queue.status.depth == 2)
        #expect(queue.status.limit == 9)
        #expect(queue.status.running == 1)
        #expect(queue.status.oldestEnqueuedAt == wall(1))
    }

    /// Random steps: the counters agree with the jobs, no cap is exceeded, and every job ends.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func staysConsistent(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var queue = JobQueuePolicy(limits: JobLimits(length: 50, workers: 6, concurrency: 2, lease: .seconds(5)))
        var running: [String: JobLease] = [:]
        for step in 0..<3000 {
            let now = at(Double(step) / 2)
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: try? queue.enqueue(job("j\(step)", "t\(Int.random(in: 0..<4, using: &random))"))
            case 2, 3: if let lease = queue.next(at: now) { running[lease.job.id] = lease }
            case 4:
                if let lease = running.values.randomElement(using: &random) {
                    running[lease.job.id] = nil
                    _ = queue.finish(lease.job.id, attempt: lease.job.attempts)
                }
            default:
                for expiry in queue.expire(at: now) {
                    switch expiry {
                    case .requeued(let job), .failed(let job): running[job.id] = nil
                    }
                }
            }
            #expect(queue.running == running.count)
            #expect(queue.depth <= 50 + 6)
            #expect(Dictionary(grouping: running.values, by: \.job.tenant).values.allSatisfy { $0.count <= 2 })
        }
        for second in 2000..<4000 {
            for expiry in queue.expire(at: at(Double(second))) {
                if case .failed(let job) = expiry { running[job.id] = nil }
            }
            while let lease = queue.next(at: at(Double(second))) {
                let ended = queue.finish(lease.job.id, attempt: lease.job.attempts)
                #expect(ended)
            }
        }
        #expect(queue.depth == 0)
        #expect(queue.running == 0)
        #expect(queue == JobQueuePolicy(limits: queue.limits))
    }
}
