/// One element of `scrape_configs`: which targets are asked, how, and what becomes of their samples.
public struct ScrapeJob: Sendable, Hashable {
    /// The job's name, the value of the label `job`.
    public let name: String
    /// How often each target is asked, and how long an answer may take; a target's labels may say otherwise.
    public let interval: Duration
    public let timeout: Duration
    /// The parts of each target's URL.
    public let metricsPath: String
    public let scheme: String
    public let parameters: [String: [String]]
    /// Whether labels of a scraped series win over those of its target; else they are renamed to `exported_…`.
    public let honorsLabels: Bool
    /// Whether times in a text count.
    public let honorsTimestamps: Bool
    /// Whether series with times of their own end when they are missing.
    public let tracksTimestampStaleness: Bool
    /// Targets in the configuration itself.
    public let staticGroups: [TargetGroup]
    /// Files with more of them.
    public let targetFiles: [TargetFilePattern]
    /// Steps that change or drop targets before they are asked.
    public let targetRules: [RelabelRule]
    /// Steps that change or drop samples before they are stored.
    public let sampleRules: [RelabelRule]
    /// How much may come.
    public let limits: ScrapeLimits
    /// How a scrape shows who it is.
    public let access: ScrapeAccess?
    /// What is trusted over HTTPS where it is not the system's choice.
    public let tls: ScrapeTLS?
    /// Whether to go where an answer points.
    public let followsRedirects: Bool
    /// Whether to ask for a packed answer.
    public let compresses: Bool
    /// Forms of text to ask for, the best first.
    public let protocols: [ScrapeProtocol]
    /// How an answer is read that does not say what it is.
    public let fallbackProtocol: ScrapeProtocol?

    /// The header `Accept` of a scrape.
    public var acceptHeader: String { ScrapeProtocol.accept(protocols) }
}
