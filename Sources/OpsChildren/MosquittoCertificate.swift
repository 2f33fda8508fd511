/// What a broker proves itself with: PEM files that must outlive it.
public struct MosquittoCertificate: Sendable {
    public var certificateFile: String
    public var keyFile: String
    /// Whom it trusts: then clients must show a certificate too.
    public var clientAuthorityFile: String?

    public init(certificateFile: String, keyFile: String, clientAuthorityFile: String? = nil) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.clientAuthorityFile = clientAuthorityFile
    }
}
