/// What a broker proves itself with: PEM files that must outlive it.
public struct MosquittoCertificate: Sendable {
    public var certificateFile: String
    public var keyFile: String

    public init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}
