/// Where the certificate chain and its private key are (`TLS_CERT_FILE`, `TLS_KEY_FILE`).
public struct TLSFiles: Equatable, Sendable {
    /// PEM, the server's own certificate first.
    public var certificate: String
    /// PEM, unencrypted; nobody but its owner and group may read it.
    public var key: String

    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}
