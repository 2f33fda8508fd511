extension Labels {
    /// The same labels without the metric's name.
    public var withoutName: Labels {
        guard name != nil else { return self }
        return Labels(sorted: pairs.filter { $0.name != Self.nameLabel })
    }

    /// The same labels without the metric's name, type and unit: those of a value that is no longer the metric's own.
    public var withoutMetadata: Labels {
        let pairs = pairs
        guard pairs.contains(where: Self.isMetadata) else { return self }
        return Labels(sorted: pairs.filter { !Self.isMetadata($0) })
    }

    private static func isMetadata(_ label: Label) -> Bool {
        label.name == nameLabel || label.name == "__type__" || label.name == "__unit__"
    }

    /// The same labels with one set to `value`; an empty value removes it.
    public func setting(_ name: String, to value: String) -> Labels {
        var changed = pairs.filter { $0.name != name }
        guard !value.isEmpty else { return Labels(sorted: changed) }
        let index = changed.firstIndex { $0.name > name } ?? changed.endIndex
        changed.insert(Label(name: name, value: value), at: index)
        return Labels(sorted: changed)
    }

    /// Only the labels named.
    public func keeping(_ names: [String]) -> Labels {
        Labels(sorted: pairs.filter { names.contains($0.name) })
    }

    /// All labels but those named.
    public func removing(_ names: [String]) -> Labels {
        Labels(sorted: pairs.filter { !names.contains($0.name) })
    }
}
