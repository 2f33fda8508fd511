/// One label of a series: its name and its value.
public struct Label: Hashable, Sendable {
    /// The label's name.
    public let name: String
    /// The label's value; any text.
    public let value: String

    /// A label with this name and value.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    public static func == (left: Label, right: Label) -> Bool {
        left.name.hasBytes(of: right.name) && left.value.hasBytes(of: right.value)
    }
}

extension String {
    /// Whether both have the same bytes. `==` also holds for texts that Unicode calls equivalent, such as an `é` of one scalar
    /// and one of two: as labels they are two.
    func hasBytes(of other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        // The buffers are valid for the closures, and nothing of them leaves those.
        let isSame = utf8.withContiguousStorageIfAvailable { mine in
            other.utf8.withContiguousStorageIfAvailable { mine.elementsEqual($0) }
        }
        return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
