import NIOSSL
import OpsMetrics

/// What a job trusts and shows over HTTPS.
struct ScrapeEncryption: Sendable {
    let tls: ScrapeTLS
    /// Where relative paths start.
    let directory: String

    /// The files that it is made of.
    var paths: [String] {
        [tls.caFile, tls.certificateFile, tls.keyFile].compactMap { $0.map(absolute) }
    }

    /// - Throws: ``ScrapeFailure`` naming the file that cannot be used.
    func settings() throws(ScrapeFailure) -> TLSConfiguration {
        var settings = TLSConfiguration.makeClientConfiguration()
        if let path = tls.caFile.map(absolute) {
            do {
                settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path))
            } catch {
                throw ScrapeFailure("the authorities in \(path) cannot be used")
            }
        }
        if let path = tls.certificateFile.map(absolute), let keyPath = tls.keyFile.map(absolute) {
            do {
                settings.certificateChain = try NIOSSLCertificate.fromPEMFile(path).map { .certificate($0) }
                settings.privateKey = .privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem))
            } catch {
                throw ScrapeFailure("the certificate \(path) with the key \(keyPath) cannot be used")
            }
        }
        if tls.skipsVerification { settings.certificateVerification = .none }
        return settings
    }

    private func absolute(_ path: String) -> String { ScrapePath.absolute(path, in: directory) }
}
