/// Why a configuration was not accepted: where it is wrong, what was found there and what was expected.
///
/// Holds no value of a secret setting.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `environment`, `flag`, or the path of a file.
    public var place: String
    /// 1 for the first line; nil outside of files.
    public var line: Int?
    /// One sentence: what is wrong and what was expected.
    public var reason: String

    public init(place: String, line: Int? = nil, reason: String) {
        self.place = place
        self.line = line
        self.reason = reason
    }

    public var description: String {
        line.map { "\(place):\($0): \(reason)" } ?? "\(place): \(reason)"
    }
}
