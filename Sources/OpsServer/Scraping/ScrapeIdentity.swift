import NIOSSL
import OpsMetrics

/// What the scrapes of a job show of who they are and whom they trust, as its files say it now: they are looked at before each
/// scrape, so that a new secret or certificate needs no reload.
final class ScrapeIdentity: Sendable {
    /// What one scrape shows and trusts.
    struct Shown: Sendable {
        /// The header `Authorization`.
        var authorization: String?
        var encryption: TLSConfiguration?
    }

    private struct Read: Sendable {
        var marks: [String: FileMark]
        var encryption: TLSConfiguration
    }

    private let credentials: ScrapeCredentials
    private let encryption: ScrapeEncryption?
    private let reading = SharedRead<Shown>()
    /// The certificates as last read, and the marks from just before.
    private let last = Guarded<Read?>(nil)

    init(_ job: ScrapeJob, directory: String) {
        credentials = ScrapeCredentials(access: job.access, directory: directory)
        encryption = job.tls.map { ScrapeEncryption(tls: $0, directory: directory) }
    }

    /// - Throws: ``ScrapeFailure`` where a file cannot be used, or not be read within `limit`.
    func shown(within limit: Duration) async throws -> Shown {
        guard credentials.access != nil || encryption != nil else { return Shown() }
        return try await reading.value(
            within: limit, late: ScrapeFailure("the files of credentials cannot be read in time")
        ) {
            Shown(authorization: try self.credentials.header(), encryption: try self.settings())
        }
    }

    /// The certificates are read anew with the next scrape, whether their files changed or not.
    func forget() { last.with { $0 = nil } }

    private func settings() throws(ScrapeFailure) -> TLSConfiguration? {
        guard let encryption else { return nil }
        let marks = FileMark.of(encryption.paths)
        if let last = last.value, last.marks == marks { return last.encryption }
        let fresh = try encryption.settings()
        last.with { $0 = Read(marks: marks, encryption: fresh) }
        return fresh
    }
}
