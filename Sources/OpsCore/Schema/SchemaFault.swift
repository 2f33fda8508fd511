/// Where a value does not fit its schema, and what is wanted there.
public struct SchemaFault: Error, Equatable, Sendable {
    /// Names and indices from the root; empty for the whole.
    public var path: [String]
    /// What the value must be or why it cannot be there: follows on the member's name.
    public var wanted: String

    public init(_ path: [String], _ wanted: String) {
        self.path = path
        self.wanted = wanted
    }

    /// The fault for a person, names from outside cleaned.
    public func text(root: String) -> String {
        let name = path.isEmpty ? root : SafeText.clean(path.joined(separator: "."), limit: 80)
        return "`\(name)` \(wanted)."
    }
}
