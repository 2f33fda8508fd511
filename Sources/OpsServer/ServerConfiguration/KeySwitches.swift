/// `REQUIRE_API_KEY` and `API_KEY_ENABLED` say the same, as the papers of two systems name it; where both are set they
/// must agree, since nobody can tell which one was meant.
struct KeySwitches {
    private static let names: Set<String> = ["REQUIRE_API_KEY", "API_KEY_ENABLED"]
    private var first: (name: String, value: Bool, place: String)?

    /// Notes a setting in force; those with other names are passed over.
    ///
    /// - Throws: ``ConfigurationError`` naming both where they contradict each other.
    mutating func note(_ name: String, _ value: Bool, _ place: String) throws {
        guard Self.names.contains(name) else { return }
        guard let first else {
            self.first = (name, value, place)
            return
        }
        guard first.value == value else {
            throw ConfigurationError(
                place: "configuration",
                reason: "\(first.name)=\(first.value) (\(first.place)) contradicts \(name)=\(value) (\(place)); "
                    + "set one of them, or both alike")
        }
    }
}
