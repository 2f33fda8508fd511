/// From numbers back to texts.
extension LabelIndex {
    /// The labels of the series whose set is at a place; their texts are shared.
    ///
    /// - Parameter digest: The hash of these labels, so that no text is hashed again.
    func series(at place: UInt32, digest: Int) -> Labels {
        Labels(sorted: sets[place].map(label), digest: digest)
    }

    /// Whether the series whose set is at a place has exactly these labels.
    func isSeries(at place: UInt32, _ series: Labels) -> Bool {
        let (set, pairs) = (sets[place], series.pairs)
        guard set.count == pairs.count else { return false }
        var index = set.startIndex
        for pair in pairs {
            let label = labels[Int(set[index])]
            guard label.value.hasBytes(of: pair.value), names[Int(label.name)].text == pair.name else { return false }
            index += 1
        }
        return true
    }

    private func label(_ number: UInt32) -> Label {
        let label = labels[Int(number)]
        return Label(name: names[Int(label.name)].text, value: label.value)
    }
}
