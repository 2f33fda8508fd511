/// How a scrape shows who it is. Secrets are in files that whoever asks reads; they are never part of a configuration.
public enum ScrapeAccess: Sendable, Hashable {
    /// HTTP's basic authentication; without a file the password is empty.
    case basic(username: String, passwordFile: String?)
    /// The header `Authorization` with this type, `Bearer` mostly, and what the file holds.
    case authorization(type: String, credentialsFile: String)
}

/// What a scrape over HTTPS trusts and shows.
public struct ScrapeTLS: Sendable, Hashable {
    /// Certificates of the authorities to trust instead of the system's, in PEM.
    public let caFile: String?
    /// The client's own certificate and its key, in PEM; both or none.
    public let certificateFile: String?
    public let keyFile: String?
    /// The name that the target's certificate must bear, where it is not the address.
    public let serverName: String?
    /// Whether any certificate will do.
    public let skipsVerification: Bool
}
