import NIOSSL
import OpsMetrics

/// What a job trusts and shows over HTTPS.
enum ScrapeEncryption {
    /// - Throws: ``ScrapeFailure`` naming the file that cannot be used.
    static func settings(_ tls: ScrapeTLS, in directory: String) throws(ScrapeFailure) -> TLSConfiguration {
        guard tls.serverName == nil else { throw ScrapeFailure("tls_config.server_name is not supported") }
        var settings = TLSConfiguration.makeClientConfiguration()
        if let file = tls.caFile {
            let path = ScrapePath.absolute(file, in: directory)
            do {
                settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path))
            } catch {
                throw ScrapeFailure("the authorities in \(path) cannot be used")
            }
        }
        if let file = tls.certificateFile, let keyFile = tls.keyFile {
            let (path, keyPath) = (
                ScrapePath.absolute(file, in: directory), ScrapePath.absolute(keyFile, in: directory)
            )
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
}
