import Logging

/// Re-reads the certificate and says in the log how that went; a pair that cannot be used leaves the old one in force.
struct CertificateReload: Sendable {
    let certificate: TLSCertificate
    let logger: Logger

    /// False where the pair cannot be used.
    @discardableResult
    func run() -> Bool {
        do {
            try certificate.reload()
            logger.notice("certificate reloaded", metadata: ["valid_until": .string(certificate.validUntil)])
            return true
        } catch {
            logger.error("certificate not reloaded; the old one stays in force", metadata: ["error": "\(error)"])
            return false
        }
    }
}
