import Foundation
import Logging
import OpsCore
import OpsMetrics
import OpsStorage

/// One attempt of one job.
extension JobService {
    func work(_ lease: JobLease) async {
        let id = lease.job.id
        do {
            let until = clock.wall.advanced(seconds: policy.limits.lease / .seconds(1))
            let (now, owner) = (clock.wall, owner)
            let stored = try await ledger.database.write { connection -> StoredJob? in
                guard try JobRepository().lease(id: id, owner: owner, until: until, at: now, connection) else {
                    return nil
                }
                return try JobRepository().find(id: id, connection)
            }
            // Nil: cancelled, or another server was faster.
            if let stored { await attempt(stored, lease) } else { _ = policy.finish(id, attempt: lease.job.attempts) }
        } catch {
            logger.error("a job could not be started", metadata: ["job": "\(id)", "error": "\(error)"])
            postpone(lease, for: .seconds(5))
        }
        workers[id] = nil
        await pump()
    }

    private func attempt(_ stored: StoredJob, _ lease: JobLease) async {
        do {
            let answer = try await answer(stored)
            let json = String(decoding: try OpsJSON.encoder().encode(answer), as: UTF8.self)
            await finish(stored.status, lease, .succeeded, result: json, error: nil)
        } catch {
            let refusal = error as? Refusal ?? Refusal(.internalError, "The job failed")
            if isStopping { return await giveBack(stored.status, lease, after: nil) }
            guard refusal.retryAfterSeconds != nil, lease.job.attempts < policy.limits.attempts else {
                return await finish(stored.status, lease, .failed, result: nil, error: refusal.code)
            }
            let seconds = min(refusal.retryAfterSeconds ?? 5, Self.longestPauseSeconds)
            await giveBack(stored.status, lease, after: .seconds(seconds))
        }
    }

    /// The upstream's answer within ``attemptLimit``; a cancelled job ends the call.
    private func answer(_ stored: StoredJob) async throws -> LeadEnrichment {
        guard let enrichment else { throw Refusal(.degraded, "No upstream provider is configured") }
        guard !isStopping else { throw CancellationError() }
        let id = stored.status.id
        let lead = Self.lead(stored.input)
        let call = Task { try await enrichment.enrich(lead, requestID: id) }
        calls[id] = call
        let timer = Task {
            try await Task.sleep(for: Self.attemptLimit)
            call.cancel()
        }
        defer {
            timer.cancel()
            calls[id] = nil
        }
        return try await call.value
    }

    private func finish(
        _ job: JobStatus, _ lease: JobLease, _ state: JobState, result: String?, error: ProblemCode?
    ) async {
        guard policy.finish(job.id, attempt: lease.job.attempts) else { return }
        var ended = job
        ended.endedAt = clock.wall
        let fits = (result?.utf8.count ?? 0) <= Self.resultLimitBytes
        ended.state = fits ? state : .failed
        ended.result = fits ? result : nil
        ended.error = fits ? error : .internalError
        let (final, owner) = (ended, owner)
        do {
            let isOurs = try await ledger.commit(nil) { try JobRepository().finish(final, leasedBy: owner, $0) }
            if isOurs { registry.increment("jobs_total", [("state", final.state.rawValue)]) }
        } catch {
            // The lease runs out and the job runs again; its work only reads.
            logger.error("a job's end could not be stored", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
    }

    /// Back into the queue: after a pause, or for the next server where this one stops. Where that cannot be stored the
    /// lease runs out and the job is taken back then.
    private func giveBack(_ job: JobStatus, _ lease: JobLease, after pause: Duration?) async {
        let (id, owner) = (job.id, owner)
        do {
            _ = try await ledger.commit(nil) { try JobRepository().release(id: id, owner: owner, $0) }
            if let pause { return postpone(lease, for: pause) }
        } catch {
            logger.error("a job could not be given back", metadata: ["job": "\(id)", "error": "\(error)"])
        }
        _ = policy.finish(id, attempt: lease.job.attempts)
    }

    private func postpone(_ lease: JobLease, for pause: Duration) {
        let job = lease.job
        guard policy.finish(job.id, attempt: job.attempts), !isStopping else { return }
        let waking = Task {
            do { try await Task.sleep(for: pause) } catch { return }
            await self.resume(job)
        }
        postponed[job.id] = Postponed(job: job, waking: waking)
    }

    private func resume(_ job: QueuedJob) async {
        guard postponed.removeValue(forKey: job.id) != nil else { return }
        policy.restore(job)
        await pump()
    }
}
